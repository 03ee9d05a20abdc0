#include "events/webhook/webhook_decide.hpp"

#include <algorithm>

#include "events/adjustment/adjustment_decide.hpp"
#include "events/checkout/checkout_decide.hpp"
#include "events/webhook/webhook_verdict.hpp"

namespace daybook {
namespace {

constexpr std::string_view kSession = "checkout.session.completed";
constexpr std::string_view kSessionFailed = "checkout.session.async_payment_failed";

Verdict capture(const OrderState& order, const Policy& policy, IdSource& ids, const StripeDelivery& d) {
  if (d.event_type == kSession && d.fact.payment_status == "unpaid") {
    if (order.captured() || order.status != OrderStatus::PENDING)
      return {Effect{{}, "order is not waiting"}, ""};
    // Stripe keeps no order: the failure may have come first.
    const auto& failed = order.failed_intents;
    if (d.fact.payment_intent &&
        std::find(failed.begin(), failed.end(), *d.fact.payment_intent) != failed.end())
      return {Effect{{}, "this payment has failed"}, ""};
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

/// Told late: it was made before the order last changed. Stripe tells nothing after a month.
bool came_before(const OrderState& order, const StripeDelivery& d) {
  constexpr std::int64_t kSkew = 5 * kMicrosPerSecond;
  const auto& created = d.fact.created;
  return created && created->micros + kSkew < order.updated_at.micros &&
         created->micros + 30 * kMicrosPerDay > d.now.micros;
}

Verdict attempt_failed(const OrderState& order, const Policy&, IdSource&, const StripeDelivery& d) {
  if (order.captured() || order.status != OrderStatus::PENDING)
    return {Effect{{}, "order is not waiting"}, ""};
  const bool debit = d.event_type == kSessionFailed;
  if (order.payment_status == PaymentStatus::PROCESSING && !debit && came_before(order, d))
    return {Effect{{}, "an attempt before the payment that is on its way"}, ""};
  return {Effect{{{PaymentAttemptFailed{order.id, order.broker_id, d.fact.payment_intent,
                                        d.fact.failure_code.value_or(debit ? kDebitFailed : "unknown")},
                   d.now}},
                 "attempt failed"},
          ""};
}

Verdict session_expired(const OrderState& order, const Policy&, IdSource&, const StripeDelivery& d) {
  NewEvents events = decide(order, ExpireCheckout{d.fact.session_id, d.now});
  const bool expired = !events.empty();
  return {Effect{std::move(events), expired ? "checkout expired, and the order with it"
                                            : "not the page that the order waits for"},
          ""};
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

/// What each type does to its order; Stripe reference, the table of events.
const std::map<std::string_view, VerdictOf>& deciders() {
  static const std::map<std::string_view, VerdictOf> table{
      {kSession, capture},
      // Asynchronous methods (bank debits): the session was completed unpaid before.
      {"checkout.session.async_payment_succeeded", capture},
      {kSessionFailed, attempt_failed},
      {"checkout.session.expired", session_expired},
      {"payment_intent.succeeded", capture},
      {"payment_intent.payment_failed", attempt_failed},
      {"charge.succeeded", fee_verdict},
      {"charge.updated", fee_verdict},
      {"charge.refunded", charge_refunded_verdict},
      {"refund.created", refund_verdict},
      {"refund.updated", refund_verdict},
      {"refund.failed", refund_verdict},
      {"charge.dispute.created", dispute_verdict},
      {"charge.dispute.updated", dispute_verdict},
      {"charge.dispute.funds_withdrawn", dispute_verdict},
      {"charge.dispute.funds_reinstated", dispute_verdict},
      {"charge.dispute.closed", dispute_verdict},
  };
  return table;
}

/// No payment of Stripe's is so large. Recorded, a few of them would overflow the balances in every fold.
bool is_beyond_all_payments(const StripeFact& fact) {
  for (const auto* amount : {&fact.amount, &fact.amount_refunded, &fact.transaction_amount, &fact.fee})
    if (*amount && (**amount > kMaxEntryAmount || **amount < -kMaxEntryAmount)) return true;
  return false;
}

}  // namespace

bool moves_money(std::string_view type) { return deciders().contains(type); }

NewEvents decide(const OrderState* order, const Policy& policy, IdSource& ids, const StripeDelivery& d) {
  const auto processed = [&](std::string outcome) {
    return NewEvent{WebhookProcessed{d.external_id, std::move(outcome),
                                     order ? std::optional(order->id) : std::nullopt, d.was_parked},
                    d.now};
  };
  const auto decider = deciders().find(d.event_type);
  if (decider == deciders().end()) return {processed("stored; this type has no effect")};
  if (!order) {
    if (awaited(nullptr, d.fact).empty()) return {processed("stored; it names no order")};
    return park(nullptr, d);
  }
  if (is_beyond_all_payments(d.fact))
    return {{WebhookFailed{d.external_id, "an amount in it is too large for any payment"}, d.now}};
  const Verdict verdict = decider->second(*order, policy, ids, d);
  if (!verdict.error.empty()) return {{WebhookFailed{d.external_id, verdict.error}, d.now}};
  if (!verdict.effect) return park(order, d);
  NewEvents events = verdict.effect->events;
  events.push_back(processed(verdict.effect->outcome));
  return events;
}

}  // namespace daybook
