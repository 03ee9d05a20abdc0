#include "events/log/encoding.hpp"

#include <array>

namespace daybook::log {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t kNoDigit = 0xFF;

constexpr std::array<std::uint8_t, 256> values_of(std::string_view digits) {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    values[static_cast<std::uint8_t>(digits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr auto kBase64Values = values_of(kBase64Digits);
constexpr auto kHexValues = [] {
  auto values = values_of(kHexDigits);
  for (std::size_t i = 10; i < 16; ++i) {
    values[static_cast<std::size_t>('A') + i - 10] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
  return i < bytes.size() ? static_cast<std::uint8_t>(bytes[i]) : 0U;
}

}  // namespace

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string text(bytes.size() * 2, '\0');
  char* at = text.data();
  for (const auto byte : bytes) {
    *at++ = kHexDigits[byte >> 4U];
    *at++ = kHexDigits[byte & 0x0FU];
  }
  return text;
}

std::string to_hex(std::string_view bytes) {
  return to_hex(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = kHexValues[static_cast<std::uint8_t>(text[i])];
    const auto low = kHexValues[static_cast<std::uint8_t>(text[i + 1])];
    if (high == kNoDigit || low == kNoDigit) return std::nullopt;
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  char* at = text.data();
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto bits = byte_at(bytes, i) << 16U | byte_at(bytes, i + 1) << 8U | byte_at(bytes, i + 2);
    *at++ = kBase64Digits[bits >> 18U];
    *at++ = kBase64Digits[bits >> 12U & 63U];
    *at++ = i + 1 < bytes.size() ? kBase64Digits[bits >> 6U & 63U] : '=';
    *at++ = i + 2 < bytes.size() ? kBase64Digits[bits & 63U] : '=';
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.size() > padding && text[text.size() - 1 - padding] == '=') ++padding;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t bits = 0;
    for (std::size_t j = i; j < i + 4; ++j) {
      const bool pad = j >= text.size() - padding;
      const auto value = pad ? std::uint8_t{0} : kBase64Values[static_cast<std::uint8_t>(text[j])];
      if (value == kNoDigit) return std::nullopt;
      bits = bits << 6U | value;
    }
    for (const auto shift : {16U, 8U, 0U}) bytes.push_back(static_cast<char>(bits >> shift & 0xFFU));
  }
  for (std::size_t i = 0; i < padding; ++i) {
    // A non-zero bit under the padding would be a second spelling of the same bytes.
    if (bytes.back() != '\0') return std::nullopt;
    bytes.pop_back();
  }
  return bytes;
}

}  // namespace daybook::log
