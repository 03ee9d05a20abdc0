#pragma once
// What each type of Stripe event says about an order that is known.

#include <map>

#include "events/webhook/webhook_decide.hpp"

namespace daybook {

/// What became of a delivery: an effect, a wait (neither), or an error that a person must look at.
struct Verdict {
  std::optional<Effect> effect;
  std::string error;
};
using VerdictOf = Verdict (*)(const OrderState&, const Policy&, IdSource&, const StripeDelivery&);

/// charge.succeeded, charge.updated: the fee, when the balance transaction is in it.
Verdict fee_verdict(const OrderState& order, const Policy& policy, IdSource& ids, const StripeDelivery& d);
/// charge.refunded: the cumulative figure.
Verdict charge_refunded_verdict(const OrderState& order, const Policy& policy, IdSource& ids,
                                const StripeDelivery& d);
/// refund.created, refund.updated, refund.failed.
Verdict refund_verdict(const OrderState& order, const Policy& policy, IdSource& ids, const StripeDelivery& d);
/// charge.dispute.*; waits for the capture.
Verdict dispute_verdict(const OrderState& order, const Policy& policy, IdSource& ids,
                        const StripeDelivery& d);

}  // namespace daybook
