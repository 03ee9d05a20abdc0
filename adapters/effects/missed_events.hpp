#pragma once
// Stripe's events that no webhook brought: fetched through List Events after an outage, and processed as if
// they had been delivered. Source: Stripe reference, "Delivery" (retries for 3 days; List Events has 30).

#include <optional>

#include "adapters/postgres/writer.hpp"
#include "adapters/stripe/stripe_client.hpp"

namespace daybook {

struct CaughtUp {
  std::int64_t looked_at = 0;  ///< events that Stripe listed
  std::int64_t missed = 0;     ///< of them, those with an effect that we had not heard of: stored now
};

/// Reads on from where it stood, less an hour, up to two minutes ago: what is younger may still be delivered.
/// The first time it only takes its stand. Throws when the store is away; a failure of Stripe's is given
/// back, and nothing is lost.
stripe::Answered<CaughtUp> catch_up(stripe::StripeClient& client, Writer& writer, pg::Connection& connection,
                                    Instant now);

}  // namespace daybook
