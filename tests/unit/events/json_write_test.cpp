#include "events/codec/json_write.hpp"

#include <doctest/doctest.h>

#include <random>

#include "events/codec/json_read.hpp"

using namespace daybook;

namespace {

/// RFC 8259 byte by byte, to judge the writer that looks at eight of them at once.
std::string quoted_slowly(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n' || c == '\t' || c == '\r') {
      out += {'\\', c == '\n' ? 'n' : c == '\t' ? 't' : 'r'};
    } else if (byte < 0x20) {
      out += fmt::format("\\u00{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out += '"';
}

}  // namespace

TEST_CASE("json: every byte at every place of a text is escaped where it must be, and only there") {
  for (std::size_t length = 1; length <= 18; ++length)
    for (std::size_t at = 0; at < length; ++at)
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(length, 'a');
        text[at] = static_cast<char>(byte);
        std::string out;
        json::write_string(out, text);
        if (out != quoted_slowly(text)) FAIL("byte ", byte, " at ", at, " of ", length);
      }
}

TEST_CASE("json: random texts of bytes near the borders are escaped like byte by byte") {
  const auto seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937 random(seed);
  constexpr std::string_view kBorders("\x00\x01\x1f !\"#[\\]\x7f\x80\x9f\xa2\xdc\xff", 16);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 40, '\0');
    for (char& c : text) c = kBorders[random() % kBorders.size()];
    std::string out;
    json::write_string(out, text);
    REQUIRE(out == quoted_slowly(text));
  }
}

TEST_CASE("json: an object's text is the same whether it is kept or given away") {
  json::Object object;
  CHECK(object.text() == "{}");
  object.add("a", 1).add("b", "x");
  CHECK(object.text() == R"({"a":1,"b":"x"})");
  CHECK(std::move(object).text() == R"({"a":1,"b":"x"})");
}
