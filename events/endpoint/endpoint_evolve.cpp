#include "events/endpoint/endpoint_state.hpp"

namespace daybook {
namespace {

/// Null for one that was removed.
EndpointState* touched(Endpoints& s, const EndpointId& id, const Envelope& at) {
  const auto found = s.find(id);
  if (found == s.end()) return nullptr;
  found->second.updated_at = at.recorded_at;
  return &found->second;
}

}  // namespace

void evolve(Endpoints& s, const WebhookEndpointCreated& e, const Envelope& at) {
  EndpointState& endpoint = s[e.endpoint_id];
  endpoint.id = e.endpoint_id;
  endpoint.broker_id = e.broker_id;
  endpoint.url = e.url;
  endpoint.event_types = e.event_types;
  endpoint.sealed_secret = e.sealed_secret;
  endpoint.since = at.position.value;
  endpoint.created_at = endpoint.updated_at = at.recorded_at;
}

void evolve(Endpoints& s, const WebhookEndpointChanged& e, const Envelope& at) {
  EndpointState* endpoint = touched(s, e.endpoint_id, at);
  if (!endpoint) return;
  endpoint->url = e.url;
  endpoint->event_types = e.event_types;
}

void evolve(Endpoints& s, const WebhookEndpointSecretRotated& e, const Envelope& at) {
  EndpointState* endpoint = touched(s, e.endpoint_id, at);
  if (!endpoint) return;
  endpoint->previous_secret = std::exchange(endpoint->sealed_secret, e.sealed_secret);
  endpoint->previous_valid_until = e.previous_valid_until;
}

void evolve(Endpoints& s, const WebhookEndpointDisabled& e, const Envelope& at) {
  if (EndpointState* endpoint = touched(s, e.endpoint_id, at)) endpoint->disabled = e.why;
}

void evolve(Endpoints& s, const WebhookEndpointEnabled& e, const Envelope& at) {
  EndpointState* endpoint = touched(s, e.endpoint_id, at);
  if (!endpoint) return;
  endpoint->disabled.reset();
  endpoint->since = at.position.value;
}

void evolve(Endpoints& s, const WebhookEndpointRemoved& e, const Envelope&) { s.erase(e.endpoint_id); }

}  // namespace daybook
