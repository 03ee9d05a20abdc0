// What documents are made of: texts, numbers, archives.

#include <doctest/doctest.h>

#include "adapters/export/plain_text.hpp"
#include "adapters/export/xlsx_book.hpp"
#include "adapters/export/zip_file.hpp"

namespace daybook::test {
namespace {

using namespace exports;

std::uint32_t little_endian(const std::string& bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i)
    value = value << 8U | static_cast<unsigned char>(bytes.at(at + static_cast<std::size_t>(i)));
  return value;
}

TEST_CASE("plain text: one harmless line of valid UTF-8") {
  const struct {
    std::string_view text;
    std::string_view expected;
  } rows[] = {
      {"", ""},
      {"Zoë 王 مرحبا 𞤀", "Zoë 王 مرحبا 𞤀"},
      {"a\tb\r\nc\x7f", "a b  c "},
      {std::string_view("a\0b", 3), "a b"},
      {"a\xC2\x85"
       "b\xE2\x80\xA8"
       "c\xE2\x80\xA9",
       "a b c "},                                                        // NEL, line and paragraph separator
      {"\u202Ea\u202A\u202B\u202C\u202D\u2066\u2067\u2068\u2069", "a"},  // embeddings, overrides, isolates
      {"\u200Ca\u200D\u200E\u200F", "\u200Ca\u200D\u200E\u200F"},        // joiners, marks
      {"\xFF", "\uFFFD"},
      {"\xC3", "\uFFFD"},                                // cut short
      {"\xC0\xAF", "\uFFFD\uFFFD"},                      // "/" the long way
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},            // half of a pair
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // above U+10FFFF
      {"\xE2\x28\xA1", "\uFFFD(\uFFFD"},
      {"\uFFFE\uFFFF\uFDD0", "\uFFFD\uFFFD\uFFFD"},
      {"\U0001FFFE", "\uFFFD"},
  };
  for (const auto& row : rows) CHECK_MESSAGE(plain_line(row.text) == row.expected, row.expected);
}

TEST_CASE("workbook: significant digits, between the first and the last that is not zero") {
  const struct {
    const char* decimal;
    int digits;
  } rows[] = {{"0", 0},
              {"0.00", 0},
              {"-12.50", 3},
              {"0.007", 1},
              {"1000000", 1},
              {"1000000.01", 9},
              {"100.10", 4},
              {"999999999999999", 15},
              {"1000000000000001", 16},
              {"-9223372036854775808", 19}};
  for (const auto& row : rows) CHECK_MESSAGE(significant_digits(row.decimal) == row.digits, row.decimal);
}

TEST_CASE("workbook: text in XML") {
  CHECK(xml_text("<a b=\"c\">&'\x01</a>") == "&lt;a b=&quot;c&quot;&gt;&amp;' &lt;/a&gt;");
}

TEST_CASE("ZIP file: dated 1980-01-01, with the CRC that everybody computes") {
  ZipFile zip;
  zip.open("a.txt");
  zip.write("1234");
  zip.write("56789");
  zip.add("empty", "");
  const std::string bytes = zip.finish();
  CHECK(bytes.starts_with("PK\x03\x04"));
  CHECK(little_endian(bytes, 10, 2) == 0);            // time
  CHECK(little_endian(bytes, 12, 2) == 0x21);         // date
  CHECK(little_endian(bytes, 14, 4) == 0xCBF43926U);  // CRC-32's check value
  CHECK(little_endian(bytes, 22, 4) == 9);
  CHECK(bytes.substr(30, 5) == "a.txt");
  CHECK(bytes.find("PK\x01\x02") != std::string::npos);
  CHECK(little_endian(bytes, bytes.size() - 14, 2) == 2);  // entries
}

}  // namespace
}  // namespace daybook::test
