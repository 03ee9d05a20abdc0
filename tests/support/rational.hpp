#pragma once
// The oracle of the money tests: exact rationals, rounded by another method than the code under test (floor
// of the magnitude plus one half, on unbounded integers). It must never include anything of the program.

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>

namespace oracle {

using Rational = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;

/// n / d as an exact fraction; d is not 0.
inline Rational fraction(std::int64_t n, std::int64_t d) { return Rational(Integer(n), Integer(d)); }

/// The nearest whole number, ties away from zero.
inline Integer round_half_away(const Rational& x) {
  const Rational raised = abs(x) + Rational(1, 2);
  const Integer floor = numerator(raised) / denominator(raised);
  return x < 0 ? Integer(-floor) : floor;
}

/// The same, where the caller knows that it fits in 64 bits.
inline std::int64_t rounded(const Rational& x) { return round_half_away(x).convert_to<std::int64_t>(); }

}  // namespace oracle
