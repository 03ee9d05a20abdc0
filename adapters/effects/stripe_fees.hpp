#pragma once
// What Stripe keeps of a payment. Its webhooks name the balance transaction and do not hold it: it is looked
// up. Source: Stripe reference, charge.succeeded and charge.updated ("fee known; nullable").

#include "adapters/postgres/writer.hpp"
#include "adapters/stripe/stripe_client.hpp"

namespace daybook {

/// Looks up the fees of charges whose deliveries came since the last time, and records them; gives how many.
/// What Stripe does not answer is asked again the next time. Throws when the store is away.
stripe::Answered<std::int64_t> record_fees(stripe::StripeClient& client, Writer& writer,
                                           pg::Connection& connection);

}  // namespace daybook
