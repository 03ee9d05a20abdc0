#pragma once
// Effects that are calls to Stripe. Source: Stripe reference, "Calls" (idempotency keys; unresolved calls are
// looked up, never repeated blindly).

#include "adapters/effects/intender.hpp"
#include "adapters/effects/performer.hpp"
#include "adapters/stripe/stripe_client.hpp"

namespace daybook {

/// A refund that was requested; its end closes the request and records what Stripe says of the refund.
Performer stripe_refunds(stripe::StripeClient& client);
/// Closes a payment page.
Performer stripe_session_expiries(stripe::StripeClient& client);

/// Pages of orders that are paid, cancelled or expired, or that were replaced, are closed.
IntentRule session_expiry_rule();

/// What an earlier attempt made: the one of those listed whose metadata has our id under this name.
template <class T>
stripe::Answered<std::optional<T>> find_ours(stripe::Answered<std::vector<T>> listed, const std::string& name,
                                             const std::string& id) {
  if (!listed) return tl::unexpected(listed.error());
  for (T& made : *listed)
    if (const auto ours = made.metadata.find(name); ours != made.metadata.end() && ours->second == id)
      return std::optional(std::move(made));
  return std::optional<T>{};
}

/// A failed call as an attempt's end.
EffectNotDone not_done(const stripe::StripeFailure& failure);

}  // namespace daybook
