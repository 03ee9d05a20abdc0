#include <doctest/doctest.h>

#include "events/commission/commission_decide.hpp"
#include "events/dispute/dispute_decide.hpp"
#include "events/payout/payout_preview.hpp"
#include "events/refund/refund_decide.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

Result<NewEvents> hold(const Shop& shop, const OrderId& order, Instant now = day(3)) {
  return decide(shop.order(order), HoldCommission{"waits for the contract", now});
}
Result<NewEvents> unhold(const Shop& shop, const OrderId& order, Instant now = day(4)) {
  return decide(shop.order(order), UnholdCommission{"contract is here", now});
}
void dispute(Shop& shop, const OrderId& order, Instant now) {
  shop.happened(decide(shop.order(order), OpenDispute{"case-1", Minor(500), "unknown card", false, now}));
}

}  // namespace

TEST_CASE("a person holds what is left of a commission and lets it go, each once") {
  Shop shop;
  const OrderId order = shop.paid();
  shop.happened(
      decide(shop.order(order), shop.policy, shop.ids, RefundManually{Minor(3'333), "r", {}, day(2)}));
  const auto held = only<CommissionHeld>(hold(shop, order));
  CHECK(held.share == Minor(683));
  CHECK(held.markup == Minor(341));
  CHECK(held.from == CommissionState::available);
  CHECK(held.cause == HoldCause::person);
  shop.happened(held);
  CHECK(outcome(hold(shop, order)) == "refused conflict");
  // A refund takes it from where it stands now.
  CHECK(only<RefundSettled>(
            decide(shop.order(order), shop.policy, shop.ids, RefundManually{Minor(1), "r", {}, day(3)}))
            .from == CommissionState::held);
  const auto free = only<CommissionUnheld>(unhold(shop, order));
  CHECK(free.to == CommissionState::available);
  CHECK(free.share == Minor(683));
  shop.happened(free);
  CHECK(outcome(unhold(shop, order)) == "refused conflict");
}

TEST_CASE("nothing is held of an unpaid order or a direct sale") {
  Shop shop;
  CHECK(outcome(hold(shop, shop.placed())) == "refused conflict");
  CHECK(outcome(hold(shop, shop.paid(1, {{"amex", 1}}, std::nullopt))) == "refused conflict");
}

TEST_CASE("held from its hold period, a commission goes back there while the period lasts") {
  Shop shop;
  shop.policy.hold_days = 7;
  const OrderId order = shop.paid(1);
  shop.happened(hold(shop, order, day(2)));
  CHECK(shop.order(order).commission == CommissionState::held);
  CHECK(outcome(decide(shop.order(order), ReleaseCommission{day(9)})) == "nothing");
  CHECK(only<CommissionUnheld>(unhold(shop, order, day(5))).to == CommissionState::pending);
  CHECK(only<CommissionUnheld>(unhold(shop, order, day(8))).to == CommissionState::available);
}

TEST_CASE("with two causes it stays held until the last one is gone") {
  Shop shop;
  const OrderId order = shop.paid();
  dispute(shop, order, day(2));
  const auto by_person = only<CommissionHeld>(hold(shop, order));
  CHECK(by_person.from == CommissionState::held);
  CHECK(by_person.share == Minor(0));
  shop.happened(by_person);

  SUBCASE("the dispute ends first") {
    shop.happened(
        decide(shop.order(order), shop.policy, CloseDispute{"case-1", DisputeStatus::won, Minor(0), day(5)}));
    CHECK(shop.order(order).commission == CommissionState::held);
    const auto free = only<CommissionUnheld>(unhold(shop, order));
    CHECK(free.to == CommissionState::available);
    CHECK(free.share == Minor(1'000));
  }
  SUBCASE("the person lets go first") {
    const auto still = only<CommissionUnheld>(unhold(shop, order));
    CHECK(still.to == CommissionState::held);
    CHECK(still.share == Minor(0));
    shop.happened(still);
    CHECK(outcome(unhold(shop, order)) == "refused conflict");
    CHECK(outcome(decide(shop.order(order), shop.policy,
                         CloseDispute{"case-1", DisputeStatus::won, Minor(0), day(5)})) ==
          "dispute.won commission.unheld");
  }
}

TEST_CASE("what is held in November is in no payout for October that is made later") {
  Shop shop;
  const OrderId disputed = shop.paid(1);
  shop.paid(2);
  dispute(shop, disputed, day(40));
  const auto run = [&] {
    RunPayout c;
    c.payee = kBroker;
    c.period = {day(0), day(31)};
    c.now = day(41);
    return decide(shop.payee(kBroker), *shop.ledger.broker(kBroker), shop.policy, shop.ids, c);
  };
  REQUIRE(run().created.size() == 1);
  CHECK(run().created[0].amounts.total() == Minor(1'500));  // of two orders with 15.00 each
  shop.happened(decide(shop.order(disputed), shop.policy,
                       CloseDispute{"case-1", DisputeStatus::won, Minor(0), day(42)}));
  CHECK(run().created.at(0).amounts.total() == Minor(3'000));
}
