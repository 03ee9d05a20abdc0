#include "events/refund/refund_decide.hpp"

#include <doctest/doctest.h>

#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

Result<NewEvents> refund(Shop& shop, const OrderId& order, std::int64_t amount) {
  return decide(shop.order(order), shop.policy, shop.ids,
                RefundManually{Minor(amount), "unhappy", "slip-1", hour(60)});
}

OrderId paid_at_stripe(Shop& shop, Basket basket = {{"amex", 1}}, std::int64_t amount = 10'500) {
  const OrderId order = shop.placed(std::move(basket));
  REQUIRE(shop.money(order, amount, "cs_1", "pi_1") == "payment.captured");
  return order;
}

/// The events' names, "parked" or the refusal; the events are recorded.
std::string at_stripe(Shop& shop, const OrderId& order, std::int64_t total,
                      std::optional<std::string> intent = "pi_1") {
  const auto effect = reconcile_stripe_refund(shop.order(order), shop.policy, shop.ids,
                                              {Minor(total), std::move(intent), hour(70), hour(70)});
  if (!effect) return refused(effect.error());
  if (!*effect) return "parked";
  shop.happened((*effect)->events);
  return names((*effect)->events);
}

}  // namespace

TEST_CASE("a manual refund gives every party's part back by the cumulative rule") {
  Shop shop;
  const OrderId order = shop.paid();
  const auto first = only<RefundSettled>(refund(shop, order, 3'333));
  // broker 3333 x 1500 / 10500 = 476.14 -> 476: share 317, markup 159; rest 2857 x 4/9 = 1269.78 -> 1270.
  CHECK(first.parts == Parts{Minor(317), Minor(159), Minor(1'270), Minor(1'587)});
  CHECK(first.amount == Minor(3'333));
  CHECK(first.total_refunded == Minor(3'333));
  CHECK(!first.full);
  CHECK(first.method == PaymentMethod::CASH);
  CHECK(first.from == CommissionState::available);
  CHECK(first.reason == "unhappy");
  CHECK(first.reference == "slip-1");
  shop.happened(first);
  CHECK(shop.order(order).status == OrderStatus::PROCESSING);
  const auto rest = only<RefundSettled>(refund(shop, order, 7'167));
  CHECK(rest.parts == Parts{Minor(683), Minor(341), Minor(2'730), Minor(3'413)});
  CHECK(rest.full);
  shop.happened(rest);
  CHECK(shop.order(order).returned_parts == shop.order(order).parts);
  CHECK(shop.order(order).status == OrderStatus::REFUNDED);
  CHECK(shop.order(order).payment_status == PaymentStatus::REFUNDED);
}

TEST_CASE("refusals of manual refunds") {
  Shop shop;
  const OrderId order = shop.paid();
  CHECK(outcome(refund(shop, order, 0)) == "refused validation_failed /amount");
  CHECK(outcome(refund(shop, order, -1)) == "refused validation_failed /amount");
  CHECK(outcome(refund(shop, order, 10'501)) == "refused refund_exceeds_capture");
  CHECK(outcome(refund(shop, order, 10'500)) == "refund.settled");
  shop.happened(refund(shop, order, 500));
  CHECK(outcome(refund(shop, order, 10'001)) == "refused refund_exceeds_capture");
  CHECK(outcome(refund(shop, order, 10'000)) == "refund.settled");
  CHECK(outcome(refund(shop, shop.placed(), 1)) == "refused conflict");
  CHECK(outcome(refund(shop, paid_at_stripe(shop), 1)) == "refused stripe_not_configured");
}

TEST_CASE("a refund is taken from where the commission stands, under the policy in force") {
  Shop shop;
  shop.policy.hold_days = 5;
  shop.policy.supplier_refunds = SupplierRefunds::none;
  const OrderId order = shop.paid();
  CHECK(only<RefundSettled>(refund(shop, order, 100)).from == CommissionState::pending);
  CHECK(only<RefundSettled>(refund(shop, order, 100)).supplier_refunds == SupplierRefunds::none);
  const OrderId direct = shop.paid(1, {{"amex", 1}}, std::nullopt);
  const auto event = only<RefundSettled>(refund(shop, direct, 101));
  CHECK(event.from == CommissionState::none);
  CHECK(event.parts == Parts{Minor(0), Minor(0), Minor(51), Minor(50)});
}

TEST_CASE("Stripe's figures are cumulative: repeated and late ones change nothing") {
  Shop shop;
  const OrderId order = paid_at_stripe(shop);
  CHECK(at_stripe(shop, order, 3'000) == "refund.total_reported refund.settled");
  CHECK(at_stripe(shop, order, 3'000) == "nothing");
  CHECK(at_stripe(shop, order, 2'999) == "nothing");
  CHECK(at_stripe(shop, order, 0) == "nothing");
  CHECK(shop.order(order).total_refunded == Minor(3'000));
  CHECK(at_stripe(shop, order, 10'500) == "refund.total_reported refund.settled");
  CHECK(shop.order(order).status == OrderStatus::REFUNDED);
  CHECK(at_stripe(shop, order, 4'000) == "nothing");
}

TEST_CASE("the path of the figures does not matter") {
  const std::vector<std::vector<std::int64_t>> paths = {
      {63'003}, {1, 2, 3, 63'003}, {20'000, 10'000, 40'000, 63'003}, {63'003, 31'001, 1}};
  for (const auto& path : paths) {
    Shop shop;
    const OrderId order = paid_at_stripe(shop, {{"visa", 3}}, 63'003);
    for (const std::int64_t total : path) {
      at_stripe(shop, order, total);
      CHECK(shop.order(order).returned_parts ==
            returned_parts(shop.order(order).parts, shop.order(order).total_refunded));
    }
    CHECK(shop.order(order).returned_parts == shop.order(order).parts);
  }
}

TEST_CASE("a refund above the capture is refused, one before it is parked") {
  Shop shop;
  const OrderId order = shop.placed();
  CHECK(at_stripe(shop, order, 100) == "parked");
  REQUIRE(shop.money(order, 10'500, "cs_1", "pi_1") == "payment.captured");
  CHECK(at_stripe(shop, order, 10'501) == "refused refund_exceeds_capture");
  CHECK(at_stripe(shop, order, 100, "pi_other") == "parked");
  CHECK(at_stripe(shop, order, 100, std::nullopt) == "refund.total_reported refund.settled");
  CHECK(at_stripe(shop, shop.paid(), 100) == "parked");  // cash: Stripe's money is yet to come
}

TEST_CASE("money put aside goes back step by step and is then settled") {
  Shop shop;
  const OrderId order = paid_at_stripe(shop);
  REQUIRE(shop.money(order, 777, {}, "pi_2") == "payment.unexpected");
  CHECK(at_stripe(shop, order, 778, "pi_2") == "refused refund_exceeds_capture");
  CHECK(at_stripe(shop, order, 700, "pi_2") == "payment.unapplied_refunded");
  CHECK(shop.order(order).unapplied[0].open);
  CHECK(at_stripe(shop, order, 699, "pi_2") == "nothing");
  CHECK(at_stripe(shop, order, 777, "pi_2") == "payment.unapplied_refunded");
  CHECK(!shop.order(order).unapplied[0].open);
  CHECK(shop.order(order).unapplied[0].refunded == Minor(777));
  CHECK(shop.order(order).total_refunded == Minor(0));
  const auto& last = std::get<UnappliedRefunded>(shop.log().back().event);
  CHECK(last.amount == Minor(77));
  CHECK(last.settled);
}

TEST_CASE("a refund of a second capture is not booked against an order whose own intent is unknown") {
  Shop shop;
  const OrderId order = shop.placed();
  shop.money(order, 10'500, "cs_1", {});
  REQUIRE(shop.money(order, 10'500, "cs_2", "pi_2") == "payment.unexpected");
  const auto effect = reconcile_stripe_refund(shop.order(order), shop.policy, shop.ids,
                                              {Minor(10'500), "pi_2", hour(9), hour(9)});
  REQUIRE(effect);
  REQUIRE(effect->has_value());
  CHECK(names((*effect)->events) == "payment.unapplied_refunded");
}
