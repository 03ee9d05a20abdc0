#pragma once
// Everything that a daybook leaves behind on disks, to look for what must not be in it.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/daybook_process.hpp"

namespace daybook::test {

/// Every row of every table (bytea in hex), and everything the processes said.
inline std::string all_that_is_kept(const Daybook& daybook) {
  const auto dump = run_program({"pg_dump", "--data-only", daybook.database().super_url()});
  REQUIRE(dump.code == 0);
  std::string all = dump.text;
  for (const auto& entry : std::filesystem::directory_iterator(daybook.folder())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path());
    std::stringstream text;
    text << in.rdbuf();
    all += text.str();
  }
  return all;
}

/// As it is, or as the hex of a bytea.
inline bool is_kept(const std::string& kept, const std::string& secret) {
  std::string hex;
  for (const char c : secret) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return kept.find(secret) != std::string::npos || kept.find(hex) != std::string::npos;
}

}  // namespace daybook::test
