#include "events/webhook/webhook_decide.hpp"

#include <doctest/doctest.h>

#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

StripeDelivery delivery(const char* type, std::int64_t amount = 10'500) {
  StripeDelivery d;
  d.external_id = "evt_1";
  d.event_type = type;
  d.fact.object_id = "obj_1";
  d.fact.payment_intent = "pi_1";
  d.fact.currency = "USD";
  if (d.event_type == "charge.refunded") {
    d.fact.amount_refunded = Minor(amount);
  } else {
    d.fact.amount = Minor(amount);
  }
  if (d.event_type == "checkout.session.completed") {
    d.fact.session_id = "cs_1";
    d.fact.payment_status = "paid";
  }
  d.now = hour(4);
  return d;
}

/// Decides, records what came out and tells it: "payment.captured webhook.processed: captured".
std::string handle(Shop& shop, const OrderId& order, const StripeDelivery& d) {
  const NewEvents events = decide(&shop.order(order), shop.policy, shop.ids, d);
  std::string out = names(events);
  for (const auto& e : events) {
    if (const auto* p = std::get_if<WebhookProcessed>(&e.event)) out += ": " + p->outcome;
    if (const auto* f = std::get_if<WebhookFailed>(&e.event)) out += ": " + f->error;
    if (const auto* w = std::get_if<WebhookParked>(&e.event)) out += ": " + w->waits_for;
  }
  shop.happened(events);
  return out;
}

constexpr const char* kSession = "checkout.session.completed";
constexpr const char* kSucceeded = "payment_intent.succeeded";
constexpr const char* kFailed = "payment_intent.payment_failed";
constexpr const char* kRefunded = "charge.refunded";

}  // namespace

TEST_CASE("types that can do something to an order; others are stored") {
  for (const char* type : {kSession, kSucceeded, kFailed, kRefunded, "charge.succeeded", "refund.failed",
                           "charge.dispute.funds_withdrawn"})
    CHECK(moves_money(type));
  for (const char* type : {"charge.failed", "customer.created", "payment_intent.created", ""})
    CHECK(!moves_money(type));
  Shop shop;
  const OrderId order = shop.placed();
  CHECK(handle(shop, order, delivery("customer.created")) ==
        "webhook.processed: stored; this type has no effect");
  CHECK(shop.order(order).status == OrderStatus::PENDING);
}

