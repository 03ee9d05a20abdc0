#pragma once
// Rates: an exact decimal percent with at most 4 decimals, held in parts per million (10% = 100,000).
// Source: domain rules, "Money".

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace daybook {

struct RatePpm {
  std::int64_t ppm = 0;
  auto operator<=>(const RatePpm&) const = default;
};

/// "12.5" -> 125,000 ppm. Plain digits, an optional point with 1-4 decimals; no sign, no exponent, no blanks;
/// at most 1000%.
std::optional<RatePpm> parse_percent(std::string_view text);
/// Without trailing zeros: 125,000 -> "12.5", 100,000 -> "10".
std::string percent_text(RatePpm rate);

}  // namespace daybook
