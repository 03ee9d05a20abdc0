#include "core/money.hpp"

#include <limits>

namespace daybook {

Minor operator+(Minor a, Minor b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.value, b.value, &sum)) throw OverflowError("amount overflow in a sum");
  return Minor{sum};
}

Minor operator-(Minor a, Minor b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.value, b.value, &difference)) {
    throw OverflowError("amount overflow in a difference");
  }
  return Minor{difference};
}

Minor operator-(Minor a) { return Minor{} - a; }

Minor operator*(Minor a, std::int64_t n) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a.value, n, &product)) throw OverflowError("amount overflow in a product");
  return Minor{product};
}

Minor half_up(Int128 numerator, Int128 denominator) {
  if (denominator <= 0) throw std::invalid_argument("half_up needs a positive denominator");
  Int128 quotient = numerator / denominator;
  const Int128 remainder = numerator % denominator;  // has the numerator's sign
  const Int128 distance = remainder < 0 ? -remainder : remainder;
  // Compared with what is missing to the next whole, because twice the remainder could overflow.
  if (distance >= denominator - distance) quotient += numerator < 0 ? -1 : 1;
  if (quotient > std::numeric_limits<std::int64_t>::max() ||
      quotient < std::numeric_limits<std::int64_t>::min()) {
    throw OverflowError("amount overflow in a rounded quotient");
  }
  return Minor{static_cast<std::int64_t>(quotient)};
}

Minor proportion(Minor amount, Minor part, Minor whole) {
  if (whole.value == 0) return Minor{};
  const Int128 product = Int128{amount.value} * part.value;  // at most 2^126
  return whole.value > 0 ? half_up(product, whole.value) : half_up(-product, -Int128{whole.value});
}

}  // namespace daybook
