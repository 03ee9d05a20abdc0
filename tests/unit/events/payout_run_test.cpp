// Which lines a payout run takes, and why it takes none.
#include <doctest/doctest.h>

#include <algorithm>

#include "events/commission/commission_decide.hpp"
#include "events/payout/payout_decide.hpp"
#include "events/refund/refund_decide.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

/// Day 0 is 2026-11-21: November ends with day 9, December with day 40.
Period november() { return Zone().period_of({2026, 11}); }
Period december() { return Zone().period_of({2026, 12}); }

PayoutRun run(Shop& shop, const Period& period) {
  return decide(shop.payee(kBroker), *shop.ledger.broker(kBroker), shop.policy, shop.ids,
                RunPayout{kBroker, period, "admin-1", day(60)});
}
void give_back(Shop& shop, const OrderId& order, std::int64_t amount, std::int64_t days) {
  shop.happened(
      decide(shop.order(order), shop.policy, shop.ids, RefundManually{Minor(amount), "r", {}, day(days)}));
}
/// "USD negative -250": everything that was skipped.
std::string skipped(const PayoutRun& run) {
  CHECK(run.created.empty());
  std::string out;
  for (const auto& s : run.skipped)
    out +=
        (out.empty() ? "" : ", ") + s.currency.str() + " " + s.reason + " " + std::to_string(s.amount.value);
  return out;
}

}  // namespace

