#pragma once
// The endpoints as they stand: at most kMaxEndpoints an owner, so all of them together stay small.

#include <boost/describe.hpp>
#include <map>

#include "events/endpoint/endpoint_events.hpp"
#include "events/envelope.hpp"

namespace daybook {

struct EndpointState {
  EndpointId id;
  std::optional<BrokerId> broker_id;
  std::string url;
  std::vector<std::string> event_types;
  std::string sealed_secret;
  std::optional<std::string> previous_secret;  ///< sealed too
  std::optional<Instant> previous_valid_until;
  std::optional<EndpointStop> disabled;
  std::int64_t since =
      0;  ///< position at which it was created, or enabled again: only what is behind is sent
  Instant created_at;
  Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(EndpointState, (),
                      (id, broker_id, url, event_types, sealed_secret, previous_secret, previous_valid_until,
                       disabled, since, created_at, updated_at))

using Endpoints = std::map<EndpointId, EndpointState>;

void evolve(Endpoints& s, const WebhookEndpointCreated& e, const Envelope& at);
void evolve(Endpoints& s, const WebhookEndpointChanged& e, const Envelope& at);
void evolve(Endpoints& s, const WebhookEndpointSecretRotated& e, const Envelope& at);
void evolve(Endpoints& s, const WebhookEndpointDisabled& e, const Envelope& at);
void evolve(Endpoints& s, const WebhookEndpointEnabled& e, const Envelope& at);
void evolve(Endpoints& s, const WebhookEndpointRemoved& e, const Envelope& at);

template <class E>
concept EndpointEvent = requires(Endpoints& s, const E& e, const Envelope& at) {
  evolve(s, e, at);
};

}  // namespace daybook
