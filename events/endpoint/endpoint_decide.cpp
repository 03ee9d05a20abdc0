#include "events/endpoint/endpoint_decide.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/endpoint/outgoing.hpp"

namespace daybook {
namespace {

const Refusal kNoEndpoint{RefusalCode::not_found, "there is no webhook endpoint with this id", {}, {}};

const EndpointState* find(const LedgerState& ledger, const EndpointId& id) {
  const auto found = ledger.endpoints().find(id);
  return found == ledger.endpoints().end() ? nullptr : &found->second;
}

std::optional<Refusal> check_types(const std::vector<std::string>& types, bool of_broker) {
  if (types.empty())
    return invalid_field("/event_types", "must hold at least one type, or \"*\" alone for all");
  if (types == std::vector<std::string>{"*"}) return std::nullopt;
  const auto& allowed = outgoing_types(of_broker);
  for (std::size_t i = 0; i < types.size(); ++i) {
    const std::string pointer = fmt::format("/event_types/{}", i);
    if (std::find(allowed.begin(), allowed.end(), types[i]) == allowed.end())
      return invalid_field(
          pointer, fmt::format("is no type that is sent {}: choose among {}, or \"*\" alone",
                               of_broker ? "to a broker" : "to the business", fmt::join(allowed, ", ")));
    if (std::count(types.begin(), types.end(), types[i]) > 1) return invalid_field(pointer, "is named twice");
  }
  return std::nullopt;
}

/// An address twice would be sent everything twice.
std::optional<Refusal> check_url_free(const LedgerState& ledger, const std::optional<BrokerId>& owner,
                                      const std::string& url, const EndpointId& own) {
  for (const auto& [id, endpoint] : ledger.endpoints())
    if (id != own && endpoint.broker_id == owner && endpoint.url == url)
      return Refusal{
          RefusalCode::conflict, fmt::format("endpoint {} has this address already", id.str()), {}, {}};
  return std::nullopt;
}

}  // namespace

Result<NewEvents> decide(const LedgerState& ledger, const CreateEndpoint& c) {
  const WebhookEndpointCreated& e = c.fact;
  if (e.broker_id) {
    const BrokerState* broker = ledger.broker(*e.broker_id);
    if (!broker) return refuse(RefusalCode::not_found, "there is no broker with this id");
    if (broker->status == BrokerStatus::INACTIVE)
      return refuse(RefusalCode::broker_not_active, "an INACTIVE broker gets no webhook endpoint");
  }
  if (auto bad = check_types(e.event_types, e.broker_id.has_value())) return refuse(*bad);
  const auto own = std::count_if(ledger.endpoints().begin(), ledger.endpoints().end(),
                                 [&](const auto& entry) { return entry.second.broker_id == e.broker_id; });
  if (static_cast<std::size_t>(own) >= kMaxEndpoints)
    return refuse(RefusalCode::conflict,
                  fmt::format("there are {} webhook endpoints already: remove one first", kMaxEndpoints));
  if (auto bad = check_url_free(ledger, e.broker_id, e.url, e.endpoint_id)) return refuse(*bad);
  return NewEvents{{e, c.now}};
}

Result<NewEvents> decide(const LedgerState& ledger, const ChangeEndpoint& c) {
  const EndpointState* endpoint = find(ledger, c.id);
  if (!endpoint) return refuse(kNoEndpoint);
  WebhookEndpointChanged changed{c.id, endpoint->broker_id, c.url.value_or(endpoint->url),
                                 c.event_types.value_or(endpoint->event_types)};
  if (auto bad = check_types(changed.event_types, endpoint->broker_id.has_value())) return refuse(*bad);
  if (auto bad = check_url_free(ledger, endpoint->broker_id, changed.url, c.id)) return refuse(*bad);
  NewEvents events;
  if (changed.url != endpoint->url || changed.event_types != endpoint->event_types)
    events.push_back({std::move(changed), c.now});
  if (c.enabled && *c.enabled == endpoint->disabled.has_value()) {
    if (*c.enabled) {
      events.push_back({WebhookEndpointEnabled{c.id, endpoint->broker_id}, c.now});
    } else {
      events.push_back({WebhookEndpointDisabled{c.id, endpoint->broker_id, EndpointStop::asked}, c.now});
    }
  }
  return events;
}

Result<NewEvents> decide(const LedgerState& ledger, const RotateEndpointSecret& c) {
  const EndpointState* endpoint = find(ledger, c.id);
  if (!endpoint) return refuse(kNoEndpoint);
  const Instant until{c.now.micros + kOldSecretHours * 3'600 * kMicrosPerSecond};
  return NewEvents{{WebhookEndpointSecretRotated{c.id, endpoint->broker_id, c.sealed_secret, until}, c.now}};
}

NewEvents decide(const LedgerState& ledger, const StopEndpoint& c) {
  const EndpointState* endpoint = find(ledger, c.id);
  if (!endpoint || endpoint->disabled) return {};
  return {{WebhookEndpointDisabled{c.id, endpoint->broker_id, c.why}, c.now}};
}

Result<NewEvents> decide(const LedgerState& ledger, const RemoveEndpoint& c) {
  const EndpointState* endpoint = find(ledger, c.id);
  if (!endpoint) return refuse(kNoEndpoint);
  return NewEvents{{WebhookEndpointRemoved{c.id, endpoint->broker_id}, c.now}};
}

Result<NewEvents> decide(const LedgerState& ledger, const ChangeNotifications& c) {
  if (!ledger.broker(c.payee)) return refuse(RefusalCode::not_found, "there is no broker with this id");
  const PayeeState* payee = ledger.payee(c.payee);
  const NotificationPreferences now = payee ? payee->notifications : NotificationPreferences{};
  if (c.preferences == now) return NewEvents{};
  const auto& p = c.preferences;
  return NewEvents{{NotificationPreferencesChanged{c.payee, p.new_order, p.payout, p.hold}, c.now}};
}

}  // namespace daybook
