#include "core/uuid.hpp"

namespace daybook {
namespace {

constexpr std::size_t kTextLength = 36;
constexpr std::uint8_t kNoDigit = 0xff;

constexpr bool dash_before_byte(std::size_t byte) {
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

// One look-up a character: ids are parsed and printed several times for every event.
constexpr std::array<std::uint8_t, 256> make_hex_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::uint8_t i = 0; i < 10; ++i) values[static_cast<std::size_t>('0') + i] = i;
  for (std::uint8_t i = 0; i < 6; ++i) {
    values[static_cast<std::size_t>('a') + i] = static_cast<std::uint8_t>(10 + i);
    values[static_cast<std::size_t>('A') + i] = static_cast<std::uint8_t>(10 + i);
  }
  return values;
}

constexpr auto kHexValues = make_hex_values();

/// The two digits of every byte.
constexpr std::array<char, 512> make_hex_pairs() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<char, 512> pairs{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    pairs[2 * byte] = kDigits[byte >> 4];
    pairs[2 * byte + 1] = kDigits[byte & 0xf];
  }
  return pairs;
}

constexpr auto kHexPairs = make_hex_pairs();

}  // namespace

void append(std::string& out, const Uuid& uuid) {
  std::array<char, kTextLength> text;
  char* at = text.data();
  const auto put = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i, at += 2) std::memcpy(at, &kHexPairs[2 * uuid.bytes[i]], 2);
  };
  put(0, 4);
  *at++ = '-';
  put(4, 6);
  *at++ = '-';
  put(6, 8);
  *at++ = '-';
  put(8, 10);
  *at++ = '-';
  put(10, 16);
  out.append(text.data(), text.size());
}

std::string to_string(const Uuid& uuid) {
  std::string text;
  append(text, uuid);
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != kTextLength) return std::nullopt;
  Uuid uuid;
  std::size_t at = 0;
  for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
    if (dash_before_byte(i) && text[at++] != '-') return std::nullopt;
    const std::uint8_t high = kHexValues[static_cast<unsigned char>(text[at++])];
    const std::uint8_t low = kHexValues[static_cast<unsigned char>(text[at++])];
    if (high == kNoDigit || low == kNoDigit) return std::nullopt;
    uuid.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return uuid;
}

}  // namespace daybook
