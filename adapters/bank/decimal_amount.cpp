#include "adapters/bank/decimal_amount.hpp"

namespace daybook::bank {
namespace {

constexpr int kMaxDigits = 18;  // totalDigits of ISO's amount and DecimalNumber

}  // namespace

std::optional<Int128> scaled_decimal(std::string_view text, int decimals) {
  Int128 value = 0;
  int digits = 0;
  int behind = -1;  // digits after the point; -1 before it
  for (const char c : text) {
    if (c == '.') {
      if (behind >= 0) return std::nullopt;
      behind = 0;
      continue;
    }
    if (c < '0' || c > '9' || ++digits > kMaxDigits) return std::nullopt;
    if (behind >= decimals) {
      if (c != '0') return std::nullopt;
      continue;
    }
    value = value * 10 + (c - '0');
    if (behind >= 0) ++behind;
  }
  if (digits == 0) return std::nullopt;
  for (int i = behind < 0 ? 0 : behind; i < decimals; ++i) value *= 10;
  return value;
}

}  // namespace daybook::bank
