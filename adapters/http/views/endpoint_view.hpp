#pragma once
// A webhook endpoint and a payee's mail preferences as the wire shows them. The secret is never among it.

#include "events/codec/json_write.hpp"
#include "events/endpoint/endpoint_state.hpp"
#include "events/payee/payee_state.hpp"

namespace daybook::http {

/// {id, broker_id, url, event_types, status, disabled_why, previous_secret_until, created_at, updated_at}.
/// `now` tells whether the previous secret still signs.
json::Object endpoint_object(const EndpointState& endpoint, Instant now);

json::Object notifications_object(const BrokerId& payee, const NotificationPreferences& preferences);

}  // namespace daybook::http
