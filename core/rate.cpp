#include "core/rate.hpp"

namespace daybook {
namespace {

constexpr std::int64_t kPpmPerPercent = 10'000;
constexpr std::int64_t kMaxPpm = 1000 * kPpmPerPercent;
constexpr std::size_t kMaxDecimals = 4;

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<RatePpm> parse_percent(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (!all_digits(whole)) return std::nullopt;

  std::int64_t ppm = 0;
  for (const char digit : whole) {
    ppm = ppm * 10 + (digit - '0') * kPpmPerPercent;
    if (ppm > kMaxPpm) return std::nullopt;
  }
  if (point != std::string_view::npos) {
    const std::string_view decimals = text.substr(point + 1);
    if (!all_digits(decimals) || decimals.size() > kMaxDecimals) return std::nullopt;
    std::int64_t worth = kPpmPerPercent;
    for (const char digit : decimals) ppm += (digit - '0') * (worth /= 10);
  }
  return ppm <= kMaxPpm ? std::optional(RatePpm{ppm}) : std::nullopt;
}

std::string percent_text(RatePpm rate) {
  const auto bits = static_cast<std::uint64_t>(rate.ppm);
  const std::uint64_t magnitude = rate.ppm < 0 ? ~bits + 1 : bits;
  std::string text = std::to_string(magnitude / kPpmPerPercent);
  if (const std::uint64_t fraction = magnitude % kPpmPerPercent; fraction != 0) {
    std::string decimals = std::to_string(fraction);
    decimals.insert(0, kMaxDecimals - decimals.size(), '0');
    decimals.erase(decimals.find_last_not_of('0') + 1);
    text += "." + decimals;
  }
  return rate.ppm < 0 ? "-" + text : text;
}

}  // namespace daybook