TEST_CASE("a run takes every free line that is effective before the period's end, older ones included") {
  Shop shop;
  const OrderId first = shop.paid(1);
  const auto first_line = static_cast<std::int64_t>(shop.log().size());
  shop.paid(10);  // 2026-12-01T00:00Z: December's first moment
  const auto second_line = static_cast<std::int64_t>(shop.log().size());
  give_back(shop, first, 1'050, 9);
  const auto clawback = static_cast<std::int64_t>(shop.log().size());

  const PayoutRun november_run = run(shop, november());
  REQUIRE(november_run.created.size() == 1);
  const PayoutCreated& payout = november_run.created[0];
  CHECK(payout.lines == std::vector<std::int64_t>{first_line, clawback});
  CHECK(payout.amounts.revenue_share == Minor(900));
  CHECK(payout.amounts.markup == Minor(450));
  CHECK(payout.amounts.adjustments == Minor(0));
  CHECK(payout.payee == kBroker);
  CHECK(payout.made_by == "admin-1");
  CHECK(payout.period_start == november().start);
  CHECK(payout.period_end == november().end);

  const PayoutRun december_run = run(shop, december());
  REQUIRE(december_run.created.size() == 1);
  CHECK(december_run.created[0].lines == std::vector<std::int64_t>{first_line, second_line, clawback});
}

TEST_CASE("lines in a live payout are taken; a failed or cancelled one frees them and its period") {
  Shop shop;
  shop.paid(1);
  const PayoutCreated made = run(shop, november()).created.at(0);
  shop.happened(made);
  CHECK(skipped(run(shop, november())) == "USD payout_exists 0");
  CHECK(skipped(run(shop, december())) == "USD nothing_available 0");
  shop.happened(PayoutCancelled{made.payout_id, kBroker, made.currency, made.amounts, "wrong"});
  const PayoutCreated again = run(shop, november()).created.at(0);
  CHECK(again.lines == made.lines);
  CHECK(again.payout_id != made.payout_id);
  shop.happened(again);
  shop.happened(PayoutProcessing{again.payout_id, kBroker});
  CHECK(skipped(run(shop, december())) == "USD nothing_available 0");
  shop.happened(PayoutFailed{again.payout_id, kBroker, again.currency, again.amounts, "closed"});
  const PayoutCreated third = run(shop, december()).created.at(0);
  CHECK(third.lines == made.lines);
  shop.happened(third);
  shop.happened(PayoutProcessing{third.payout_id, kBroker});
  shop.happened(PayoutCompleted{third.payout_id, kBroker, third.currency, third.amounts, PayoutMethod::ACH,
                                "tx-1", std::nullopt});
  CHECK(skipped(run(shop, december())) == "USD payout_exists 0");
  CHECK(skipped(run(shop, november())) == "USD nothing_available 0");
  shop.happened(PayoutReturned{third.payout_id, kBroker, third.currency, third.amounts, PayoutMethod::ACH,
                               "R03", "trace-1", "no such account"});
  CHECK(run(shop, december()).created.at(0).lines == made.lines);
  CHECK(run(shop, november()).created.at(0).lines == made.lines);
}

TEST_CASE("an older month run after a newer one pays nothing twice") {
  Shop shop;
  shop.paid(1);
  shop.paid(15);
  shop.happened(run(shop, december()).created.at(0));
  CHECK(skipped(run(shop, november())) == "USD nothing_available 0");
}

TEST_CASE("a negative balance is carried forward and taken from the next run") {
  Shop shop;
  const OrderId order = shop.paid(1);
  shop.happened(run(shop, november()).created.at(0));
  give_back(shop, order, 10'500, 12);
  CHECK(skipped(run(shop, december())) == "USD negative -1500");
  shop.paid(20, {{"amex", 2}});
  const PayoutCreated payout = run(shop, december()).created.at(0);
  CHECK(payout.lines.size() == 2);
  CHECK(payout.amounts.total() == Minor(1'500));
  give_back(shop, shop.paid(21), 10'500, 22);
  CHECK(run(shop, december()).created.at(0).amounts.total() == Minor(1'500));
}

TEST_CASE("lines that sum to nothing are not paid") {
  Shop shop;
  give_back(shop, shop.paid(1), 10'500, 2);
  CHECK(skipped(run(shop, november())) == "USD nothing_available 0");
  Shop empty;
  CHECK(skipped(run(empty, november())) == "USD nothing_available 0");
}

TEST_CASE("the minimum is enough, one unit less is carried forward") {
  Shop shop;
  shop.paid(1);
  shop.policy.minimum_payout = Minor(1'501);
  CHECK(skipped(run(shop, november())) == "USD below_minimum 1500");
  shop.policy.minimum_payout = Minor(1'500);
  CHECK(run(shop, november()).created.size() == 1);
}

TEST_CASE("each currency has a minimum of its own; the single one is USD's") {
  Shop shop;
  shop.paid(1);
  shop.paid(1, {{"yen", 1}});
  shop.policy.minimum_payout = Minor(1'501);
  PayoutRun result = run(shop, november());
  REQUIRE(result.created.size() == 1);
  CHECK(result.created[0].currency == currency("JPY"));
  shop.policy.minimum_payouts[currency("JPY")] = Minor(751);
  CHECK(skipped(run(shop, november())) == "JPY below_minimum 750, USD below_minimum 1500");
  shop.policy.minimum_payouts = {{currency("JPY"), Minor(750)}, {currency("USD"), Minor(1'500)}};
  CHECK(run(shop, november()).created.size() == 2);
}

TEST_CASE("a suspended payee is blocked; an inactive one still gets what it earned") {
  Shop shop;
  shop.paid(1);
  shop.happened(BrokerSuspended{kBroker, std::nullopt});
  CHECK(skipped(run(shop, november())) == "USD blocked 1500");
  shop.happened(BrokerDeactivated{kBroker, std::nullopt});
  CHECK(run(shop, november()).created.size() == 1);
}

TEST_CASE("currencies are paid apart") {
  Shop shop;
  shop.paid(1);
  shop.paid(1, {{"yen", 1}});
  const PayoutRun both = run(shop, november());
  REQUIRE(both.created.size() == 2);
  CHECK(both.created[0].currency == currency("JPY"));
  CHECK(both.created[0].amounts.total() == Minor(750));
  CHECK(both.created[1].currency == currency("USD"));
  CHECK(both.created[1].amounts.total() == Minor(1'500));
  CHECK(both.created[0].payout_id != both.created[1].payout_id);
  shop.happened(both.created[0]);
  const PayoutRun rest = run(shop, november());
  REQUIRE(rest.created.size() == 1);
  CHECK(rest.created[0].currency == currency("USD"));
  REQUIRE(rest.skipped.size() == 1);
  CHECK(rest.skipped[0].reason == "payout_exists");
  CHECK(rest.skipped[0].currency == currency("JPY"));
}

TEST_CASE("pending commissions are no lines; their release is, at its due time") {
  Shop shop;
  shop.policy.hold_days = 20;
  const OrderId order = shop.paid(1);
  CHECK(skipped(run(shop, december())) == "USD nothing_available 0");
  give_back(shop, order, 1'050, 2);
  shop.happened(decide(shop.order(order), ReleaseCommission{day(45)}));  // due on day 21, in December
  CHECK(skipped(run(shop, november())) == "USD nothing_available 0");
  const PayoutCreated payout = run(shop, december()).created.at(0);
  CHECK(payout.amounts.total() == Minor(1'350));
  CHECK(payout.lines.size() == 1);
}

TEST_CASE("a payee's ledger is the same without the events that do not change it") {
  const auto& types = PayeeLedger::event_types();
  const auto is_one = [&](const std::string& name) {
    return std::find(types.begin(), types.end(), name) != types.end();
  };
  for (const char* name :
       {"payment.captured", "refund.settled", "refund.failed", "commission.released", "commission.held",
        "commission.unheld", "commission.corrected", "dispute.lost", "payout.created", "payout.edited",
        "payout.returned", "adjustment.approved", "payout_account.approved"})
    CHECK_MESSAGE(is_one(name), name);
  for (const char* name : {"order.placed", "order.fulfilled", "webhook.received", "refund.reported"})
    CHECK_MESSAGE(!is_one(name), name);
}
