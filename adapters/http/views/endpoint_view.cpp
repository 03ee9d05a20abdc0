#include "adapters/http/views/endpoint_view.hpp"

namespace daybook::http {

json::Object endpoint_object(const EndpointState& endpoint, Instant now) {
  const bool signs = endpoint.previous_valid_until && now < *endpoint.previous_valid_until;
  json::Object out;
  out.add("id", endpoint.id)
      .add("broker_id", endpoint.broker_id)
      .add("url", endpoint.url)
      .add("event_types", endpoint.event_types)
      .add("status", endpoint.disabled ? "disabled" : "enabled")
      .add("disabled_why", endpoint.disabled)
      .add("previous_secret_until", signs ? endpoint.previous_valid_until : std::nullopt)
      .add("created_at", endpoint.created_at)
      .add("updated_at", endpoint.updated_at);
  return out;
}

json::Object notifications_object(const BrokerId& payee, const NotificationPreferences& preferences) {
  json::Object out;
  out.add("broker_id", payee).members(preferences);
  return out;
}

}  // namespace daybook::http
