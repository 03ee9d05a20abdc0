#pragma once
// Payouts carried out as transfers to connected accounts, and what Stripe says of those accounts. Source:
// Stripe reference, "Calls" (unresolved calls are looked up) and account.updated.

#include <string>

#include "adapters/effects/performer.hpp"
#include "adapters/postgres/writer.hpp"
#include "adapters/stripe/stripe_client.hpp"

namespace daybook {

/// Makes a payout's transfer; its end completes or fails the payout.
Performer stripe_transfers(stripe::StripeClient& client, Writer& writer);
/// Takes a payout's transfer back; its end returns the payout.
Performer stripe_transfer_reversals(stripe::StripeClient& client, Writer& writer);

/// Asks how linked accounts stand, for deliveries that were lost: the next hundred behind `after`, which goes
/// back to "" after the last. Gives how many had changed. Throws when the store is away.
stripe::Answered<std::int64_t> refresh_accounts(stripe::StripeClient& client, Writer& writer,
                                                pg::Connection& connection, std::string& after);

}  // namespace daybook
