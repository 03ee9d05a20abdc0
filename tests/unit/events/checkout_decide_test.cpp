#include "events/checkout/checkout_decide.hpp"

#include <doctest/doctest.h>

#include "events/webhook/webhook_decide.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

/// Asks for a page at hour `at` and opens it; gives the session to close, if any.
void open(Shop& shop, const OrderId& order, const char* page, const char* session, std::int64_t at = 2,
          std::int64_t until = 20) {
  shop.happened(
      decide(shop.order(order), RequestCheckout{page, hour(until), "https://s", "https://c", hour(at)}));
  shop.happened(decide(shop.order(order), RecordCheckout{page, session, hour(at)}));
}

std::string expired(Shop& shop, const OrderId& order, const char* session, std::int64_t at = 21) {
  const NewEvents events = decide(shop.order(order), ExpireCheckout{session, hour(at)});
  shop.happened(events);
  return names(events);
}

}  // namespace

TEST_CASE("a page lives whole seconds within what Stripe allows") {
  Shop shop;
  const OrderId order = shop.placed();
  const auto life = [&](std::int64_t wished_hours) {
    const auto fact =
        only<CheckoutRequested>(decide(shop.order(order), RequestCheckout{"p", hour(2 + wished_hours), "s",
                                                                          "c", Instant{hour(2).micros + 1}}));
    CHECK(fact.expires_at.micros % kMicrosPerSecond == 0);
    return (fact.expires_at.micros - hour(2).micros) / kMicrosPerSecond / 60;
  };
  CHECK(life(0) == 32);
  CHECK(life(5) == 300);
  CHECK(life(24) == 24 * 60 - 1);
  CHECK(life(100) == 24 * 60 - 1);
}

TEST_CASE("only an order that waits gets a page") {
  Shop shop;
  const RequestCheckout wish{"p", hour(20), "s", "c", hour(2)};
  CHECK(outcome(decide(shop.order(shop.placed()), wish)) == "checkout.requested");
  CHECK(outcome(decide(shop.order(shop.paid()), wish)) == "refused already_paid");
  const OrderId cancelled = shop.placed();
  shop.happened(decide(shop.order(cancelled), CancelOrder{"changed my mind", hour(2)}));
  CHECK(outcome(decide(shop.order(cancelled), wish)) == "refused order_not_pending");
  const OrderId coming = shop.placed();
  shop.happened(PaymentPending{coming, kBroker, "cs_9", "pi_9"});
  CHECK(outcome(decide(shop.order(coming), wish)) == "refused conflict");
}

TEST_CASE("an order waits as long as its page is open, and expires with it") {
  Shop shop;
  const OrderId order = shop.placed();
  open(shop, order, "p1", "cs_1", 20, 40);
  CHECK(shop.order(order).expires_at == hour(40));
  CHECK(names(decide(shop.order(order), RecordCheckout{"p1", "cs_1", hour(21)})) == "nothing");
  CHECK(outcome(decide(shop.order(order), ExpireOrder{hour(26)})) == "nothing");
  CHECK(shop.stock("amex") == 9);
  CHECK(expired(shop, order, "cs_other") == "nothing");
  CHECK(expired(shop, order, "cs_1") == "order.expired");
  CHECK(shop.order(order).status == OrderStatus::CANCELLED);
  CHECK(shop.stock("amex") == 10);
  CHECK(expired(shop, order, "cs_1") == "nothing");
  CHECK(shop.money(order, 10'500, "cs_1", "pi_1") == "payment.unexpected");
}

TEST_CASE("an expired session of an order without a page of ours speaks for it; a paid order stays") {
  Shop shop;
  CHECK(expired(shop, shop.placed(), "cs_foreign", 5) == "order.expired");
  const OrderId paid = shop.placed();
  open(shop, paid, "p1", "cs_1");
  CHECK(shop.money(paid, 10'500, "cs_1", "pi_1") == "payment.captured");
  CHECK(expired(shop, paid, "cs_1") == "nothing");
}

TEST_CASE("pages that nobody may pay on any more are to be closed") {
  Shop shop;
  const OrderId order = shop.placed();
  open(shop, order, "p1", "cs_1");
  CHECK(sessions_to_close(shop.order(order)).empty());
  open(shop, order, "p2", "cs_2");
  CHECK(sessions_to_close(shop.order(order)) == std::vector<std::string>{"cs_1"});
  CHECK(shop.money(order, 10'500, "cs_2", "pi_2") == "payment.captured");
  CHECK(sessions_to_close(shop.order(order)) == std::vector<std::string>{"cs_1"});
  const OrderId by_hand = shop.placed();
  open(shop, by_hand, "p3", "cs_3");
  shop.happened(shop.pay(by_hand, 1));
  CHECK(sessions_to_close(shop.order(by_hand)) == std::vector<std::string>{"cs_3"});
}

TEST_CASE("the delivery of an expired session expires the order once") {
  Shop shop;
  const OrderId order = shop.placed();
  open(shop, order, "p1", "cs_1");
  StripeDelivery d;
  d.external_id = "evt_1";
  d.event_type = "checkout.session.expired";
  d.fact.object_id = "cs_1";
  d.fact.session_id = "cs_1";
  d.now = hour(22);
  const NewEvents first = decide(&shop.order(order), shop.policy, shop.ids, d);
  CHECK(names(first) == "order.expired webhook.processed");
  shop.happened(first);
  CHECK(names(decide(&shop.order(order), shop.policy, shop.ids, d)) == "webhook.processed");
}

TEST_CASE("a card's credit limit as Stripe's page shows it") {
  OrderItem item;
  const auto text = [&](std::int64_t limit, const char* code) {
    item.credit_limit = Minor(limit);
    return line_description(item, currency(code));
  };
  CHECK(text(1'000'000, "USD") == "Tradeline - Credit Limit: $10,000");
  CHECK(text(99'900, "USD") == "Tradeline - Credit Limit: $999");
  CHECK(text(123'456'789, "USD") == "Tradeline - Credit Limit: $1,234,567.89");
  CHECK(text(1'000'000, "JPY") == "Tradeline - Credit Limit: 1,000,000 JPY");
}
