#pragma once
// What Stripe paid out to our bank, and what came back of it: entered by a person or by Stripe's payout.*
// deliveries, in any order and any number of times. Source: domain rules, "Stripe paid out to our bank";
// Stripe reference, "a paid payout may later become failed".

#include "core/result.hpp"
#include "events/envelope.hpp"

namespace daybook {

/// One po_… as the log knows it.
struct StripePayoutState {
  std::optional<StripePaidOut> paid;
  std::optional<StripePayoutFailed> failed;
};
void evolve(StripePayoutState& s, const Recorded& recorded);

/// canceled: we took it back before it was paid, so that no money ever moves.
enum class StripePayoutStatus { paid, failed, canceled };

struct StripePayoutReport {
  std::string stripe_payout_id;
  Minor amount;
  Currency currency;
  StripePayoutStatus status = StripePayoutStatus::paid;
  std::string failure_code;  ///< "" when none was told
  Instant effective_at;
  Instant now;
};

/// What became of a report: facts to append (none when all of it is known), or `waits_for` is the key
/// ("stripe_payout:<po_…>") that it waits for: the payout has not been paid yet as far as we know.
struct StripePayoutEffect {
  NewEvents events;
  std::string outcome;    ///< for a reader
  std::string waits_for;  ///< "" = it need not wait
};

/// Books are the same whatever the order of reports: failed before paid moves nothing and waits for it. A
/// refusal: the id or the amount is unusable, or contradicts what the log knows of this payout.
Result<StripePayoutEffect> decide(const StripePayoutState& known, const StripePayoutReport& report);

/// The stream of this payout, and what reports wait for.
std::string stripe_payout_stream(const std::string& stripe_payout_id);
std::string awaited_stripe_payout(const std::string& stripe_payout_id);

}  // namespace daybook
