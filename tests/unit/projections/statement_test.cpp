// Statements against sums made independently over random lines; months in two time zones, whose boundaries
// are written down here as instants.

#include "projections/statement.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/unit/core/seed.hpp"
#include "tests/unit/projections/statement_given.hpp"

namespace daybook::test {
namespace {

struct NovemberIn {
  const char* zone;
  const char* start;  ///< midnight of 2026-11-01 there
  const char* end;    ///< midnight of 2026-12-01 there
};
constexpr NovemberIn kNovembers[] = {
    {"UTC", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"},
    {"America/New_York", "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z"},  // summer time ends within it
    {"Asia/Kolkata", "2026-10-31T18:30:00Z", "2026-11-30T18:30:00Z"},
};

class RandomFacts : public PayeeFacts {
 public:
  explicit RandomFacts(std::uint64_t seed) : random_(seed) {
    for (int i = 0; i < 60; ++i) step();
  }

 private:
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  Currency any_currency() {
    constexpr const char* codes[] = {"USD", "JPY", "BHD", "ICP"};
    return parse_currency(codes[between(0, 3)]).value();
  }
  /// October to December 2026, often at the very edge of somebody's month; recorded up to 40 days later.
  Instant any_time() {
    const NovemberIn& november = kNovembers[between(0, 2)];
    const Instant edge = at_time(between(0, 1) == 0 ? november.start : november.end);
    if (between(0, 2) == 0) return {edge.micros + between(-1, 1)};
    return {edge.micros + between(-20 * 86'400, 20 * 86'400) * kMicrosPerSecond};
  }
  Minor any_amount() { return Minor(between(-50'000, 5'000'000)); }

  void step() {
    const Instant at = any_time();
    const Instant recorded{at.micros + between(0, 40 * 86'400) * kMicrosPerSecond};
    const Currency currency = any_currency();
    Terms terms;
    terms.revenue_share = {between(100'000, 250'000)};
    terms.markup_percent = {between(0, 1'000'000)};
    const Deal d = deal(entries.size() + 1, currency, terms,
                        {{Minor(between(1, 1'000'000)), between(1, 10)}, {Minor(between(1, 9'999)), 1}});
    const Minor total = d.parts.total();
    switch (between(0, 4)) {
      case 0:
        return captured(d, at, recorded);
      case 1:
        return released(d, d.parts.share, d.parts.markup, at, recorded);
      case 2: {
        const std::int64_t before = between(0, total.value - 1);
        return refunded(d, Minor(before), Minor(between(before + 1, total.value)), at, recorded);
      }
      case 3:
        return payout({any_amount(), any_amount(), any_amount()}, currency, at, recorded);
      default:
        return payout_failed({any_amount(), any_amount(), any_amount()}, currency, at, recorded);
    }
  }
  std::mt19937_64 random_;
};

/// The same figures, added up from the lines alone.
struct Sums {
  std::int64_t opening = 0, accruals = 0, clawbacks = 0, payouts = 0;
  std::size_t lines = 0;
};
std::map<std::string, Sums> add_up(const PayeeFacts& facts, const NovemberIn& november,
                                   std::int64_t position) {
  std::map<std::string, Sums> sums;
  const Instant start = at_time(november.start);
  const Instant end = at_time(november.end);
  for (const auto& [currency, line] : facts.entries) {
    if (line.position > position || !(line.at < end)) continue;
    Sums& s = sums[currency.str()];
    const std::int64_t amount = line.revenue_share.value + line.markup.value + line.adjustments.value;
    if (line.at < start) {
      s.opening += amount;
      continue;
    }
    ++s.lines;
    const std::string kind = boost::describe::enum_to_string(line.kind, "?");
    if (kind == "clawback") {
      s.clawbacks += amount;
    } else if (kind.starts_with("payout")) {
      s.payouts += amount;
    } else {
      s.accruals += amount;
    }
  }
  return sums;
}

TEST_CASE("statement: totals are the sums of the lines, in every currency, zone and at every position") {
  for (std::uint64_t round = 0; round < 200; ++round) {
    CAPTURE(::test::seed());
    CAPTURE(round);
    const RandomFacts facts(::test::seed() + round);
    for (const NovemberIn& november : kNovembers) {
      CAPTURE(november.zone);
      const auto position = static_cast<std::int64_t>(round % 61);
      const Statement made = facts.statement({2026, 11}, Zone(november.zone), position);
      const auto expected = add_up(facts, november, position);
      REQUIRE(made.currencies.size() == std::max<std::size_t>(expected.size(), 1));
      for (const StatementBlock& block : made.currencies) {
        const auto found = expected.find(block.currency.str());
        const Sums sums = found == expected.end() ? Sums{} : found->second;
        CHECK(block.opening.value == sums.opening);
        CHECK(block.accruals.value == sums.accruals);
        CHECK(block.clawbacks.value == sums.clawbacks);
        CHECK(block.payouts.value == sums.payouts);
        CHECK(block.closing.value == sums.opening + sums.accruals + sums.clawbacks + sums.payouts);
        CHECK(block.lines.size() == sums.lines);
      }
    }
  }
}

TEST_CASE("statement: December opens with what November closed with") {
  const RandomFacts facts(::test::seed());
  for (const NovemberIn& november : kNovembers) {
    const Zone zone(november.zone);
    const Statement first = facts.statement({2026, 11}, zone, 60);
    const Statement second = facts.statement({2026, 12}, zone, 60);
    for (const StatementBlock& block : first.currencies)
      for (const StatementBlock& next : second.currencies)
        if (next.currency == block.currency) CHECK(next.opening == block.closing);
  }
}

TEST_CASE("statement: what the store summed up counts to the opening and is compared with the closing") {
  const RandomFacts facts(::test::seed());
  const Statement made = facts.statement({2026, 11}, Zone{}, 60);
  std::map<Currency, StatementSums> sums;
  for (const auto& block : made.currencies)
    sums[block.currency] = {Minor(1'000), block.closing + Minor(1'000)};
  CHECK(facts.statement({2026, 11}, Zone{}, 60, sums).currencies[0].opening ==
        made.currencies[0].opening + Minor(1'000));
  sums.begin()->second.closing = made.currencies[0].closing;
  CHECK_THROWS_AS(facts.statement({2026, 11}, Zone{}, 60, sums), StatementError);
}

TEST_CASE("statement: a figure that does not add up is an error") {
  const Statement made = RandomFacts(::test::seed()).statement({2026, 11}, Zone{}, 60);
  REQUIRE(!made.currencies[0].lines.empty());
  const auto check_spoiled = [&](auto spoil) {
    Statement bad = made;
    spoil(bad.currencies[0]);
    CHECK_THROWS_AS(check_totals(bad), StatementError);
  };
  CHECK_NOTHROW(check_totals(made));
  check_spoiled([](StatementBlock& b) { b.opening += Minor(1); });
  check_spoiled([](StatementBlock& b) { b.accruals += Minor(1); });
  check_spoiled([](StatementBlock& b) { b.clawbacks -= Minor(1); });
  check_spoiled([](StatementBlock& b) { b.adjustments += Minor(1); });
  check_spoiled([](StatementBlock& b) { b.payouts += Minor(1); });
  check_spoiled([](StatementBlock& b) { b.closing += Minor(1); });
  check_spoiled([](StatementBlock& b) { b.lines[0].markup += Minor(1); });
  check_spoiled([](StatementBlock& b) { b.lines.pop_back(); });
}

TEST_CASE("statement: a sum beyond 64 bits is refused") {
  PayeeFacts facts;
  const PayoutAmounts huge{Minor(-INT64_MAX), {}, {}};
  facts.payout(huge, kUsd, at_time("2026-11-02T00:00:00Z"), at_time("2026-11-02T00:00:00Z"));
  facts.payout(huge, kUsd, at_time("2026-11-03T00:00:00Z"), at_time("2026-11-03T00:00:00Z"));
  CHECK_THROWS_AS(facts.statement({2026, 11}, Zone{}, 2), OverflowError);
}

}  // namespace
}  // namespace daybook::test
