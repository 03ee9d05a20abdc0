#pragma once
// Reading Stripe's event objects: only what decisions rest on. Unknown fields are Stripe's business.

#include <string>
#include <string_view>

#include "core/currency.hpp"
#include "core/result.hpp"
#include "events/webhook/webhook_events.hpp"

namespace daybook::stripe {

struct StripeEvent {
  std::string id;    ///< evt_…
  std::string type;  ///< "charge.refunded"
  StripeFact fact;   ///< amounts in our minor units, currency in upper case
};

/// Refusals: malformed_json; validation_failed for thin events (v2) and for bodies that are no event.
Result<StripeEvent> read_event(std::string_view body);

/// Stripe's amount in our minor units; nothing when it does not come out whole. Source: Stripe reference,
/// "Currencies" (MGA has no decimals there and two in ISO 4217; ISK and UGX are sent times 100).
std::optional<Minor> from_stripe_amount(std::int64_t amount, Currency currency);

}  // namespace daybook::stripe
