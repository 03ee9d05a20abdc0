#include "events/refund/refund_decide.hpp"

#include <algorithm>

#include "core/clawback.hpp"

namespace daybook {
namespace {

/// The step from what stands to refunds of `total`, which is more. Other parties' steps follow from R alone.
RefundSettled settle_to(const OrderState& order, const Policy& policy, IdSource& ids, Minor total) {
  RefundSettled fact;
  fact.refund_id = RefundId(ids.next());
  fact.order_id = order.id;
  fact.broker_id = order.broker_id;
  fact.method = *order.payment_method;
  fact.amount = total - order.total_refunded;
  fact.total_refunded = total;
  fact.full = total + order.total_lost == order.total_charged;
  fact.currency = order.currency;
  fact.parts = returned_parts(order.parts, total + order.total_lost) - order.returned_parts;
  fact.from = order.commission;
  fact.supplier_refunds = policy.supplier_refunds;
  return fact;
}

/// The step back to refunds of `total`, which is less.
RefundFailed fail_to(const OrderState& order, const Policy& policy, IdSource& ids, Minor total) {
  RefundFailed fact;
  fact.refund_id = RefundId(ids.next());
  fact.order_id = order.id;
  fact.broker_id = order.broker_id;
  fact.method = *order.payment_method;
  fact.amount = order.total_refunded - total;
  fact.total_refunded = total;
  fact.total_returned = total + order.total_lost;
  fact.currency = order.currency;
  fact.parts = order.returned_parts - returned_parts(order.parts, total + order.total_lost);
  fact.to = order.commission;
  fact.supplier_refunds = policy.supplier_refunds;
  return fact;
}

/// What customers keep of lost disputes; R's formula leaves the parties as much of it as refunds leave room.
Minor kept_by_customers(const OrderState& order) {
  Minor kept;
  for (const Dispute& dispute : order.disputes)
    if (dispute.status == DisputeStatus::lost) kept += dispute.kept;
  return kept;
}

/// Brings what lost disputes take from the parties to what refunds of `refunded` leave room for.
void adjust_loss(OrderSteps& steps, const Policy& policy, Minor refunded) {
  const OrderState& order = steps.order();
  const Minor lost = std::min(kept_by_customers(order), order.total_charged - refunded);
  if (lost == order.total_lost) return;
  DisputeLossAdjusted fact;
  fact.order_id = order.id;
  fact.broker_id = order.broker_id;
  fact.excess = order.total_lost - lost;
  fact.total_lost = lost;
  fact.total_returned = order.total_refunded + lost;
  fact.full = fact.total_returned == order.total_charged;
  fact.currency = order.currency;
  fact.parts = returned_parts(order.parts, fact.total_returned) - order.returned_parts;
  fact.from = order.commission;
  fact.supplier_refunds = policy.supplier_refunds;
  steps.add(std::move(fact));
}

/// What failed is ours again, and lost disputes take the room that it leaves.
struct Failure {
  std::optional<std::string> reason;
  std::optional<std::string> reference;  ///< of the refund
};
void fail(OrderSteps& steps, const Policy& policy, IdSource& ids, Minor total, const Failure& why) {
  RefundFailed fact = fail_to(steps.order(), policy, ids, total);
  fact.reason = why.reason;
  fact.reference = why.reference;
  steps.add(std::move(fact));
  adjust_loss(steps, policy, total);
}

/// Brings what is settled to what the evidence says; false when that is so already.
bool settle(OrderSteps& steps, const Policy& policy, IdSource& ids, const Failure& why) {
  const OrderState& order = steps.order();
  // Deliveries may arrive in any order: of two refunds the failed one's failure may be the last to come.
  const Minor total = std::min(refunded_by(order.refunds), order.total_charged);
  if (total == order.total_refunded) return false;
  if (total > order.total_refunded) {
    adjust_loss(steps, policy, total);  // makes room first: R never exceeds T
    steps.add(settle_to(order, policy, ids, total));
  } else {
    fail(steps, policy, ids, total, why);
  }
  return true;
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

/// A figure that says less than a known one of the same or a later second.
bool says_nothing_new(const RefundEvidence& evidence, const RefundFigure& figure) {
  return std::any_of(evidence.figures.begin(), evidence.figures.end(), [&](const RefundFigure& known) {
    return known.amount >= figure.amount && known.at >= figure.at;
  });
}

bool is_failure(RefundStatus status) {
  return status == RefundStatus::failed || status == RefundStatus::canceled;
}

bool is_new(const RefundEvidence& evidence, const StripeRefundReport& r) {
  const KnownRefund* known = find_refund(evidence, r.refund_id);
  if (!known) return true;
  if (r.status == RefundStatus::succeeded) return !known->succeeded;
  return is_failure(r.status) && (!known->failed_at || r.reported_at < *known->failed_at);
}

/// Money of Stripe's that can be asked back.
struct StripeMoneyLeft {
  Minor left;
  Currency currency;
  std::string intent;
};
Result<StripeMoneyLeft> stripe_money(const OrderState& order, const std::optional<PaymentId>& unapplied) {
  const Refusal no_intent{RefusalCode::conflict,
                          "Stripe has not named this money's payment intent yet: try again when its "
                          "payment_intent.succeeded has arrived",
                          {},
                          {}};
  if (!unapplied) {
    if (!order.captured() || order.payment_method != PaymentMethod::STRIPE)
      return refuse(RefusalCode::conflict, "the order was not paid through Stripe");
    if (!order.stripe_payment_intent) return refuse(no_intent);
    return StripeMoneyLeft{order.refundable(), order.currency, *order.stripe_payment_intent};
  }
  for (const Unapplied& money : order.unapplied) {
    if (money.payment_id != *unapplied) continue;
    if (!money.open) break;
    if (!money.stripe_payment_intent) return refuse(no_intent);
    return StripeMoneyLeft{unapplied_left(order, *unapplied), money.currency, *money.stripe_payment_intent};
  }
  return refuse(RefusalCode::conflict, "this money is not waiting any more");
}

const char* outcome_of(RefundStatus status, bool settled) {
  if (is_failure(status)) return settled ? "refund failed: the money is ours again" : "refund failed, noted";
  return settled ? "refunded" : "refund noted";
}

}  // namespace

Result<NewEvents> decide(const OrderState& order, const Policy& policy, IdSource& ids,
                         const RefundManually& c) {
  if (!order.captured())
    return refuse(RefusalCode::conflict, "the order is not paid: there is nothing to refund");
  if (c.amount < Minor{1}) return refuse(invalid_field("/amount", "must be at least 1 minor unit"));
  const Minor left = order.total_charged - order.returned();
  if (c.amount > left)
    return refuse(RefusalCode::refund_exceeds_capture, "the refund exceeds what is left of the capture: " +
                                                           std::to_string(left.value) + " minor units");
  if (order.payment_method == PaymentMethod::STRIPE)
    return refuse(RefusalCode::stripe_not_configured,
                  "this payment came through Stripe, and no Stripe key is configured: refund it in Stripe");
  auto fact = settle_to(order, policy, ids, order.total_refunded + c.amount);
  fact.reason = c.reason;
  fact.reference = c.reference;
  return NewEvents{{std::move(fact), c.now}};
}

Minor unapplied_left(const OrderState& order, const PaymentId& payment) {
  for (const Unapplied& money : order.unapplied) {
    if (money.payment_id != payment || !money.open) continue;
    Minor left = money.amount - money.refunded;
    for (const RefundRequest& request : order.refund_requests)
      if (request.unapplied == payment) left -= request.amount;
    return std::max(left, Minor{});
  }
  return {};
}

Result<NewEvents> decide(const OrderState& order, const RequestStripeRefund& c) {
  if (c.amount < Minor{1}) return refuse(invalid_field("/amount", "must be at least 1 minor unit"));
  const auto money = stripe_money(order, c.unapplied);
  if (!money) return refuse(money.error());
  if (c.amount > money->left)
    return refuse(RefusalCode::refund_exceeds_capture,
                  "the refund exceeds what is left to refund, less what was asked for already: " +
                      std::to_string(money->left.value) + " minor units");
  const std::string partition = order.broker_id ? order.broker_id->str() : order.id.str();
  return NewEvents{
      {EffectIntended{"stripe_refund-" + c.id.str(), EffectKind::stripe_refund, partition,
                      "order-" + order.id.str(), c.amount, money->currency, money->intent, c.reason},
       c.now},
      {RefundRequested{c.id, order.id, order.broker_id, c.amount, money->currency, money->intent, c.unapplied,
                       c.reason, c.reference},
       c.now}};
}

NewEvents decide(const OrderState& order, const CloseRefundRequest& c) {
  for (const RefundRequest& request : order.refund_requests)
    if (request.id == c.id)
      return {{RefundRequestClosed{c.id, order.id, order.broker_id, c.stripe_refund_id.has_value(),
                                   c.stripe_refund_id, c.detail},
               c.now}};
  return {};
}

Result<NewEvents> decide(const OrderState& order, const Policy& policy, IdSource& ids, const FailRefund& c) {
  const auto failed_before = [] {
    return refuse(RefusalCode::conflict, "this refund is recorded as failed already");
  };
  for (const ManualRefund& manual : order.refunds.manual) {
    if (manual.id.str() != c.refund) continue;
    if (manual.failed) return failed_before();
    OrderSteps steps(order, c.now);
    fail(steps, policy, ids, order.total_refunded - manual.amount, {c.reason, c.refund});
    return steps.take();
  }
  const KnownRefund* known = find_refund(order.refunds, c.refund);
  if (!known)
    return refuse(RefusalCode::not_found,
                  "this order has no such refund: name a manual refund's refund_id, or Stripe's re_…");
  if (known->failed_at) return failed_before();
  OrderSteps steps(order, c.now);
  steps.add(RefundReported{order.id, order.broker_id, known->id, known->amount, order.currency,
                           RefundStatus::failed, c.now});
  settle(steps, policy, ids, {c.reason, c.refund});
  return steps.take();
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
  if (says_nothing_new(order.refunds, {r.amount_refunded, r.reported_at}))
    return std::optional(Effect{{}, "late figure, not applied"});
  OrderSteps steps(order, r.now);
  steps.add(RefundTotalReported{order.id, order.broker_id, r.amount_refunded, order.currency, r.reported_at});
  const bool settled = settle(steps, policy, ids, {});
  return std::optional(Effect{steps.take(), settled ? "refunded" : "late figure, not applied"});
}

Result<std::optional<Effect>> note_stripe_refund(const OrderState& order, const Policy& policy, IdSource& ids,
                                                 const StripeRefundReport& r) {
  const Refunded money = refunded_money(order, r.payment_intent);
  if (money.unapplied) {
    if (is_failure(r.status))
      return refuse(RefusalCode::conflict,
                    "a refund of money that was put aside failed: it needs a person and an adjustment");
    return std::optional(Effect{{}, "stored; the charge's figure settles money that was put aside"});
  }
  if (!money.capture) return std::optional<Effect>{};
  if (r.amount > order.total_charged)
    return refuse(RefusalCode::refund_exceeds_capture, "Stripe reports a refund above the capture");
  if (!is_new(order.refunds, r)) return std::optional(Effect{{}, "known refund"});
  OrderSteps steps(order, r.now);
  steps.add(RefundReported{order.id, order.broker_id, r.refund_id, r.amount, order.currency, r.status,
                           r.reported_at});
  const bool settled = settle(steps, policy, ids, {"Stripe reports that it failed", r.refund_id});
  return std::optional(Effect{steps.take(), outcome_of(r.status, settled)});
}

}  // namespace daybook
