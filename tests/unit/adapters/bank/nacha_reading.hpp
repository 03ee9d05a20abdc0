#pragma once
// A reader of NACHA files written from the record layouts of the operating rules with its own positions; it
// shares nothing with the writer.

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <string>
#include <vector>

namespace daybook::test {

using Big = boost::multiprecision::cpp_int;

inline std::vector<std::string> lines_of(const std::string& bytes) {
  std::vector<std::string> lines;
  std::size_t from = 0;
  for (std::size_t at = bytes.find('\n'); at != std::string::npos; at = bytes.find('\n', from)) {
    lines.push_back(bytes.substr(from, at - from));
    from = at + 1;
  }
  CHECK(from == bytes.size());
  return lines;
}

/// Positions count from 1, as in the rules. Leading zeros are no octal.
inline Big number_at(const std::string& record, std::size_t position, std::size_t length) {
  Big out = 0;
  for (const char c : record.substr(position - 1, length)) {
    REQUIRE(c >= '0');
    REQUIRE(c <= '9');
    out = out * 10 + (c - '0');
  }
  return out;
}

struct NachaEntry {
  std::string code, routing, account, id, name, trace;
  Big amount;
};

/// Reads the one-batch file, holding every control record against the entries.
inline std::vector<NachaEntry> read_back(const std::string& bytes) {
  const auto lines = lines_of(bytes);
  REQUIRE(lines.size() % 10 == 0);
  for (const std::string& line : lines) REQUIRE(line.size() == 94);
  CHECK(lines[0].substr(0, 4) == "101 ");
  CHECK(lines[0].substr(34, 6) == "094101");
  CHECK(lines[1].substr(0, 4) == "5220");
  std::vector<NachaEntry> entries;
  Big hash = 0, total = 0;
  std::size_t at = 2;
  for (; lines[at][0] == '6'; ++at) {
    const std::string& line = lines[at];
    entries.push_back({line.substr(1, 2), line.substr(3, 9), line.substr(12, 17), line.substr(39, 15),
                       line.substr(54, 22), line.substr(79, 15), number_at(line, 30, 10)});
    CHECK(line.substr(76, 3) == "  0");
    hash += number_at(line, 4, 8);
    total += entries.back().amount;
    if (entries.size() > 1) CHECK(entries[entries.size() - 2].trace < entries.back().trace);
    CHECK(entries.back().trace.substr(0, 8) == lines[1].substr(79, 8));
  }
  const std::string& batch = lines[at];
  CHECK(batch.substr(0, 4) == "8220");
  CHECK(number_at(batch, 5, 6) == entries.size());
  CHECK(number_at(batch, 11, 10) == hash % Big("10000000000"));
  CHECK(number_at(batch, 21, 12) == 0);
  CHECK(number_at(batch, 33, 12) == total);
  CHECK(batch.substr(44, 10) == lines[1].substr(40, 10));
  CHECK(batch.substr(54, 25) == std::string(25, ' '));
  CHECK(batch.substr(79, 15) == lines[1].substr(79, 15));
  const std::string& file = lines[at + 1];
  CHECK(file[0] == '9');
  CHECK(number_at(file, 2, 6) == 1);
  CHECK(number_at(file, 8, 6) == lines.size() / 10);
  CHECK(number_at(file, 14, 8) == entries.size());
  CHECK(number_at(file, 22, 10) == hash % Big("10000000000"));
  CHECK(number_at(file, 32, 12) == 0);
  CHECK(number_at(file, 44, 12) == total);
  CHECK(file.substr(55) == std::string(39, ' '));
  CHECK(lines.size() - (at + 2) < 10);
  for (at += 2; at < lines.size(); ++at) CHECK(lines[at] == std::string(94, '9'));
  return entries;
}

}  // namespace daybook::test
