#pragma once
// What is done with an event of Stripe's, however it came: delivered, fetched, or tried again.

#include "adapters/http/api/api.hpp"
#include "adapters/stripe/stripe_event.hpp"

namespace daybook::http {

/// Whether deliveries of this type do anything here; the others are stored when they come.
bool has_effect(std::string_view event_type);

/// What the writer is about to load for it.
Hints hints_for(const stripe::StripeEvent& event);

/// The order that the fact is about: by its metadata, else by session, else by payment intent; null when none
/// is known.
const OrderState* order_of_fact(Workspace& workspace, const StripeFact& fact);

/// Stores the delivery and its effect in one transaction; one that is known changes nothing. `livemode`: the
/// mode that is applied here; nothing: both.
Result<Answer> receive_event(Workspace& workspace, const stripe::StripeEvent& event, const std::string& body,
                             const std::optional<bool>& livemode);

/// Decides again on a stored delivery that failed or waits. Refusals: not_found, conflict.
Result<Answer> process_again(Workspace& workspace, const std::string& external_id);

}  // namespace daybook::http
