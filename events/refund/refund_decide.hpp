#pragma once
// Decisions about money going back. Source: domain rules, "Refund" (cumulative, path-independent).

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

/// Stripe's cumulative figure for a charge: of the order's capture, or of money put aside.
struct StripeRefunded {
  Minor amount_refunded;
  std::optional<std::string> payment_intent;
  Instant now;
};
/// Nothing = it belongs to money that is not known yet: park it. A refusal: it exceeds the capture.
Result<std::optional<Effect>> reconcile_stripe_refund(const OrderState& order, const Policy& policy,
                                                      IdSource& ids, const StripeRefunded& refunded);

}  // namespace daybook
