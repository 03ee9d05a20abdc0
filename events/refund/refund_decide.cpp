#include "events/refund/refund_decide.hpp"

#include "core/clawback.hpp"

namespace daybook {
namespace {

/// The step from what stands to the returned total `total`.
RefundSettled step_to(const OrderState& order, const Policy& policy, IdSource& ids, Minor total) {
  RefundSettled fact;
  fact.refund_id = RefundId(ids.next());
  fact.order_id = order.id;
  fact.broker_id = order.broker_id;
  fact.method = *order.payment_method;
  fact.amount = total - order.total_refunded;
  fact.total_refunded = total;
  fact.full = total == order.total_charged;
  fact.currency = order.currency;
  fact.parts = returned_parts(order.parts, total) - order.returned_parts;
  fact.from = order.commission;
  fact.supplier_refunds = policy.supplier_refunds;
  return fact;
}

Effect refund_unapplied(const OrderState& order, const Unapplied& money, const StripeRefunded& r) {
  if (r.amount_refunded <= money.refunded) return {{}, "late figure, not applied"};
  UnappliedRefunded fact{money.payment_id,
                         order.id,
                         order.broker_id,
                         PaymentMethod::STRIPE,
                         r.amount_refunded - money.refunded,
                         r.amount_refunded,
                         r.amount_refunded == money.amount,
                         money.currency};
  return {{{fact, r.now}}, "unapplied money refunded"};
}

/// Whose refund it is: the capture's, or that of money put aside; neither when that money is not known yet.
struct Refunded {
  bool capture = false;
  const Unapplied* unapplied = nullptr;
};
Refunded refunded_money(const OrderState& order, const std::optional<std::string>& intent) {
  const bool stripe = order.captured() && order.payment_method == PaymentMethod::STRIPE;
  if (stripe && (!intent || order.stripe_payment_intent == intent)) return {true, nullptr};
  for (const auto& u : order.unapplied)
    if (intent && u.stripe_payment_intent == intent) return {false, &u};
  // Nobody has named this intent before: it belongs to the money whose intent is not known.
  if (stripe && !order.stripe_payment_intent) return {true, nullptr};
  for (const auto& u : order.unapplied)
    if (!u.stripe_payment_intent || !intent) return {false, &u};
  return {};
}

}  // namespace

Result<NewEvents> decide(const OrderState& order, const Policy& policy, IdSource& ids,
                         const RefundManually& c) {
  if (!order.captured())
    return refuse(RefusalCode::conflict, "the order is not paid: there is nothing to refund");
  if (c.amount < Minor{1}) return refuse(invalid_field("/amount", "must be at least 1 minor unit"));
  const Minor left = order.total_charged - order.total_refunded;
  if (c.amount > left)
    return refuse(RefusalCode::refund_exceeds_capture, "the refund exceeds what is left of the capture: " +
                                                           std::to_string(left.value) + " minor units");
  if (order.payment_method == PaymentMethod::STRIPE)
    return refuse(RefusalCode::stripe_not_configured,
                  "this payment came through Stripe, and no Stripe key is configured: refund it in Stripe");
  auto fact = step_to(order, policy, ids, order.total_refunded + c.amount);
  fact.reason = c.reason;
  fact.reference = c.reference;
  return NewEvents{{std::move(fact), c.now}};
}

Result<std::optional<Effect>> reconcile_stripe_refund(const OrderState& order, const Policy& policy,
                                                      IdSource& ids, const StripeRefunded& r) {
  const Refunded money = refunded_money(order, r.payment_intent);
  if (money.unapplied) {
    if (r.amount_refunded > money.unapplied->amount)
      return refuse(RefusalCode::refund_exceeds_capture, "Stripe reports a refund above the unapplied money");
    return std::optional(refund_unapplied(order, *money.unapplied, r));
  }
  if (!money.capture) return std::optional<Effect>{};
  if (r.amount_refunded > order.total_charged)
    return refuse(RefusalCode::refund_exceeds_capture, "Stripe reports a refund above the capture");
  if (r.amount_refunded <= order.total_refunded) return std::optional(Effect{{}, "late figure, not applied"});
  return std::optional(Effect{{{step_to(order, policy, ids, r.amount_refunded), r.now}}, "refunded"});
}

}  // namespace daybook
