#pragma once
// Bytes as text: hexadecimal and base64, strict both ways, so that one value has exactly one accepted base64
// spelling and nobody can smuggle a second text past a comparison.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace daybook::log {

/// Lower-case hexadecimal, two digits a byte.
std::string to_hex(std::span<const std::uint8_t> bytes);
std::string to_hex(std::string_view bytes);
/// The raw bytes of hexadecimal in either case; nothing for an odd length or any other character.
std::optional<std::string> from_hex(std::string_view text);

/// Standard base64 with padding, no line breaks (RFC 4648 section 4).
std::string to_base64(std::string_view bytes);
/// The raw bytes; nothing unless the text is exactly what `to_base64` writes for them: padding present, no
/// blanks, unused bits zero.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace daybook::log
