#pragma once
// Facts about the addresses that integrators gave us: where outgoing webhooks go, and what they are signed
// with. An endpoint is the business's own, or one broker's, who hears of nothing but what is theirs.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/instant.hpp"
#include "core/uuid.hpp"

namespace daybook {

using EndpointId = Id<struct EndpointTag>;

/// `broker_id`, in all of these: whose it is; absent: the business's. It never changes.
struct WebhookEndpointCreated {
  EndpointId endpoint_id;
  std::optional<BrokerId> broker_id;
  std::string url;
  std::vector<std::string> event_types;  ///< wire names; "*" alone: all that the owner may hear of
  std::string sealed_secret;             ///< base64 of the vault's record; never the secret itself
};
BOOST_DESCRIBE_STRUCT(WebhookEndpointCreated, (), (endpoint_id, broker_id, url, event_types, sealed_secret))

/// Whole, as it now stands.
struct WebhookEndpointChanged {
  EndpointId endpoint_id;
  std::optional<BrokerId> broker_id;
  std::string url;
  std::vector<std::string> event_types;
};
BOOST_DESCRIBE_STRUCT(WebhookEndpointChanged, (), (endpoint_id, broker_id, url, event_types))

/// Until `previous_valid_until` deliveries carry a signature by either secret.
struct WebhookEndpointSecretRotated {
  EndpointId endpoint_id;
  std::optional<BrokerId> broker_id;
  std::string sealed_secret;
  Instant previous_valid_until;
};
BOOST_DESCRIBE_STRUCT(WebhookEndpointSecretRotated, (),
                      (endpoint_id, broker_id, sealed_secret, previous_valid_until))

/// gone: it answered 410; failing: nothing got through for too long; asked: its owner or an admin.
enum class EndpointStop { gone, failing, asked };
BOOST_DESCRIBE_ENUM(EndpointStop, gone, failing, asked)

struct WebhookEndpointDisabled {
  EndpointId endpoint_id;
  std::optional<BrokerId> broker_id;
  EndpointStop why = EndpointStop::asked;
};
BOOST_DESCRIBE_STRUCT(WebhookEndpointDisabled, (), (endpoint_id, broker_id, why))

/// What happened while it was disabled is not sent afterwards: List Events has it.
struct WebhookEndpointEnabled {
  EndpointId endpoint_id;
  std::optional<BrokerId> broker_id;
};
BOOST_DESCRIBE_STRUCT(WebhookEndpointEnabled, (), (endpoint_id, broker_id))

struct WebhookEndpointRemoved {
  EndpointId endpoint_id;
  std::optional<BrokerId> broker_id;
};
BOOST_DESCRIBE_STRUCT(WebhookEndpointRemoved, (), (endpoint_id, broker_id))

}  // namespace daybook
