#include "events/dispute/dispute_decide.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "core/clawback.hpp"
#include "events/refund/refund_decide.hpp"
#include "projections/statement_line.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

/// Paid through Stripe: 105.00 = share 10.00 + markup 5.00 + platform 40.00 + supplier 50.00.
struct DisputedShop : Shop {
  OrderId order_id = placed();
  DisputedShop() { REQUIRE(money(order_id, 10'500, "cs_1", "pi_1") == "payment.captured"); }

  const OrderState& now() const { return order(order_id); }
  DisputeReport report(std::int64_t amount = 10'500, bool inquiry = false) const {
    return {"dp_1", Minor(amount), "fraudulent", inquiry, day(2)};
  }
  std::string record(const Effect& effect) {
    happened(effect.events);
    return names(effect.events);
  }
  std::string record(const Result<Effect>& effect) {
    return effect ? record(*effect) : refused(effect.error());
  }
  std::string opened(std::int64_t amount = 10'500, bool inquiry = false) {
    return record(note_dispute(now(), report(amount, inquiry)));
  }
  std::string withdrawn(std::int64_t amount = 10'500, std::int64_t fee = 1'500, const char* txn = "txn_1") {
    return record(note_withdrawal(now(), report(amount), {Minor(amount), Minor(fee), txn}));
  }
  std::string reinstated(std::int64_t amount = 10'500, std::int64_t fee = 0, const char* txn = "txn_2") {
    return record(note_reinstatement(now(), report(amount), {Minor(amount), Minor(fee), txn}));
  }
  std::string closed(DisputeStatus outcome, std::int64_t amount = 10'500) {
    return record(
        note_closing(now(), policy, report(amount, outcome == DisputeStatus::inquiry_closed), outcome));
  }
  std::string by_hand(const Result<NewEvents>& decided) {
    if (decided) happened(*decided);
    return outcome(decided);
  }
  std::string refund(std::int64_t total) {
    const auto effect =
        reconcile_stripe_refund(now(), policy, ids, {Minor(total), "pi_1", hour(50), hour(50)});
    if (!effect) return refused(effect.error());
    return record(**effect);
  }
  /// By the facts of a kind, the sums that matter.
  template <class E>
  E last() const {
    for (auto r = log().rbegin(); r != log().rend(); ++r)
      if (const auto* e = std::get_if<E>(&r->event)) return *e;
    FAIL("no such fact");
    return {};
  }
};

using enum DisputeStatus;

}  // namespace

TEST_CASE("dispute: opened, withdrawn, lost; each report once") {
  DisputedShop shop;
  CHECK(shop.opened() == "dispute.opened commission.held");
  CHECK(shop.now().commission == CommissionState::held);
  CHECK(shop.opened() == "nothing");
  CHECK(shop.withdrawn() == "dispute.funds_withdrawn");
  CHECK(shop.withdrawn() == "nothing");
  CHECK(shop.last<DisputeFundsWithdrawn>().fee == Minor(1'500));
  CHECK(shop.closed(lost) == "dispute.lost commission.unheld");
  const auto fact = shop.last<DisputeLost>();
  CHECK(fact.parts == Parts{Minor(1'000), Minor(500), Minor(4'000), Minor(5'000)});
  CHECK(fact.from == CommissionState::held);
  CHECK(fact.full);
  CHECK(fact.excess == Minor(0));
  CHECK(shop.now().status == OrderStatus::REFUNDED);
  CHECK(shop.last<CommissionUnheld>().share == Minor(0));
  CHECK(shop.closed(lost) == "nothing");
  CHECK(shop.closed(won) == "refused conflict");
  CHECK(shop.reinstated() == "refused conflict");
}

TEST_CASE("dispute: won and reinstated, in either order, moves its money once") {
  for (const bool reinstated_first : {true, false}) {
    CAPTURE(reinstated_first);
    DisputedShop shop;
    shop.opened();
    shop.withdrawn();
    if (reinstated_first) {
      CHECK(shop.reinstated() == "dispute.funds_reinstated");
      CHECK(shop.closed(won) == "dispute.won commission.unheld");
    } else {
      CHECK(shop.closed(won) == "dispute.won commission.unheld");
      CHECK(shop.reinstated() == "dispute.funds_reinstated");
    }
    CHECK(shop.reinstated() == "nothing");
    CHECK(shop.now().commission == CommissionState::available);
    CHECK(shop.now().returned() == Minor(0));
    CHECK(shop.now().status == OrderStatus::PROCESSING);
  }
}

TEST_CASE("dispute: an inquiry holds and moves nothing; as a dispute it does") {
  DisputedShop shop;
  CHECK(shop.opened(10'500, true) == "dispute.opened");
  CHECK(shop.now().commission == CommissionState::available);
  SUBCASE("closed") {
    CHECK(shop.closed(inquiry_closed) == "dispute.inquiry_closed");
    CHECK(shop.now().dispute("dp_1")->status == inquiry_closed);
    CHECK(shop.closed(inquiry_closed) == "nothing");
  }
  SUBCASE("it becomes a dispute") {
    CHECK(shop.opened() == "dispute.opened commission.held");
    CHECK(shop.opened(10'500, true) == "nothing");  // a late report of the inquiry
    CHECK(shop.now().must_hold());
  }
  SUBCASE("its money is withdrawn before that is said") {
    CHECK(shop.withdrawn() == "dispute.opened dispute.funds_withdrawn commission.held");
  }
}

TEST_CASE("dispute: whichever report comes first, the money ends the same") {
  std::vector<int> order{0, 1, 2};
  do {
    CAPTURE(order);
    DisputedShop shop;
    for (const int what : order) {
      if (what == 0) shop.opened(7'000);
      if (what == 1) shop.withdrawn(7'000);
      if (what == 2) CHECK(shop.closed(lost, 7'000).find("dispute.lost") != std::string::npos);
    }
    CHECK(shop.now().total_lost == Minor(7'000));
    CHECK(shop.now().returned_parts == returned_parts(shop.now().parts, Minor(7'000)));
    CHECK(shop.now().commission == CommissionState::available);
    CHECK(shop.now().dispute("dp_1")->withdrawn == Minor(7'000));
    CHECK(shop.last<DisputeLost>().excess + shop.last<DisputeFundsWithdrawn>().excess == Minor(0));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("dispute: refunds and lost disputes never exceed the capture; the rest is our cost") {
  DisputedShop shop;
  CHECK(shop.refund(6'000) == "refund.total_reported refund.settled");
  shop.opened();
  shop.withdrawn();
  shop.closed(lost);
  const auto fact = shop.last<DisputeLost>();
  CHECK(fact.amount == Minor(10'500));
  CHECK(fact.excess == Minor(6'000));
  CHECK(fact.total_lost == Minor(4'500));
  CHECK(fact.parts.total() == Minor(4'500));
  CHECK(fact.full);
  CHECK(shop.now().returned_parts == shop.now().parts);
  // A refund of one cent more takes the room of one cent of the loss, which is our cost then.
  CHECK(shop.refund(6'001) == "refund.total_reported dispute.loss_adjusted refund.settled");
  CHECK(shop.last<DisputeLossAdjusted>().excess == Minor(1));
  CHECK(shop.now().total_lost == Minor(4'499));
  CHECK(shop.now().returned_parts == shop.now().parts);
  CHECK(shop.refund(10'501) == "refused refund_exceeds_capture");
}

TEST_CASE("dispute: lost before or after a refund fails, the parties bear the same") {
  const auto fails = [](DisputedShop& shop) {
    const auto effect =
        note_stripe_refund(shop.now(), shop.policy, shop.ids,
                           {"re_1", Minor(6'000), RefundStatus::failed, "pi_1", hour(60), hour(60)});
    REQUIRE(effect);
    shop.record(**effect);
  };
  const auto loses = [](DisputedShop& shop) {
    shop.opened();
    shop.withdrawn();
    shop.closed(lost);
  };
  for (const char* order : {"refund fail lose", "refund lose fail", "lose refund fail", "fail lose refund"}) {
    CAPTURE(order);
    DisputedShop shop;
    std::istringstream words(order);
    for (std::string word; words >> word;) {
      if (word == "refund") shop.refund(6'000);
      if (word == "fail") fails(shop);
      if (word == "lose") loses(shop);
    }
    CHECK(shop.now().total_refunded == Minor(0));
    CHECK(shop.now().total_lost == Minor(10'500));
    CHECK(shop.now().standing() == Parts{});
    CHECK(shop.now().status == OrderStatus::REFUNDED);
  }
}

TEST_CASE("dispute: part of it is lost, what is left stays with its owners and can be refunded") {
  DisputedShop shop;
  shop.opened(3'333);
  shop.withdrawn(3'333);
  shop.closed(lost, 3'333);
  CHECK(shop.now().commission == CommissionState::available);
  CHECK(shop.last<CommissionUnheld>().share == Minor(683));
  CHECK(shop.now().status == OrderStatus::PROCESSING);
  CHECK(shop.refund(7'167) == "refund.total_reported refund.settled");
  CHECK(shop.now().returned_parts == shop.now().parts);
  CHECK(shop.now().status == OrderStatus::REFUNDED);
}

TEST_CASE("dispute: a person who knows it first; Stripe's reports then change nothing") {
  DisputedShop shop;
  const auto opening = OpenDispute{"dp_1", Minor(10'500), "fraudulent", false, day(2)};
  CHECK(shop.by_hand(decide(shop.now(), opening)) == "dispute.opened commission.held");
  CHECK(shop.by_hand(decide(shop.now(), opening)) == "refused conflict");
  const auto withdrawal = WithdrawDisputed{"dp_1", Minor(10'500), Minor(1'500), day(2)};
  CHECK(shop.by_hand(decide(shop.now(), withdrawal)) == "dispute.funds_withdrawn");
  CHECK(shop.by_hand(decide(shop.now(), withdrawal)) == "refused conflict");
  CHECK(shop.opened() == "nothing");
  CHECK(shop.withdrawn() == "nothing");
  const auto win = CloseDispute{"dp_1", won, Minor(1'500), day(9)};
  CHECK(shop.by_hand(decide(shop.now(), shop.policy, win)) ==
        "dispute.funds_reinstated dispute.won commission.unheld");
  CHECK(shop.last<DisputeFundsReinstated>().fee == Minor(1'500));
  CHECK(shop.by_hand(decide(shop.now(), shop.policy, win)) == "refused conflict");
  CHECK(shop.reinstated() == "nothing");
  CHECK(shop.closed(won) == "nothing");
}

TEST_CASE("dispute: refusals say which field") {
  DisputedShop shop;
  const auto open = [&](std::int64_t amount) {
    return outcome(decide(shop.now(), OpenDispute{"dp_1", Minor(amount), "r", false, day(2)}));
  };
  CHECK(open(0) == "refused validation_failed /amount");
  CHECK(open(10'501) == "refused validation_failed /amount");
  CHECK(outcome(decide(shop.order(shop.placed()), OpenDispute{"dp_1", Minor(1), "r", false, day(2)})) ==
        "refused conflict");
  CHECK(outcome(decide(shop.now(), WithdrawDisputed{"dp_1", Minor(1), Minor(0), day(2)})) ==
        "refused not_found");
  CHECK(outcome(decide(shop.now(), shop.policy, CloseDispute{"dp_1", won, Minor(0), day(2)})) ==
        "refused not_found");
  shop.opened(500);
  CHECK(outcome(decide(shop.now(), WithdrawDisputed{"dp_1", Minor(0), Minor(0), day(2)})) ==
        "refused validation_failed /amount");
  CHECK(outcome(decide(shop.now(), WithdrawDisputed{"dp_1", Minor(500), Minor(-1), day(2)})) ==
        "refused validation_failed /fee");
  CHECK(outcome(decide(shop.now(), shop.policy, CloseDispute{"dp_1", won, Minor(1), day(2)})) ==
        "refused validation_failed /fee_returned");
  CHECK(outcome(decide(shop.now(), shop.policy, CloseDispute{"dp_1", inquiry_closed, Minor(0), day(2)})) ==
        "refused conflict");
}

TEST_CASE("dispute: a later refund's line in a statement counts from what the dispute took") {
  DisputedShop shop;
  shop.refund(1'000);
  const auto before = shop.now().position;
  shop.opened(3'333);
  shop.withdrawn(3'333);
  shop.closed(lost, 3'333);
  shop.refund(2'000);
  CHECK(agreement_of(shop.now(), before).lost == Minor(0));
  CHECK(agreement_of(shop.now(), shop.now().dispute("dp_1")->closed_position).lost == Minor(0));
  StatementEntry entry;
  const Recorded& fact = shop.log().back();
  const auto refund = std::get<RefundSettled>(fact.event);
  entry.line.position = fact.envelope.position.value;
  entry.line.at = fact.envelope.effective_at;
  entry.line.revenue_share = -refund.parts.share;
  entry.line.markup = -refund.parts.markup;
  const Agreement agreed = agreement_of(shop.now(), entry.line.position);
  explain(entry, kBroker, fact, &agreed);
  CHECK(entry.line.rounding.starts_with("R = 5333 of T = 10500: "));
  CHECK(entry.line.rounding.find("; at R = 4333 it was ") != std::string::npos);
  CHECK(entry.line.rounding.find("recorded") == std::string::npos);
}
