#pragma once
// Amounts: signed 64-bit minor units (cents, for USD). Every operation is checked; an overflow throws
// OverflowError, which the decider's edge turns into a refusal. Never floating point. Source: domain rules,
// "Money".

#include <compare>
#include <cstdint>
#include <stdexcept>

namespace daybook {

__extension__ using Int128 = __int128;

struct OverflowError : std::overflow_error {
  using std::overflow_error::overflow_error;
};

struct Minor {
  std::int64_t value = 0;
  constexpr Minor() = default;
  constexpr explicit Minor(std::int64_t v) : value(v) {}
  auto operator<=>(const Minor&) const = default;
};

Minor operator+(Minor a, Minor b);
Minor operator-(Minor a, Minor b);
Minor operator-(Minor a);
Minor operator*(Minor a, std::int64_t n);
inline Minor& operator+=(Minor& a, Minor b) { return a = a + b; }
inline Minor& operator-=(Minor& a, Minor b) { return a = a - b; }

/// half-up(numerator / denominator), ties away from zero; denominator > 0. Throws OverflowError when the
/// result leaves 64 bits. Source: domain rules, "Round half up (away from zero), once".
Minor half_up(Int128 numerator, Int128 denominator);

/// half-up(amount x part / whole) through 128 bits; 0 when whole is 0.
Minor proportion(Minor amount, Minor part, Minor whole);

}  // namespace daybook
