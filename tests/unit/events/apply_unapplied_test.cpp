// Unexpected money that an admin applies to its order.
#include <doctest/doctest.h>

#include "events/refund/refund_decide.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

Result<NewEvents> apply(Shop& shop, const OrderId& order, std::size_t which = 0) {
  const PaymentId money = which < shop.order(order).unapplied.size()
                              ? shop.order(order).unapplied[which].payment_id
                              : PaymentId();
  return decide(shop.ledger, shop.order(order), shop.policy, shop.ids,
                ApplyUnapplied{money, "the customer asked for it", hour(40)});
}
OrderId cancelled_then_paid(Shop& shop, Basket basket, std::int64_t amount) {
  const OrderId order = shop.placed(std::move(basket));
  shop.happened(decide(shop.order(order), CancelOrder{"no", hour(2)}));
  shop.money(order, amount, "cs_1", "pi_1");
  return order;
}

}  // namespace

TEST_CASE("applied money revives a cancelled order and takes its stock again") {
  Shop shop;
  const OrderId order = cancelled_then_paid(shop, {{"visa", 2}}, 42'002);
  CHECK(shop.stock("visa") == 3);
  const auto event = only<PaymentCaptured>(apply(shop, order));
  CHECK(event.applied_from == shop.order(order).unapplied[0].payment_id);
  CHECK(event.stripe_payment_intent == "pi_1");
  CHECK(event.stripe_session_id == "cs_1");
  CHECK(event.reason == "the customer asked for it");
  shop.happened(event);
  CHECK(shop.order(order).status == OrderStatus::PROCESSING);
  CHECK(!shop.order(order).unapplied[0].open);
  CHECK(shop.stock("visa") == 1);
  CHECK(outcome(apply(shop, order)) == "refused conflict");
}

TEST_CASE("a cancelled order whose pieces are gone is not revived") {
  Shop shop;
  const OrderId order = cancelled_then_paid(shop, {{"visa", 2}}, 42'002);
  shop.placed({{"visa", 2}});
  const auto sold = apply(shop, order);
  CHECK(outcome(sold) == "refused out_of_stock");
  CHECK(sold.error().available == 1);
  shop.happened(decide(shop.ledger, ImportCatalog{"supplier", {}, hour(3)}));
  CHECK(apply(shop, order).error().available == 0);
}

TEST_CASE("only the exact total in the order's currency, unrefunded and open, can be applied") {
  Shop shop;
  const OrderId wrong = cancelled_then_paid(shop, {{"amex", 1}}, 10'499);
  CHECK(outcome(apply(shop, wrong)) == "refused conflict");
  CHECK(outcome(apply(shop, wrong, 7)) == "refused conflict");
  const OrderId foreign = shop.placed();
  shop.money(foreign, 10'500, {}, "pi_2", "EUR");
  CHECK(outcome(apply(shop, foreign)) == "refused conflict");
  const OrderId refunded = cancelled_then_paid(shop, {{"amex", 1}}, 10'500);
  const Unapplied& money = shop.order(refunded).unapplied[0];
  shop.happened(UnappliedRefunded{money.payment_id, refunded, kBroker, PaymentMethod::STRIPE, Minor(1),
                                  Minor(1), false, currency("USD")});
  CHECK(shop.order(refunded).unapplied[0].open);
  CHECK(outcome(apply(shop, refunded)) == "refused conflict");
}

TEST_CASE("a second capture of a paid order can only be refunded") {
  Shop shop;
  const OrderId order = shop.paid();
  shop.money(order, 10'500, {}, "pi_9");
  CHECK(outcome(apply(shop, order)) == "refused already_paid");
}

TEST_CASE("money applied to an order that still waits takes no stock twice") {
  Shop shop;
  const OrderId order = shop.placed({{"amex", 4}});
  // Put aside while the order was closed to it, though the order itself still waits.
  PaymentUnexpected money;
  money.payment_id = id<PaymentId>(1);
  money.order_id = order;
  money.broker_id = kBroker;
  money.amount = Minor(42'000);
  money.stripe_payment_intent = "pi_1";
  shop.happened(money);
  const auto event = only<PaymentCaptured>(apply(shop, order));
  CHECK(event.taken.empty());
  shop.happened(event);
  CHECK(shop.stock("amex") == 6);
}

TEST_CASE("a refund of applied money is a refund of the order") {
  Shop shop;
  const OrderId order = cancelled_then_paid(shop, {{"amex", 1}}, 10'500);
  shop.happened(apply(shop, order));
  const auto refund = reconcile_stripe_refund(shop.order(order), shop.policy, shop.ids,
                                              {Minor(10'500), "pi_1", hour(50), hour(50)});
  REQUIRE(refund.has_value());
  REQUIRE(refund->has_value());
  REQUIRE(names((*refund)->events) == "refund.total_reported refund.settled");
  CHECK(std::get<RefundSettled>((*refund)->events[1].event).full);
}
