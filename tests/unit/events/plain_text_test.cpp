#include "events/codec/plain_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace daybook {
namespace {

TEST_CASE("every byte in every place of a text, the first that does not stand for itself ends it") {
  for (std::size_t size = 0; size <= 33; ++size) {
    const std::string plain(size, 'a');
    REQUIRE(json::plain_length(plain) == size);
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text = plain;
        text[at] = static_cast<char>(byte);
        const bool stands = byte >= 0x20 && byte != '"' && byte != '\\';
        CAPTURE(byte);
        REQUIRE(json::plain_length(text) == (stands ? size : at));
        if (at + 1 < size) text[at + 1] = '\x01';  // one behind it changes nothing
        REQUIRE(json::plain_length(text) == (stands ? std::min(at + 1, size) : at));
      }
    }
  }
}

}  // namespace
}  // namespace daybook
