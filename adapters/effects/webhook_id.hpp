#pragma once
// The id of an outgoing webhook's effect: whose it is and which fact it carries. Positions are filled up with
// zeros, so that an endpoint's deliveries stand together in the read model, in the order of the facts.

#include <optional>
#include <string>

#include "events/endpoint/endpoint_events.hpp"

namespace daybook {

struct WebhookId {
  EndpointId endpoint;
  std::int64_t position = 0;  ///< of the fact

  /// "webhook-<endpoint>-0000000000012345"
  std::string str() const;
  static std::optional<WebhookId> parse(std::string_view text);
};

/// What ids of this endpoint begin with.
std::string webhook_prefix(const EndpointId& endpoint);

}  // namespace daybook