TEST_CASE("what a delivery does, then what became of it") {
  struct Row {
    const char* name;
    const char* type;
    std::int64_t amount;
    void (*edit)(StripeDelivery&);
    const char* wanted;
  };
  const auto as_is = [](StripeDelivery&) {};
  const Row rows[] = {
      {"paid session", kSession, 10'500, as_is, "payment.captured webhook.processed: captured"},
      {"intent", kSucceeded, 10'500, as_is, "payment.captured webhook.processed: captured"},
      {"wrong amount", kSucceeded, 1, as_is,
       "payment.unexpected webhook.processed: unexpected money, put aside"},
      {"unpaid session", kSession, 10'500, [](StripeDelivery& d) { d.fact.payment_status = "unpaid"; },
       "payment.pending webhook.processed: payment is on its way"},
      {"free session", kSession, 0, [](StripeDelivery& d) { d.fact.payment_status = "no_payment_required"; },
       "webhook.processed: no payment required, no money"},
      {"no amount", kSucceeded, 0, [](StripeDelivery& d) { d.fact.amount.reset(); },
       "webhook.failed: the amount is missing or not positive"},
      {"nothing paid", kSucceeded, 0, as_is, "webhook.failed: the amount is missing or not positive"},
      {"no currency", kSucceeded, 10'500, [](StripeDelivery& d) { d.fact.currency.reset(); },
       "webhook.failed: the currency is missing or unknown"},
      {"unknown currency", kSucceeded, 10'500, [](StripeDelivery& d) { d.fact.currency = "XXQ"; },
       "webhook.failed: the currency is missing or unknown"},
      {"failed attempt", kFailed, 10'500, as_is, "payment.attempt_failed webhook.processed: attempt failed"},
      {"refund first", kRefunded, 100, as_is, "webhook.parked: order:00000000-0000-0000-0000-0000000003e9"},
      {"refund without a figure", kRefunded, 0, [](StripeDelivery& d) { d.fact.amount_refunded.reset(); },
       "webhook.failed: amount_refunded is missing or negative"},
      {"negative refund", kRefunded, -1, as_is, "webhook.failed: amount_refunded is missing or negative"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Shop shop;
    StripeDelivery d = delivery(row.type, row.amount);
    row.edit(d);
    CHECK(handle(shop, shop.placed(), d) == row.wanted);
  }
}

TEST_CASE("two signals of one capture, then its refunds") {
  Shop shop;
  const OrderId order = shop.placed();
  handle(shop, order, delivery(kSession));
  CHECK(handle(shop, order, delivery(kSucceeded)) == "webhook.processed: second signal of known money");
  CHECK(handle(shop, order, delivery(kFailed)) == "webhook.processed: order is not waiting");
  CHECK(handle(shop, order, delivery(kRefunded, 500)) ==
        "refund.total_reported refund.settled webhook.processed: refunded");
  CHECK(handle(shop, order, delivery(kRefunded, 400)) == "webhook.processed: late figure, not applied");
  CHECK(handle(shop, order, delivery(kRefunded, 10'501)) ==
        "webhook.failed: Stripe reports a refund above the capture");
  auto unpaid = delivery(kSession);
  unpaid.fact.payment_status = "unpaid";
  CHECK(handle(shop, order, unpaid) == "webhook.processed: order is not waiting");
  CHECK(shop.order(order).total_refunded == Minor(500));
}

TEST_CASE("a failed attempt keeps Stripe's code and leaves the order payable") {
  Shop shop;
  const OrderId order = shop.placed();
  auto d = delivery(kFailed);
  d.fact.failure_code = "card_declined";
  const NewEvents events = decide(&shop.order(order), shop.policy, shop.ids, d);
  REQUIRE(events.size() == 2);
  CHECK(std::get<PaymentAttemptFailed>(events[0].event).failure_code == "card_declined");
  shop.happened(events);
  CHECK(shop.order(order).payment_status == PaymentStatus::FAILED);
  CHECK(handle(shop, order, delivery(kSucceeded)) == "payment.captured webhook.processed: captured");
}

TEST_CASE("a bank debit that failed is not awaited, whichever is told first") {
  auto failed = delivery("checkout.session.async_payment_failed");
  auto unpaid = delivery(kSession);
  unpaid.fact.payment_status = "unpaid";
  REQUIRE(failed.fact.payment_intent == unpaid.fact.payment_intent);
  for (const bool failure_first : {false, true}) {
    CAPTURE(failure_first);
    Shop shop;
    const OrderId order = shop.placed();
    handle(shop, order, failure_first ? failed : unpaid);
    handle(shop, order, failure_first ? unpaid : failed);
    CHECK(shop.order(order).payment_status == PaymentStatus::FAILED);
    auto next_page = unpaid;
    next_page.fact.payment_intent = "pi_the_next";
    CHECK(handle(shop, order, next_page) == "payment.pending webhook.processed: payment is on its way");
  }
}

TEST_CASE("a payment on its way is ended by its own failure alone") {
  Shop shop;
  const OrderId order = shop.placed();
  auto unpaid = delivery(kSession);
  unpaid.fact.payment_status = "unpaid";
  handle(shop, order, unpaid);
  auto late = delivery(kFailed);  // a card that was tried before the debit, told late
  late.fact.created = Instant{shop.order(order).updated_at.micros - 60 * kMicrosPerSecond};
  CHECK(handle(shop, order, late) == "webhook.processed: an attempt before the payment that is on its way");
  CHECK(shop.order(order).payment_status == PaymentStatus::PROCESSING);
  auto other = delivery("checkout.session.async_payment_failed");
  other.fact.payment_intent = "pi_of_another_page";
  handle(shop, order, other);
  CHECK(shop.order(order).payment_status == PaymentStatus::PROCESSING);
  handle(shop, order, delivery("checkout.session.async_payment_failed"));
  CHECK(shop.order(order).payment_status == PaymentStatus::FAILED);
}

TEST_CASE("a delivery for an order that is not known waits for what it names") {
  struct Row {
    const char* name;
    std::optional<std::string> order, session, intent;
    const char* waits_for;  ///< "" = it names nothing
  };
  const Row rows[] = {
      {"order first", "abc", "cs_1", "pi_1", "order:abc"},
      {"then the session", {}, "cs_1", "pi_1", "session:cs_1"},
      {"then the intent", {}, {}, "pi_1", "intent:pi_1"},
      {"nothing", {}, {}, {}, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    World world;
    StripeDelivery d = delivery(kSucceeded);
    d.fact.order_id = row.order;
    d.fact.session_id = row.session;
    d.fact.payment_intent = row.intent;
    const NewEvents events = decide(nullptr, world.policy, world.ids, d);
    if (std::string(row.waits_for).empty()) {
      CHECK(only<WebhookProcessed>(events).outcome == "stored; it names no order");
      continue;
    }
    CHECK(only<WebhookParked>(events).waits_for == row.waits_for);
    CHECK(only<WebhookParked>(events).external_id == "evt_1");
    d.was_parked = true;
    CHECK(decide(nullptr, world.policy, world.ids, d).empty());
  }
}

TEST_CASE("a parked refund is applied once its capture is there, and says so") {
  Shop shop;
  const OrderId order = shop.placed();
  auto d = delivery(kRefunded, 300);
  handle(shop, order, d);
  d.was_parked = true;
  CHECK(decide(&shop.order(order), shop.policy, shop.ids, d).empty());
  shop.money(order, 10'500, "cs_1", "pi_1");
  const NewEvents events = decide(&shop.order(order), shop.policy, shop.ids, d);
  CHECK(names(events) == "refund.total_reported refund.settled webhook.processed");
  const auto& done = std::get<WebhookProcessed>(events[2].event);
  CHECK(done.was_parked);
  CHECK(done.order_id == order);
}
