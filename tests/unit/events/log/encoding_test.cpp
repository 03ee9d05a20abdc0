#include "events/log/encoding.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace daybook::log {
namespace {

TEST_CASE("hexadecimal: lower case out, either case in") {
  const std::vector<std::uint8_t> bytes = {0x00, 0x09, 0xaf, 0xFF};
  CHECK(to_hex(bytes) == "0009afff");
  CHECK(from_hex("0009AFff") == std::string("\x00\x09\xaf\xff", 4));
  CHECK(to_hex(std::string_view()).empty());
  CHECK(from_hex("") == "");
}

TEST_CASE("hexadecimal: anything else is nothing") {
  for (const auto* text : {"0", "abc", "0g", "G0", "0x", " 0", "0 ", "00\n", "\xff\xff", "@0", "`0", ":0"}) {
    CAPTURE(text);
    CHECK_FALSE(from_hex(text));
  }
}

TEST_CASE("base64: the vectors of RFC 4648 section 10") {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xfb\xef\xff", "++//"},
  };
  for (const auto& [bytes, text] : rows) {
    CAPTURE(text);
    CHECK(to_base64(bytes) == text);
    CHECK(from_base64(text) == bytes);
  }
}

TEST_CASE("base64: every byte value at every place survives") {
  for (std::size_t length = 1; length <= 4; ++length) {
    for (int value = 0; value < 256; ++value) {
      for (std::size_t at = 0; at < length; ++at) {
        std::string bytes(length, 'x');
        bytes[at] = static_cast<char>(value);
        REQUIRE(from_base64(to_base64(bytes)) == bytes);
      }
    }
  }
}

TEST_CASE("base64: only one spelling is accepted") {
  const char* const rows[] = {
      "Zg",           "Zg=",           "Z",     "====",   "Z===", "=",    "==Zg",    "Zg==Zg==", "Zh==",
      "Zm9=",         "Zm8 ",          "Zm\n8", "Zm8=\n", "Zm-_", "Z=g=", "Zm8\xff", " Zm9vYg=", "Zm9v====",
      "Zg==\n\n\n\n", "\xe2\x80\x94=",
  };
  for (const auto* text : rows) {
    CAPTURE(text);
    CHECK_FALSE(from_base64(text));
  }
}

}  // namespace
}  // namespace daybook::log
