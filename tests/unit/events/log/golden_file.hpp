#pragma once
// The golden files of the provable log: tests/golden/log.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/source_dir.hpp"

namespace daybook::log::testing {

/// All bytes of tests/golden/log/<name>; fails the test when there is no such file.
inline std::string golden(const std::string& name) {
  std::ifstream file(test::source_dir() / "tests/golden/log" / name, std::ios::binary);
  REQUIRE_MESSAGE(file.is_open(), "no golden file " << name);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The same without the newline at its end.
inline std::string golden_line(const std::string& name) {
  auto text = golden(name);
  REQUIRE(text.ends_with('\n'));
  text.pop_back();
  return text;
}

}  // namespace daybook::log::testing
