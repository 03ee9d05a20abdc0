#include "events/codec/json_write.hpp"

#include <cstdint>
#include <cstring>

namespace daybook::json {

namespace {

bool plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

/// The same of eight bytes at once. Bits 7 of the sum: a byte is below 0x20, or is one of the two; a false
/// alarm behind a true one does no harm.
bool plain_eight(const char* text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kTops = 0x8080808080808080;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof bytes);
  const auto holds_below = [](std::uint64_t v, std::uint64_t limit) { return (v - kOnes * limit) & ~v; };
  return ((holds_below(bytes, 0x20) | holds_below(bytes ^ kOnes * '"', 1) |
           holds_below(bytes ^ kOnes * '\\', 1)) &
          kTops) == 0;
}

void write_escaped(std::string& out, char c) {
  static constexpr char hex[] = "0123456789abcdef";
  const auto u = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c == '\r') {
    out += "\\r";
  } else {
    out += "\\u00";
    out += hex[u >> 4];
    out += hex[u & 15];
  }
}

}  // namespace

void write_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t from = 0; from < text.size();) {
    std::size_t to = from;
    while (to + 8 <= text.size() && plain_eight(text.data() + to)) to += 8;
    while (to < text.size() && plain(text[to])) ++to;
    out.append(text, from, to - from);
    if (to < text.size()) write_escaped(out, text[to++]);
    from = to;
  }
  out += '"';
}

}  // namespace daybook::json
