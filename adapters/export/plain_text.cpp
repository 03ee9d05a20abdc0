#include "adapters/export/plain_text.hpp"

#include <cstdint>

namespace daybook::exports {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";

/// Bytes of the character that begins here, and the character; 0 bytes: no UTF-8 (RFC 3629 section 4).
struct Decoded {
  std::size_t bytes = 0;
  std::uint32_t point = 0;
};

Decoded decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {1, lead};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  std::uint32_t point = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80) return {};
    point = point << 6U | (next & 0x3FU);
  }
  const bool shortest = point >= (bytes == 2 ? 0x80U : bytes == 3 ? 0x800U : 0x10000U);
  if (!shortest || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return {};
  return {bytes, point};
}

bool is_blank(std::uint32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029; }
bool turns_text(std::uint32_t c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }
bool is_no_character(std::uint32_t c) { return (c & 0xFFFEU) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); }

}  // namespace

std::string plain_line(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto [bytes, point] = decode(text);
    if (bytes == 0 || is_no_character(point)) {
      out += kReplacement;
    } else if (is_blank(point)) {
      out += ' ';
    } else if (!turns_text(point)) {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return out;
}

std::string file_time(Instant at) { return to_string(at).substr(0, 19) + "Z"; }

}  // namespace daybook::exports
