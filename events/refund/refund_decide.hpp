#pragma once
// Decisions about money going back, and coming again. Source: domain rules, "Refund" (cumulative,
// path-independent; only a failed refund lowers R).

#include "events/order/order_steps.hpp"
#include "events/payment/payment_decide.hpp"

namespace daybook {

/// An admin gave back cash, a wire or a check. Stripe's own refunds go through Stripe.
struct RefundManually {
  Minor amount;
  std::string reason;
  std::optional<std::string> reference;
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const Policy& policy, IdSource& ids,
                         const RefundManually& command);

/// A refund of money that came through Stripe: Stripe is asked by an effect, "stripe_refund-<id>", and what
/// it says settles the refund.
struct RequestStripeRefund {
  RefundId id;
  Minor amount;
  std::optional<PaymentId> unapplied;  ///< of money that was put aside; absent: of the order's capture
  std::string reason;
  std::optional<std::string> reference;
  Instant now;
};
/// Refusals: conflict (not paid through Stripe, intent not known yet, nothing waiting),
/// refund_exceeds_capture: with what is asked for already, never more than came in.
Result<NewEvents> decide(const OrderState& order, const RequestStripeRefund& command);

/// What of money that was put aside is still to be asked back; 0 when it is not waiting.
Minor unapplied_left(const OrderState& order, const PaymentId& payment);

/// Stripe took the request or refused it, or a person dropped it. Nothing when it is closed already.
struct CloseRefundRequest {
  RefundId id;
  std::optional<std::string> stripe_refund_id;  ///< re_…: taken
  std::string detail;
  Instant now;
};
NewEvents decide(const OrderState& order, const CloseRefundRequest& command);

/// A person knows that refunded money came back: a check that was never cashed, a wire that was returned, or
/// a refund of Stripe's before its webhook.
struct FailRefund {
  std::string refund;  ///< the refund_id of a manual refund, or Stripe's re_…
  std::string reason;
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const Policy& policy, IdSource& ids,
                         const FailRefund& command);

/// Stripe's cumulative figure for a charge: of the order's capture, or of money put aside.
struct StripeRefunded {
  Minor amount_refunded;
  std::optional<std::string> payment_intent;
  Instant reported_at;  ///< Stripe's `created` of the event; zero when absent
  Instant now;
};
/// Nothing = it belongs to money that is not known yet: park it. A refusal: it exceeds the capture.
Result<std::optional<Effect>> reconcile_stripe_refund(const OrderState& order, const Policy& policy,
                                                      IdSource& ids, const StripeRefunded& refunded);

/// What Stripe says of one refund object.
struct StripeRefundReport {
  std::string refund_id;  ///< re_…
  Minor amount;
  RefundStatus status = RefundStatus::pending;
  std::optional<std::string> payment_intent;
  Instant reported_at;
  Instant now;
};
/// As reconcile_stripe_refund. Refunds of money put aside are settled by the charge's figure alone.
Result<std::optional<Effect>> note_stripe_refund(const OrderState& order, const Policy& policy, IdSource& ids,
                                                 const StripeRefundReport& report);

}  // namespace daybook
