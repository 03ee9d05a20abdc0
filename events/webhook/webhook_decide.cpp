#include "events/webhook/webhook_decide.hpp"

#include "events/refund/refund_decide.hpp"

namespace daybook {
namespace {

constexpr std::string_view kSession = "checkout.session.completed";
// Asynchronous methods (bank debits): the session was completed unpaid before.
constexpr std::string_view kAsyncSucceeded = "checkout.session.async_payment_succeeded";
constexpr std::string_view kAsyncFailed = "checkout.session.async_payment_failed";
constexpr std::string_view kSucceeded = "payment_intent.succeeded";
constexpr std::string_view kAttemptFailed = "payment_intent.payment_failed";
constexpr std::string_view kRefunded = "charge.refunded";

/// What became of a delivery: an effect, a wait, or an error that a person must look at.
struct Verdict {
  std::optional<Effect> effect;
  std::string error;
};

Verdict capture(const OrderState& order, const Policy& policy, IdSource& ids, const StripeDelivery& d) {
  if (d.event_type == kSession && d.fact.payment_status == "unpaid") {
    if (order.captured() || order.status != OrderStatus::PENDING)
      return {Effect{{}, "order is not waiting"}, ""};
    return {
        Effect{{{PaymentPending{order.id, order.broker_id, d.fact.session_id, d.fact.payment_intent}, d.now}},
               "payment is on its way"},
        ""};
  }
  if (d.event_type == kSession && d.fact.payment_status == "no_payment_required")
    return {Effect{{}, "no payment required, no money"}, ""};
  if (!d.fact.amount || *d.fact.amount < Minor{1})
    return {std::nullopt, "the amount is missing or not positive"};
  const auto currency = parse_currency(d.fact.currency.value_or(""));
  if (!currency) return {std::nullopt, "the currency is missing or unknown"};
  return {capture_stripe_money(order, policy, ids,
                               {*d.fact.amount, *currency, d.fact.session_id, d.fact.payment_intent, d.now}),
          ""};
}

Verdict attempt_failed(const OrderState& order, const StripeDelivery& d) {
  if (order.captured() || order.status != OrderStatus::PENDING)
    return {Effect{{}, "order is not waiting"}, ""};
  return {Effect{{{PaymentAttemptFailed{order.id, order.broker_id, d.fact.payment_intent,
                                        d.fact.failure_code.value_or("unknown")},
                   d.now}},
                 "attempt failed"},
          ""};
}

Verdict refund(const OrderState& order, const Policy& policy, IdSource& ids, const StripeDelivery& d) {
  if (!d.fact.amount_refunded || *d.fact.amount_refunded < Minor{})
    return {std::nullopt, "amount_refunded is missing or negative"};
  auto effect =
      reconcile_stripe_refund(order, policy, ids, {*d.fact.amount_refunded, d.fact.payment_intent, d.now});
  if (!effect) return {std::nullopt, effect.error().detail};
  return {*effect, ""};
}

std::string awaited(const OrderState* order, const StripeFact& fact) {
  if (order) return "order:" + order->id.str();
  if (fact.order_id) return "order:" + *fact.order_id;
  if (fact.session_id) return "session:" + *fact.session_id;
  if (fact.payment_intent) return "intent:" + *fact.payment_intent;
  return "";
}

NewEvents park(const OrderState* order, const StripeDelivery& d) {
  if (d.was_parked) return {};
  const std::string what =
      order ? "the order's capture has not arrived yet" : "no order is known by these ids";
  return {{WebhookParked{d.external_id, awaited(order, d.fact), what}, d.now}};
}

}  // namespace

bool moves_money(std::string_view type) {
  return type == kSession || type == kAsyncSucceeded || type == kAsyncFailed || type == kSucceeded ||
         type == kAttemptFailed || type == kRefunded;
}

NewEvents decide(const OrderState* order, const Policy& policy, IdSource& ids, const StripeDelivery& d) {
  const auto processed = [&](std::string outcome) {
    return NewEvent{WebhookProcessed{d.external_id, std::move(outcome),
                                     order ? std::optional(order->id) : std::nullopt, d.was_parked},
                    d.now};
  };
  if (!moves_money(d.event_type)) return {processed("stored; this type has no effect")};
  if (!order) {
    if (awaited(nullptr, d.fact).empty()) return {processed("stored; it names no order")};
    return park(nullptr, d);
  }
  const Verdict verdict = d.event_type == kRefunded ? refund(*order, policy, ids, d)
                          : d.event_type == kAttemptFailed || d.event_type == kAsyncFailed
                              ? attempt_failed(*order, d)
                              : capture(*order, policy, ids, d);
  if (!verdict.error.empty()) return {{WebhookFailed{d.external_id, verdict.error}, d.now}};
  if (!verdict.effect) return park(order, d);
  NewEvents events = verdict.effect->events;
  events.push_back(processed(verdict.effect->outcome));
  return events;
}

}  // namespace daybook
