#pragma once
// Decisions about the endpoints of outgoing webhooks, and about a payee's mails. That an address may be
// called at all is its adapter's to know (adapters/integrators/endpoint_url.hpp).

#include "core/result.hpp"
#include "events/ledger/ledger_state.hpp"

namespace daybook {

/// An owner's: each event is sent to all of them.
inline constexpr std::size_t kMaxEndpoints = 16;
/// A replaced secret still signs that long, so that an integrator can change it without missing anything.
inline constexpr std::int64_t kOldSecretHours = 24;

struct CreateEndpoint {
  WebhookEndpointCreated fact;
  Instant now;
};
/// Refuses an unknown or INACTIVE broker, an endpoint too many, an address that the owner has already, and
/// types of events that the owner may not hear of.
Result<NewEvents> decide(const LedgerState& ledger, const CreateEndpoint& command);

/// What is absent stays; what changes nothing appends nothing.
struct ChangeEndpoint {
  EndpointId id;
  std::optional<std::string> url;
  std::optional<std::vector<std::string>> event_types;
  std::optional<bool> enabled;
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const ChangeEndpoint& command);

/// The secret before the last one signs no more from here on.
struct RotateEndpointSecret {
  EndpointId id;
  std::string sealed_secret;
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const RotateEndpointSecret& command);

/// For whoever delivers: nothing when it is stopped already, or removed.
struct StopEndpoint {
  EndpointId id;
  EndpointStop why = EndpointStop::gone;
  Instant now;
};
NewEvents decide(const LedgerState& ledger, const StopEndpoint& command);

struct RemoveEndpoint {
  EndpointId id;
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const RemoveEndpoint& command);

struct ChangeNotifications {
  BrokerId payee;
  NotificationPreferences preferences;
  Instant now;
};
/// Nothing when they stand so already.
Result<NewEvents> decide(const LedgerState& ledger, const ChangeNotifications& command);

}  // namespace daybook
