// A payout's report against sums made independently over random lines, at the very edges of its period too.

#include "projections/payout_report.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

#include "projections/statement_line.hpp"
#include "tests/support/http_client.hpp"
#include "tests/unit/core/seed.hpp"
#include "tests/unit/projections/statement_given.hpp"

namespace daybook::test {
namespace {

const Instant kStart = at_time("2026-11-01T00:00:00Z");
const Instant kEnd = at_time("2026-12-01T00:00:00Z");

struct Given {
  PayoutState payout;
  std::vector<PaidLine> lines;
};

Given random_payout(std::mt19937_64& random) {
  const auto between = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  Given given;
  PayoutState& payout = given.payout;
  payout.id = id_of<PayoutId>(3);
  payout.payee = id_of<BrokerId>(7);
  payout.period_start = kStart;
  payout.period_end = kEnd;
  payout.currency = kUsd;
  for (std::int64_t i = between(0, 20); i > 0; --i) {
    PaidLine line;
    line.position = static_cast<std::int64_t>(given.lines.size()) + 10;
    line.at = {kStart.micros + (between(0, 2) == 0 ? between(-1, 1) : between(-20, 29) * 86'400'000'000)};
    if (between(0, 4) == 0) {
      line.amounts.adjustments = Minor(between(-900, 900));
    } else {
      line.order_id = id_of<OrderId>(static_cast<std::uint64_t>(between(1, 5)));
      line.amounts = {Minor(between(-5'000, 90'000)), Minor(between(-500, 9'000)), {}};
    }
    payout.amounts.revenue_share += line.amounts.revenue_share;
    payout.amounts.markup += line.amounts.markup;
    payout.amounts.adjustments += line.amounts.adjustments;
    given.lines.push_back(line);
  }
  return given;
}

TEST_CASE("payout report: random lines stand where an independent sum says, and add up") {
  const auto seed = ::test::seed();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 300; ++round) {
    const Given given = random_payout(random);
    std::map<std::string, std::int64_t> commission;
    std::int64_t adjusted = 0;
    std::int64_t before = 0;
    std::int64_t all = 0;
    for (const PaidLine& line : given.lines) {
      const std::int64_t earned = line.amounts.revenue_share.value + line.amounts.markup.value;
      const std::int64_t adjustment = line.amounts.adjustments.value;
      all += earned + adjustment;
      if (line.at.micros < kStart.micros) {
        before += earned + adjustment;
      } else {
        adjusted += adjustment;
        if (line.order_id) commission[line.order_id->str()] += earned;
      }
    }
    const Json report = Json::parse(payout_report_json(make_payout_report(given.payout, given.lines)));
    const PayoutReport model = make_payout_report(given.payout, given.lines);
    CHECK(model.parts.earlier == Minor(before));
    CHECK(model.parts.adjustments == Minor(adjusted));
    CHECK(report["carried_forward"].integer() == before + adjusted);
    CHECK(report["totals"]["total"].integer() == all);
    std::map<std::string, std::int64_t> shown;
    std::int64_t sum = report["carried_forward"].integer();
    for (std::size_t i = 0; i < report["orders"].size(); ++i) {
      const Json order = report["orders"][i];
      CHECK(order["commission"].integer() == order["revenue_share"].integer() + order["markup"].integer());
      CHECK(shown.emplace(order["order_id"].text(), order["commission"].integer()).second);
      sum += order["commission"].integer();
    }
    CHECK(shown == commission);
    CHECK(sum == all);
    CHECK(report["order_count"].integer() == static_cast<std::int64_t>(commission.size()));
  }
}

TEST_CASE("payout report: orders stand by their first lines, each at the position of its last") {
  Given given;
  given.payout.period_start = kStart;
  const auto line = [&](std::uint64_t order, std::int64_t position) {
    given.lines.push_back({id_of<OrderId>(order), {Minor(100), Minor(1), {}}, position, kStart});
    given.payout.amounts.revenue_share += Minor(100);
    given.payout.amounts.markup += Minor(1);
  };
  line(9, 20);
  line(2, 21);
  line(9, 22);
  const PayoutReport report = make_payout_report(given.payout, given.lines);
  REQUIRE(report.orders.size() == 2);
  CHECK(report.orders[0].order_id == id_of<OrderId>(9));
  CHECK(report.orders[0].position == 22);
  CHECK(report.orders[0].commission == Minor(202));
  CHECK(report.orders[1].position == 21);
}

TEST_CASE("payout report: lines that are not the payout's amounts give an error and no figure") {
  std::mt19937_64 random(1);
  Given given = random_payout(random);
  while (given.lines.empty()) given = random_payout(random);
  for (Minor PayoutAmounts::*part :
       {&PayoutAmounts::revenue_share, &PayoutAmounts::markup, &PayoutAmounts::adjustments}) {
    Given wrong = given;
    wrong.lines.back().amounts.*part += Minor(1);
    CHECK_THROWS_AS(make_payout_report(wrong.payout, wrong.lines), StatementError);
  }
  Given moved = given;  // the total is right, its kinds are not
  moved.lines.back().amounts.markup += Minor(1);
  moved.lines.back().amounts.adjustments -= Minor(1);
  CHECK_THROWS_AS(make_payout_report(moved.payout, moved.lines), StatementError);
  given.lines.clear();
  CHECK_THROWS_AS(make_payout_report(given.payout, given.lines), StatementError);
}

}  // namespace
}  // namespace daybook::test
