#include "core/pricing.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "tests/support/rational.hpp"
#include "tests/unit/core/seed.hpp"

namespace daybook {
namespace {

using oracle::fraction;
using oracle::Rational;
using oracle::rounded;

Terms percentage(std::int64_t share_ppm, std::int64_t markup_ppm) {
  return {{share_ppm}, MarkupType::PERCENTAGE, {markup_ppm}, Minor{}};
}
Terms fixed(std::int64_t share_ppm, std::int64_t markup) {
  return {{share_ppm}, MarkupType::FIXED, {}, Minor{markup}};
}

TEST_CASE("unit prices: the price table's rows") {
  struct Row {
    const char* name;
    std::int64_t base;
    Terms terms;
    std::int64_t share, markup, customer, shown_net;
  };
  const Row rows[] = {
      {"default share, 20% markup", 10'000, percentage(100'000, 200'000), 1'000, 2'000, 12'000, 4'000},
      {"fixed markup", 10'000, fixed(100'000, 555), 1'000, 555, 10'555, 4'000},
      {"direct sale", 10'000, {}, 0, 0, 10'000, 5'000},
      {"share on the tie", 5, percentage(100'000, 0), 1, 0, 5, 2},          // 0.5 -> 1; 2.5 - 1 = 1.5 -> 2
      {"share just below the tie", 4, percentage(100'000, 0), 0, 0, 4, 2},  // 0.4
      {"four decimals", 9'999, percentage(171'234, 123'456), 1'712, 1'234, 11'233, 3'288},
      {"markup on the tie", 1'050, percentage(100'000, 10'000), 105, 11, 1'061, 420},
      {"free of charge", 0, percentage(250'000, 1'000'000), 0, 0, 0, 0},
      {"the other kind's figure is ignored",
       1'000,
       {{100'000}, MarkupType::FIXED, {500'000}, Minor{3}},
       100,
       3,
       1'003,
       400},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const UnitPrice unit = price_unit(Minor{row.base}, row.terms);
    CHECK(unit.base.value == row.base);
    CHECK(unit.revenue_share.value == row.share);
    CHECK(unit.markup.value == row.markup);
    CHECK(unit.customer_price.value == row.customer);
    CHECK(shown_platform_net(unit).value == row.shown_net);
  }
}

TEST_CASE("an order's odd half-cent goes to the platform, once") {
  const UnitPrice unit = price_unit(Minor{101}, percentage(100'000, 0));
  const PricedOrder one = price_order({{unit, 1}});
  CHECK(one.supplier_cost == Minor{50});
  CHECK(one.platform_net == Minor{41});
  const PricedOrder three = price_order({{unit, 3}});  // 303: 152 and 151, not 3 x 51 and 3 x 50
  CHECK(three.supplier_cost == Minor{151});
  CHECK(three.platform_net == Minor{122});
  CHECK(three.revenue_share == Minor{30});
  const PricedOrder none = price_order({});
  CHECK(none.total == Minor{});
}

TEST_CASE("prices past 64 bits are refused, not wrapped") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  CHECK_THROWS_AS(price_unit(Minor{kMax}, fixed(0, 1)), OverflowError);
  CHECK_THROWS_AS(price_unit(Minor{kMax}, percentage(0, 1'000'001)), OverflowError);
  const UnitPrice half = price_unit(Minor{kMax / 2 + 1}, percentage(0, 0));
  CHECK_THROWS_AS(price_order({{half, 2}}), OverflowError);
  CHECK_THROWS_AS(price_order({{half, 1}, {half, 1}}), OverflowError);
}

// The seed's pricing formulas in exact rationals, as percentages, one unit and then one order at a time.
struct Sale {
  std::int64_t base;      // minor units
  std::int64_t quantity;  // pieces
};
struct SeedOrder {
  std::int64_t subtotal = 0, share = 0, markup = 0, net = 0, supplier = 0, total = 0;
};
std::int64_t seed_markup(const Rational& base, const Terms& terms) {
  if (terms.markup_type == MarkupType::FIXED) return terms.markup_fixed.value;
  return rounded(base * fraction(terms.markup_percent.ppm, 10'000) / 100);
}
SeedOrder seed_order(const std::vector<Sale>& sales, const Terms& terms) {
  Rational subtotal, share, markup, customer;
  for (const Sale& sale : sales) {
    const Rational base = fraction(sale.base, 1);
    const Rational unit_markup = fraction(seed_markup(base, terms), 1);
    const Rational unit_share = fraction(rounded(base * fraction(terms.revenue_share.ppm, 10'000) / 100), 1);
    subtotal += base * sale.quantity;
    share += unit_share * sale.quantity;
    markup += unit_markup * sale.quantity;
    customer += (base + unit_markup) * sale.quantity;
  }
  const Rational gross = fraction(rounded(subtotal * fraction(50, 100)), 1);
  return {rounded(subtotal),         rounded(share),   rounded(markup), rounded(gross - share),
          rounded(subtotal - gross), rounded(customer)};
}

TEST_CASE("property: random orders cost what the seed's formulas say in exact rationals") {
  const std::uint64_t seed = test::seed();
  INFO("DAYBOOK_SEED=", seed);
  std::mt19937_64 random(seed);
  const auto draw = [&random](std::int64_t from, std::int64_t to) {
    return std::uniform_int_distribution<std::int64_t>(from, to)(random);
  };
  for (int i = 0; i < 20'000; ++i) {
    CAPTURE(i);
    const std::int64_t share = draw(100'000, 250'000);
    const Terms terms =
        draw(0, 1) == 0 ? percentage(share, draw(0, 1'000'000)) : fixed(share, draw(0, 1'000'000));
    std::vector<Sale> sales;
    std::vector<PricedLine> lines;
    const std::int64_t dearest = draw(0, 3) == 0 ? 40 : 5'000'000;  // small ones hit ties more often
    for (std::int64_t n = draw(1, 20); n > 0; --n) {
      sales.push_back({draw(0, dearest), draw(1, 10)});
      const UnitPrice unit = price_unit(Minor{sales.back().base}, terms);
      lines.push_back({unit, sales.back().quantity});
      const Rational shown = fraction(unit.base.value, 2) - fraction(unit.revenue_share.value, 1);
      REQUIRE(shown_platform_net(unit).value == rounded(shown));
    }
    const PricedOrder order = price_order(lines);
    const SeedOrder expected = seed_order(sales, terms);
    REQUIRE(order.subtotal_base.value == expected.subtotal);
    REQUIRE(order.revenue_share.value == expected.share);
    REQUIRE(order.markup.value == expected.markup);
    REQUIRE(order.platform_net.value == expected.net);
    REQUIRE(order.supplier_cost.value == expected.supplier);
    REQUIRE(order.total.value == expected.total);
    REQUIRE(order.total == order.supplier_cost + order.platform_net + order.revenue_share + order.markup);
    REQUIRE(order.platform_net >= Minor{});  // within the allowed rates the platform never pays to sell
  }
}

}  // namespace
}  // namespace daybook
