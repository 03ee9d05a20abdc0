#pragma once
// The one currency table: ISO 4217 codes and exponents, plus the programme unit ICP (nine decimals). Stripe's
// exponents differ and live with its adapter.

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace daybook {

struct Currency {
  std::array<char, 3> code{'U', 'S', 'D'};
  auto operator<=>(const Currency&) const = default;
  std::string str() const { return {code.begin(), code.end()}; }
};

/// Known upper-case codes only ("USD", "JPY", "ICP"); unknown: nothing.
std::optional<Currency> parse_currency(std::string_view code);
/// Digits after the point: USD 2, JPY 0, BHD 3, ICP 9.
int exponent(Currency currency);
/// The amount as a plain decimal with all its digits: (-1250, USD) -> "-12.50".
std::string decimal_text(std::int64_t minor, Currency currency);

}  // namespace daybook
