#pragma once
// Stripe's payouts to our bank, for a person's reports and Stripe's own.

#include "adapters/postgres/workspace.hpp"
#include "events/bank/stripe_payout_decide.hpp"

namespace daybook::http {

/// What the log knows of this payout.
StripePayoutState stripe_payout(Workspace& workspace, const std::string& stripe_payout_id);

/// After it was paid: applies the deliveries that waited for that.
void settle_parked_payout(Workspace& workspace, const std::string& stripe_payout_id);

}  // namespace daybook::http
