#include "core/uuid.hpp"

namespace daybook {
namespace {

constexpr std::size_t kTextLength = 36;
constexpr std::uint8_t kNoDigit = 0xff;

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
  if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return std::nullopt;
  Uuid uuid;
  std::uint8_t seen = 0;  // a digit has no bit of kNoDigit's upper half
  const auto take = [&](std::size_t from, std::size_t to, std::size_t at) {
    for (std::size_t i = from; i < to; ++i, at += 2) {
      const std::uint8_t high = kHexValues[static_cast<unsigned char>(text[at])];
      const std::uint8_t low = kHexValues[static_cast<unsigned char>(text[at + 1])];
      seen |= high | low;
      uuid.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
  };
  take(0, 4, 0);
  take(4, 6, 9);
  take(6, 8, 14);
  take(8, 10, 19);
  take(10, 16, 24);
  if (seen > 0xf) return std::nullopt;
  return uuid;
}

}  // namespace daybook
