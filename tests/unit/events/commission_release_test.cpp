#include <doctest/doctest.h>

#include "events/commission/commission_decide.hpp"
#include "events/refund/refund_decide.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

Result<NewEvents> release(const Shop& shop, const OrderId& order, Instant now) {
  return decide(shop.order(order), ReleaseCommission{now});
}

struct HoldingShop : Shop {
  HoldingShop() { policy.hold_days = 7; }
};

}  // namespace

TEST_CASE("a held commission is released at its due time, dated by it, once") {
  HoldingShop shop;
  const OrderId order = shop.paid(2);
  CHECK(outcome(release(shop, order, Instant{day(9).micros - 1})) == "nothing");
  const auto late = release(shop, order, day(12));
  const auto event = only<CommissionReleased>(late);
  CHECK(late->front().effective_at == day(9));
  CHECK(event.due_at == day(9));
  CHECK(event.broker_id == kBroker);
  CHECK(event.share == Minor(1'000));
  CHECK(event.markup == Minor(500));
  shop.happened(late);
  CHECK(shop.order(order).commission == CommissionState::available);
  CHECK(outcome(release(shop, order, day(13))) == "nothing");
  CHECK(outcome(release(shop, shop.paid(2), day(9))) == "commission.released");
}

TEST_CASE("what was clawed back while pending is not released") {
  HoldingShop shop;
  const OrderId order = shop.paid(2);
  shop.happened(
      decide(shop.order(order), shop.policy, shop.ids, RefundManually{Minor(3'333), "r", {}, day(3)}));
  auto event = only<CommissionReleased>(release(shop, order, day(9)));
  CHECK(event.share == Minor(1'000 - 317));
  CHECK(event.markup == Minor(500 - 159));
  shop.happened(
      decide(shop.order(order), shop.policy, shop.ids, RefundManually{Minor(7'167), "r", {}, day(3)}));
  event = only<CommissionReleased>(release(shop, order, day(9)));
  CHECK(event.share == Minor(0));
  CHECK(event.markup == Minor(0));
}

TEST_CASE("nothing is released for unpaid orders, direct sales and sales without a hold") {
  HoldingShop shop;
  CHECK(outcome(release(shop, shop.placed(), day(99))) == "nothing");
  CHECK(outcome(release(shop, shop.paid(1, {{"amex", 1}}, std::nullopt), day(99))) == "nothing");
  shop.policy.hold_days = 0;
  CHECK(outcome(release(shop, shop.paid(), day(99))) == "nothing");
}

TEST_CASE("the hold in force at the capture counts, whatever the setting says later") {
  HoldingShop shop;
  const OrderId order = shop.paid(0);
  shop.policy.hold_days = 100;
  CHECK(outcome(release(shop, order, day(7))) == "commission.released");
}
