// How a line of a statement explains itself. Half-up by hand: 10005 x 17.35% = 1735.8675, x 2.5% = 250.125.

#include "projections/statement_line.hpp"

#include <doctest/doctest.h>

#include "tests/unit/projections/statement_given.hpp"

namespace daybook::test {
namespace {

const Instant kNoon = at_time("2026-11-05T12:00:00Z");

Terms percent_terms() {
  Terms terms;
  terms.revenue_share = {173'500};
  terms.markup_percent = {25'000};
  return terms;
}

/// 10255 = 1736 + 250 + 3267 + 5002
Deal odd() { return deal(1, kUsd, percent_terms(), {{Minor(10'005), 1}}); }

std::string last_text(const PayeeFacts& facts) { return facts.entries.back().line.rounding; }

TEST_CASE("statement line: an accrual shows the rates, and keeps event, recording and terms version") {
  PayeeFacts facts;
  facts.captured(odd(), kNoon, at_time("2026-12-24T00:00:00Z"));
  const StatementLine& line = facts.entries[0].line;
  CHECK(line.rounding == "share half-up(10005 x 17.35%) = 1736; markup half-up(10005 x 2.5%) = 250");
  CHECK(line.event_id == id_of<EventId>(5'000));
  CHECK(line.recorded_at == at_time("2026-12-24T00:00:00Z"));
  CHECK(line.terms_version == 3);
}

TEST_CASE("statement line: each unit is rounded, then times the quantity; a fixed markup is none") {
  Terms terms = percent_terms();
  terms.markup_type = MarkupType::FIXED;
  terms.markup_fixed = Minor(99);
  PayeeFacts facts;
  facts.captured(deal(1, kUsd, terms, {{Minor(10'005), 2}, {Minor(2'675), 1}}), kNoon, kNoon);
  CHECK(last_text(facts) ==
        "share half-up(10005 x 17.35%) x 2 + half-up(2675 x 17.35%) = 3936; markup 99 x 2 + 99 = 297");
}

TEST_CASE("statement line: a clawback shows its step of the cumulative rule") {
  PayeeFacts facts;
  facts.refunded(odd(), Minor(0), Minor(300), kNoon, kNoon);
  CHECK(
      last_text(facts) ==
      "R = 300 of T = 10255: broker half-up(300 x 1986 / 10255) = 58, share half-up(58 x 1736 / 1986) = 51, "
      "markup 58 - 51 = 7");
  CHECK(facts.entries.back().line.revenue_share == Minor(-51));
  CHECK(facts.entries.back().line.markup == Minor(-7));
  facts.refunded(odd(), Minor(300), Minor(10'255), kNoon, kNoon);
  CHECK(last_text(facts) ==
        "R = 10255 of T = 10255: broker half-up(10255 x 1986 / 10255) = 1986, share half-up(1986 x 1736 / "
        "1986) "
        "= 1736, markup 1986 - 1736 = 250; at R = 300 it was 51 and 7: step 1736 - 51 = 1685 and 250 - 7 = "
        "243");
}

TEST_CASE("statement line: a release shows what was returned before it") {
  PayeeFacts facts;
  facts.released(odd(), Minor(1'736 - 51), Minor(250), kNoon, kNoon);
  CHECK(last_text(facts) ==
        "share half-up(10005 x 17.35%) = 1736, less 51 returned while pending = 1685; "
        "markup half-up(10005 x 2.5%) = 250");
}

TEST_CASE("statement line: a figure that the formula does not give is not passed off as its result") {
  Deal other = odd();
  other.parts.share += Minor(5);
  other.parts.platform -= Minor(5);
  PayeeFacts facts;
  facts.captured(other, kNoon, kNoon);
  CHECK(last_text(facts).starts_with("share half-up(10005 x 17.35%) = 1736, recorded 1741; "));
  facts.refunded(other, Minor(0), Minor(10'255), kNoon, kNoon);
  CHECK(last_text(facts).ends_with("; recorded share -1741, markup -250"));
}

TEST_CASE("statement line: payouts are sums") {
  PayeeFacts facts;
  facts.payout({Minor(100), Minor(20), Minor(-3)}, kUsd, kNoon, kNoon);
  CHECK(last_text(facts) == "sum of 3 ledger lines, no rounding");
  CHECK(facts.entries.back().line.payout_id == id_of<PayoutId>(900));
  facts.payout_failed({Minor(100), Minor(20), Minor(-3)}, kUsd, kNoon, kNoon);
  CHECK(last_text(facts) == "the whole payout given back, no rounding");
}

TEST_CASE("statement line: a row that is not what its fact posts is an error") {
  const Deal d = odd();
  PaymentCaptured fact;
  fact.order_id = d.id;
  fact.broker_id = id_of<BrokerId>(7);
  fact.amount = d.parts.total();
  fact.parts = d.parts;
  Envelope envelope;
  envelope.position = {4};
  envelope.type = "payment.captured";
  envelope.effective_at = kNoon;
  StatementEntry right;
  right.line.position = 4;
  right.line.at = kNoon;
  right.line.revenue_share = d.parts.share;
  right.line.markup = d.parts.markup;
  const auto told = [&](auto change, const BrokerId& payee = id_of<BrokerId>(7)) {
    StatementEntry entry = right;
    change(entry);
    explain(entry, payee, {envelope, fact}, &d.agreed);
  };
  CHECK_NOTHROW(told([](StatementEntry&) {}));
  CHECK_THROWS_AS(told([](StatementEntry& e) { e.line.markup += Minor(1); }), StatementError);
  CHECK_THROWS_AS(told([](StatementEntry& e) { e.line.adjustments += Minor(1); }), StatementError);
  CHECK_THROWS_AS(told([](StatementEntry& e) { e.line.position = 5; }), StatementError);
  CHECK_THROWS_AS(told([](StatementEntry& e) { e.line.at = at_time("2026-11-06T12:00:00Z"); }),
                  StatementError);
  CHECK_THROWS_AS(told([](StatementEntry& e) { e.currency = parse_currency("EUR").value(); }),
                  StatementError);
  CHECK_THROWS_AS(told([](StatementEntry&) {}, id_of<BrokerId>(8)), StatementError);
  fact.hold_until = kNoon;  // pending: no line of the available account
  CHECK_THROWS_AS(told([](StatementEntry&) {}), StatementError);
}

}  // namespace
}  // namespace daybook::test
