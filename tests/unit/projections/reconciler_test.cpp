#include "projections/reconciliation.hpp"

#include <set>

#include "projections/reconciliation_ageing.hpp"
#include "tests/unit/projections/reconciliation_given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

struct Case {
  const char* name;
  std::vector<CashLine> ours, theirs;
  std::vector<std::pair<BreakCause, std::int64_t>> breaks;  ///< in any order
};

CashLine fee(CashLine line) {
  line.kind = MoneyKind::fee;
  return line;
}
CashLine in_hand(CashLine line, const char* match) {
  line.hand = match;
  return line;
}
CashLine in_batch(CashLine line, const char* file) {
  line.batch = file;
  return by_amount(line);
}
CashLine in_euros(CashLine line) {
  line.currency = currency("EUR");
  return line;
}

const std::vector<Case> kCases{
    {"the same money", {our(1, Minor{100}, 1, "c:1")}, {their("a", Minor{100}, 1, "c:1")}, {}},
    {"two refunds that we know as one",
     {our(1, Minor{-30}, 1, "r:1")},
     {their("a", Minor{-10}, 1, "r:1"), their("b", Minor{-20}, 2, "r:1")},
     {}},
    {"ours alone", {our(1, Minor{100}, 1, "c:1")}, {}, {{BreakCause::not_in_statement, 100}}},
    {"theirs alone", {}, {their("a", Minor{100}, 1, "c:1")}, {{BreakCause::not_in_ledger, -100}}},
    {"a fee that nobody recorded",
     {},
     {fee(their("a", Minor{-30}, 1))},
     {{BreakCause::fee_not_recorded, 30}}},
    {"a charge told twice",
     {our(1, Minor{100}, 1, "c:1")},
     {their("a", Minor{100}, 1, "c:1"), their("b", Minor{100}, 2, "c:1")},
     {{BreakCause::not_in_ledger, -100}}},
    {"another amount",
     {our(1, Minor{100}, 1, "c:1")},
     {their("a", Minor{90}, 1, "c:1")},
     {{BreakCause::amount_differs, 10}}},
    {"another currency",
     {our(1, Minor{100}, 1, "c:1")},
     {in_euros(their("a", Minor{90}, 1, "c:1"))},
     {{BreakCause::currency_differs, 100}, {BreakCause::currency_differs, -90}}},
    {"a shared reference",
     {with_ref(our(1, Minor{-5}, 1), "X1")},
     {with_ref(their("a", Minor{-5}, 9), "X1")},
     {}},
    {"a shared reference, another amount",
     {with_ref(our(1, Minor{-5}, 1), "X1")},
     {with_ref(their("a", Minor{-6}, 9), "X1")},
     {{BreakCause::amount_differs, 1}}},
    {"the only one of its amount",
     {by_amount(our(1, Minor{-5}, 1))},
     {by_amount(their("a", Minor{-5}, 8))},
     {}},
    {"the only one, too late",
     {by_amount(our(1, Minor{-5}, 1))},
     {by_amount(their("a", Minor{-5}, 9))},
     {{BreakCause::not_in_statement, -5}, {BreakCause::not_in_ledger, 5}}},
    {"an amount alone is not enough where it may not be",
     {our(1, Minor{-5}, 1)},
     {by_amount(their("a", Minor{-5}, 1))},
     {{BreakCause::not_in_statement, -5}, {BreakCause::not_in_ledger, 5}}},
    {"two candidates",
     {by_amount(our(1, Minor{-5}, 1)), by_amount(our(2, Minor{-5}, 2))},
     {by_amount(their("a", Minor{-5}, 3))},
     {{BreakCause::several_candidates, -5}}},
    {"two for two are not guessed either",
     {by_amount(our(1, Minor{-5}, 1)), by_amount(our(2, Minor{-5}, 2))},
     {by_amount(their("a", Minor{-5}, 3)), by_amount(their("b", Minor{-5}, 3))},
     {{BreakCause::several_candidates, 0}}},
    {"a payment file booked as one sum",
     {in_batch(our(1, Minor{-5}, 1), "f"), in_batch(our(2, Minor{-6}, 1), "f")},
     {by_amount(their("a", Minor{-11}, 3))},
     {}},
    {"theirs comes behind the end",
     {our(1, Minor{-5}, 9, "p:1")},
     {their("a", Minor{-5}, 12, "p:1")},
     {{BreakCause::in_transit, -5}}},
    {"ours comes behind the end",
     {our(1, Minor{-5}, 12, "p:1")},
     {their("a", Minor{-5}, 9, "p:1")},
     {{BreakCause::in_transit, 5}}},
    {"all of it behind the end is no break", {our(1, Minor{-5}, 12, "p:1")}, {their("a", Minor{7}, 11)}, {}},
    {"by hand",
     {in_hand(our(1, Minor{-5}, 1), "m")},
     {in_hand(their("a", Minor{-2}, 2), "m"), in_hand(their("b", Minor{-3}, 2), "m")},
     {}},
    {"by hand, with a rest",
     {in_hand(our(1, Minor{-5}, 1), "m")},
     {in_hand(their("a", Minor{-2}, 2), "m")},
     {{BreakCause::rest_of_match, -3}}},
    {"a balance transaction names the order of a charge",
     [] {
       auto known = with_ref(fee(our(2, Minor{-3}, 1, "fee:o1")), "TXN_1");
       known.order = "o1";
       auto charge = our(1, Minor{100}, 1, "charge:o1");
       charge.order = "o1";
       charge.kind = MoneyKind::charge;
       return std::vector{charge, known};
     }(),
     [] {
       auto charge = with_ref(their("txn_1", Minor{100}, 1), "TXN_1");
       charge.kind = MoneyKind::charge;
       return std::vector{charge, with_ref(fee(their("txn_1", Minor{-3}, 1)), "TXN_1")};
     }(),
     {}},
};

}  // namespace

