#include "core/money.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "tests/support/rational.hpp"
#include "tests/unit/core/seed.hpp"

namespace daybook {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

TEST_CASE("half_up: ties go away from zero") {
  struct Row {
    std::int64_t numerator, denominator, rounded;
  };
  const Row rows[] = {
      {0, 1, 0},
      {1, 2, 1},
      {-1, 2, -1},
      {3, 2, 2},
      {-3, 2, -2},
      {1, 3, 0},
      {2, 3, 1},
      {-1, 3, 0},
      {-2, 3, -1},
      {5, 10, 1},
      {4, 10, 0},
      {-5, 10, -1},
      {-4, 10, 0},
      {7, 7, 1},
      {-7, 7, -1},
      {25, 10, 3},
      {-25, 10, -3},
      {24, 10, 2},
      {1, kMax, 0},
      {kMax, 2, 4611686018427387904},
      {kMin, 2, -4611686018427387904},
      {kMin, 1, kMin},
      {kMax, 1, kMax},
      {kMax - 1, kMax, 1},
      {kMax / 2, kMax, 0},
      {kMax / 2 + 1, kMax, 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.numerator);
    CAPTURE(row.denominator);
    CHECK(half_up(row.numerator, row.denominator).value == row.rounded);
  }
}

TEST_CASE("half_up: the edges of 64 and 128 bits") {
  const Int128 max = kMax;
  const Int128 min = kMin;
  CHECK(half_up(max * 2, 2).value == kMax);
  CHECK_THROWS_AS(half_up(max * 2 + 1, 2), OverflowError);  // the tie rounds past the edge
  CHECK(half_up(min * 3 - 1, 3).value == kMin);
  CHECK_THROWS_AS(half_up(min * 2 - 1, 2), OverflowError);
  CHECK_THROWS_AS(half_up(max + 1, 1), OverflowError);
  CHECK_THROWS_AS(half_up(min - 1, 1), OverflowError);
  const Int128 widest = static_cast<Int128>(~static_cast<unsigned __int128>(0) >> 1);
  CHECK(half_up(widest, widest).value == 1);
  CHECK(half_up(widest / 2, widest).value == 0);
  CHECK(half_up(widest / 2 + 1, widest).value == 1);
  CHECK(half_up(-widest - 1, widest).value == -1);
  CHECK_THROWS_AS(half_up(1, 0), std::invalid_argument);
  CHECK_THROWS_AS(half_up(1, -1), std::invalid_argument);
}

TEST_CASE("sums, differences and products stop at 64 bits") {
  CHECK(Minor{2} + Minor{3} == Minor{5});
  CHECK(Minor{2} - Minor{3} == Minor{-1});
  CHECK(-Minor{2} == Minor{-2});
  CHECK(Minor{-2} * 3 == Minor{-6});
  CHECK(Minor{kMax - 1} + Minor{1} == Minor{kMax});
  CHECK(Minor{kMin + 1} - Minor{1} == Minor{kMin});
  CHECK(-Minor{kMax} == Minor{-kMax});
  CHECK(Minor{kMax / 2} * 2 == Minor{kMax - 1});
  CHECK_THROWS_AS(Minor{kMax} + Minor{1}, OverflowError);
  CHECK_THROWS_AS(Minor{kMin} + Minor{-1}, OverflowError);
  CHECK_THROWS_AS(Minor{kMin} - Minor{1}, OverflowError);
  CHECK_THROWS_AS(Minor{0} - Minor{kMin}, OverflowError);
  CHECK_THROWS_AS(-Minor{kMin}, OverflowError);
  CHECK_THROWS_AS(Minor{kMin} * -1, OverflowError);
  CHECK_THROWS_AS(Minor{kMax / 2 + 1} * 2, OverflowError);
  Minor sum{kMax};
  CHECK_THROWS_AS(sum += Minor{1}, OverflowError);
  CHECK(sum == Minor{kMax});  // a refused sum changes nothing
  CHECK_THROWS_AS(sum -= Minor{-1}, OverflowError);
  CHECK(sum == Minor{kMax});
}

TEST_CASE("proportion: zero divisor, signs and 128-bit products") {
  CHECK(proportion(Minor{5}, Minor{3}, Minor{0}) == Minor{0});
  CHECK(proportion(Minor{5}, Minor{1}, Minor{2}) == Minor{3});
  CHECK(proportion(Minor{-5}, Minor{1}, Minor{2}) == Minor{-3});
  CHECK(proportion(Minor{5}, Minor{-1}, Minor{2}) == Minor{-3});
  CHECK(proportion(Minor{5}, Minor{1}, Minor{-2}) == Minor{-3});
  CHECK(proportion(Minor{-5}, Minor{1}, Minor{-2}) == Minor{3});
  CHECK(proportion(Minor{kMax}, Minor{kMax}, Minor{kMax}) == Minor{kMax});
  CHECK(proportion(Minor{kMin}, Minor{kMin}, Minor{kMin}) == Minor{kMin});
  CHECK_THROWS_AS(proportion(Minor{kMax}, Minor{2}, Minor{1}), OverflowError);
}

TEST_CASE("property: half_up and proportion agree with exact rationals") {
  const std::uint64_t seed = test::seed();
  INFO("DAYBOOK_SEED=", seed);
  std::mt19937_64 random(seed);
  // Widths vary, so that ties (small divisors) and long products both occur.
  const auto draw = [&random] { return static_cast<std::int64_t>(random()) >> (random() % 62); };
  for (int i = 0; i < 50'000; ++i) {
    const std::int64_t amount = draw();
    const std::int64_t part = draw();
    const std::int64_t whole = draw();
    if (whole == 0) continue;
    CAPTURE(amount);
    CAPTURE(part);
    CAPTURE(whole);
    const auto exact = oracle::round_half_away(oracle::fraction(amount, whole) * oracle::fraction(part, 1));
    if (exact > kMax || exact < kMin) {
      REQUIRE_THROWS_AS(proportion(Minor{amount}, Minor{part}, Minor{whole}), OverflowError);
    } else {
      REQUIRE(proportion(Minor{amount}, Minor{part}, Minor{whole}).value == exact.convert_to<std::int64_t>());
    }
  }
}

}  // namespace
}  // namespace daybook
