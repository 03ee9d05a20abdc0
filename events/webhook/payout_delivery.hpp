#pragma once
// What Stripe says of its payouts to our bank. Source: Stripe reference (a paid payout may later fail).

#include "events/bank/stripe_payout_decide.hpp"
#include "events/webhook/webhook_decide.hpp"

namespace daybook {

/// payout.paid, payout.failed and payout.canceled; all others of payout.* are only stored.
bool is_stripe_payout(std::string_view event_type);

/// As the decision for an order; `known`: the payout that the delivery is about.
NewEvents decide(const StripePayoutState& known, const StripeDelivery& delivery);

}  // namespace daybook