TEST_CASE("reconciliation: what is the same money, and what breaks") {
  for (const auto& c : kCases) {
    CAPTURE(c.name);
    auto spans = span();
    spans[currency("EUR")] = spans[kUsd];
    Reconciler reconciler(spans);
    std::multiset<std::pair<BreakCause, std::int64_t>> found;
    for (const auto& broken : reconciled(reconciler, c.ours, c.theirs))
      found.emplace(broken.cause, broken.amount.value);
    CHECK(found == std::multiset<std::pair<BreakCause, std::int64_t>>(c.breaks.begin(), c.breaks.end()));
  }
}

TEST_CASE("reconciliation: what is ours before the first statement belongs to the opening balance") {
  Reconciler reconciler(span());
  reconciler.ours_before(kUsd, Minor{1'000});
  const auto breaks = reconciled(reconciler, {our(1, Minor{7}, -1), our(2, Minor{5}, -1, "p:1")},
                                 {their("a", Minor{5}, 1, "p:1")});
  CHECK(breaks.empty());
  const auto& result = reconciler.result().at(kUsd);
  CHECK(result.before == Minor{1'007});
  CHECK(result.ours == Minor{1'012});
  CHECK(result.lines == Minor{5});
  CHECK(result.matched_ours == 1);
}

TEST_CASE("reconciliation: what is matched is forgotten") {
  Reconciler reconciler(span(1'000));
  for (int i = 0; i < 900; ++i) {
    const std::string key = "c:" + std::to_string(i);
    reconciler.ours(our(i + 1, Minor{i + 1}, i, key));
    reconciler.theirs(their("t" + std::to_string(i), Minor{i + 1}, i, key));
  }
  CHECK(reconciler.finish().empty());
  CHECK(reconciler.most_open() == 2);
  CHECK(reconciler.result().at(kUsd).matched_theirs == 900);
}

TEST_CASE("reconciliation: a break ages in whole days up to the end") {
  Break broken;
  const Instant end = day(100);
  const std::vector<std::pair<std::int64_t, std::string_view>> rows{
      {99, "0-7"},   {92, "0-7"},  {91, "8-30"}, {69, "8-30"}, {68, "31-60"}, {39, "31-60"},
      {38, "61-90"}, {9, "61-90"}, {8, "90+"},   {0, "90+"},   {120, "0-7"}};
  for (const auto& [since, bucket] : rows) {
    CAPTURE(since);
    broken.since = day(since);
    CHECK(kAgeBuckets[age_bucket(age_days(broken, end))] == bucket);
  }
}
