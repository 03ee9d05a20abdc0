#include "core/clawback.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "core/pricing.hpp"
#include "tests/support/rational.hpp"
#include "tests/unit/core/seed.hpp"

namespace daybook {
namespace {

using oracle::fraction;
using oracle::Rational;

Parts parts(std::int64_t share, std::int64_t markup, std::int64_t platform, std::int64_t supplier) {
  return {Minor{share}, Minor{markup}, Minor{platform}, Minor{supplier}};
}

TEST_CASE("returned parts: worked rows") {
  struct Row {
    const char* name;
    Parts captured;
    std::int64_t returned;
    Parts expected;
  };
  const Row rows[] = {
      {"nothing", parts(1'000, 2'000, 4'000, 5'000), 0, parts(0, 0, 0, 0)},
      {"everything", parts(1'000, 2'000, 4'000, 5'000), 12'000, parts(1'000, 2'000, 4'000, 5'000)},
      {"half", parts(1'000, 2'000, 4'000, 5'000), 6'000, parts(500, 1'000, 2'000, 2'500)},
      {"one unit goes to the largest pair", parts(1'000, 2'000, 4'000, 5'000), 1, parts(0, 0, 0, 1)},
      {"two units: the broker's tie", parts(1'000, 2'000, 4'000, 5'000), 2, parts(0, 1, 0, 1)},
      {"direct sale", parts(0, 0, 51, 50), 1, parts(0, 0, 1, 0)},
      {"broker only", parts(1, 1, 0, 0), 1, parts(1, 0, 0, 0)},
      {"empty capture", parts(0, 0, 0, 0), 0, parts(0, 0, 0, 0)},
      {"one part only", parts(0, 0, 0, 7), 3, parts(0, 0, 0, 3)},
      {"negative platform net", parts(8, 0, -3, 5), 10, parts(8, 0, -3, 5)},
      {"negative platform net, half", parts(8, 0, -3, 5), 5, parts(4, 0, -2, 3)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(returned_parts(row.captured, Minor{row.returned}) == row.expected);
  }
}

TEST_CASE("a return outside the captured total is an error, and large totals do not wrap") {
  const Parts captured = parts(1, 2, 3, 4);
  CHECK_THROWS_AS(returned_parts(captured, Minor{-1}), std::out_of_range);
  CHECK_THROWS_AS(returned_parts(captured, Minor{11}), std::out_of_range);
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const Parts vast = parts(kMax / 4, kMax / 4, kMax / 4, kMax / 4);
  CHECK(returned_parts(vast, vast.total()) == vast);
  CHECK(returned_parts(vast, vast.total() - Minor{1}).total() == vast.total() - Minor{1});
  CHECK_THROWS_AS(returned_parts(parts(kMax, 1, 0, 0), Minor{1}), OverflowError);
}

// The rule again, in rationals: each figure is rounded once, from exact fractions.
Parts exact_parts(const Parts& captured, std::int64_t returned) {
  const auto ratio = [](const Rational& part, const Rational& whole) {
    return whole == 0 ? Rational(0) : Rational(part / whole);
  };
  const Rational s = captured.share.value, m = captured.markup.value;
  const Rational p = captured.platform.value, c = captured.supplier.value;
  const std::int64_t broker = oracle::rounded(ratio(s + m, s + m + p + c) * returned);
  const std::int64_t share = oracle::rounded(ratio(s, s + m) * broker);
  const std::int64_t platform = oracle::rounded(ratio(p, p + c) * (returned - broker));
  return parts(share, broker - share, platform, returned - broker - platform);
}

class Sequences {
 public:
  explicit Sequences(std::uint64_t seed) : random_(seed) {}

  std::int64_t draw(std::int64_t from, std::int64_t to) {
    return std::uniform_int_distribution<std::int64_t>(from, to)(random_);
  }

  /// A priced order as sold, or any four amounts (zeros and tiny ones often: that is where rounding bites).
  Parts capture() {
    const std::int64_t dearest = draw(0, 1) == 0 ? 30 : 1'000'000;
    if (draw(0, 1) == 0) {
      const auto amount = [&] { return draw(0, 4) == 0 ? 0 : draw(0, dearest); };
      return parts(amount(), amount(), amount(), amount());
    }
    const Terms terms{{draw(100'000, 250'000)}, MarkupType::PERCENTAGE, {draw(0, 1'000'000)}, Minor{}};
    const PricedOrder order = price_order({{price_unit(Minor{draw(1, dearest)}, terms), draw(1, 10)}});
    return {order.revenue_share, order.markup, order.platform_net, order.supplier_cost};
  }

 private:
  std::mt19937_64 random_;
};

// |given - R x part / T| < 1, in exact integers of any size.
bool within_one(Minor given, Minor part, std::int64_t returned, std::int64_t total) {
  const Rational error = fraction(given.value, 1) - fraction(part.value, total) * returned;
  return abs(error) < 1;
}

const char* fault_at(const Parts& captured, const Parts& given, std::int64_t returned) {
  const std::int64_t total = captured.total().value;
  if (given.total().value != returned) return "parts do not sum to the returned total";
  if (given != exact_parts(captured, returned)) return "differs from the rule in exact rationals";
  if (returned == total && given != captured) return "not exact when all is returned";
  if (total > 0 && !(within_one(given.share, captured.share, returned, total) &&
                     within_one(given.markup, captured.markup, returned, total) &&
                     within_one(given.platform, captured.platform, returned, total) &&
                     within_one(given.supplier, captured.supplier, returned, total))) {
    return "a party is a whole unit away from its exact share";
  }
  return nullptr;
}

bool moved_backwards(const Parts& delta) {
  return delta.share < Minor{} || delta.markup < Minor{} || delta.platform < Minor{} ||
         delta.supplier < Minor{};
}

// A few refunds of one capture, at times a failed one, then the rest: what was posted step by step must be
// what one refund of the same size would have posted.
const char* sequence_fault(Sequences& draw, const Parts& captured) {
  const std::int64_t total = captured.total().value;
  std::int64_t returned = 0;
  Parts stands;
  Parts posted;
  for (std::int64_t steps = draw.draw(1, 4); steps >= 0; --steps) {
    const bool failed_refund = returned > 0 && draw.draw(0, 4) == 0;
    const std::int64_t before = returned;
    returned = failed_refund ? draw.draw(0, returned) : steps == 0 ? total : draw.draw(returned, total);
    const Parts now = returned_parts(captured, Minor{returned});
    const Parts delta = now - stands;
    if (const char* fault = fault_at(captured, now, returned)) return fault;
    if (moved_backwards(returned >= before ? delta : Parts{} - delta)) return "a party moved backwards";
    posted = posted + delta;
    stands = now;
  }
  if (posted != returned_parts(captured, Minor{returned})) return "the path shows in what was posted";
  return nullptr;
}

TEST_CASE("property: 100,000 refund sequences sum, stay fair, never move backwards and end exact") {
  const std::uint64_t seed = test::seed();
  INFO("DAYBOOK_SEED=", seed);
  Sequences draw(seed);
  for (int i = 0; i < 100'000; ++i) {
    const Parts captured = draw.capture();
    if (const char* fault = sequence_fault(draw, captured)) {
      FAIL("sequence ", i, ": ", fault, "; share ", captured.share.value, ", markup ", captured.markup.value,
           ", platform ", captured.platform.value, ", supplier ", captured.supplier.value);
    }
  }
}

TEST_CASE("property: every single step of small captures") {
  for (std::int64_t s = 0; s <= 5; ++s) {
    for (std::int64_t m = 0; m <= 5; ++m) {
      for (std::int64_t p = 0; p <= 5; ++p) {
        for (std::int64_t c = 0; c <= 5; ++c) {
          const Parts captured = parts(s, m, p, c);
          Parts stands;
          for (std::int64_t returned = 0; returned <= captured.total().value; ++returned) {
            const Parts now = returned_parts(captured, Minor{returned});
            const char* fault = fault_at(captured, now, returned);
            if (fault == nullptr && moved_backwards(now - stands)) fault = "a party moved backwards";
            if (fault != nullptr) FAIL(fault, ": ", s, " ", m, " ", p, " ", c, " at ", returned);
            stands = now;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace daybook
