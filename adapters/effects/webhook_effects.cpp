#include "adapters/effects/webhook_effects.hpp"

#include <algorithm>
#include <memory>

#include "adapters/effects/on_log.hpp"
#include "adapters/effects/recorded_fact.hpp"
#include "adapters/effects/silent_endpoints.hpp"
#include "adapters/effects/webhook_id.hpp"
#include "adapters/integrators/delivery.hpp"
#include "adapters/integrators/endpoint_secret.hpp"
#include "adapters/system/clock.hpp"
#include "events/effect/effect_decide.hpp"
#include "events/endpoint/endpoint_decide.hpp"
#include "events/endpoint/outgoing.hpp"

namespace daybook {
namespace {

/// The endpoint as the log has it now; nothing when it was removed.
std::optional<EndpointState> copy_endpoint(Writer& writer, const EndpointId& id) {
  std::optional<EndpointState> copy;
  on_log(writer, kEffectOrigin, {}, "the endpoint cannot be read", [&](Workspace& ws) {
    const auto found = ws.ledger().endpoints().find(id);
    copy = found == ws.ledger().endpoints().end() ? std::nullopt : std::optional(found->second);
  });
  return copy;
}

/// Why nothing is sent any more, or nothing. A delivery that was begun is not stopped by an endpoint that was
/// disabled and enabled again meanwhile.
std::optional<std::string> lost_point(const std::optional<EndpointState>& endpoint,
                                      const std::optional<Recorded>& fact) {
  if (!endpoint) return "the endpoint was removed";
  if (endpoint->disabled) return "the endpoint is disabled";
  EndpointState since_ever = *endpoint;
  since_ever.since = 0;
  if (!fact || !goes_to(since_ever, *fact)) return "the endpoint wants no events of this type any more";
  return std::nullopt;
}

RecordFacts stop(const EndpointId& id, EndpointStop why) {
  return [id, why](Workspace& ws) { ws.append(decide(ws.ledger(), StopEndpoint{id, why, ws.now()})); };
}

class Postman {
 public:
  Postman(const IntegratorSettings& settings, const Vault& vault, Writer& writer, ReadPool& reads)
      : deliverer_(settings), vault_(vault), writer_(writer), reads_(reads) {}

  AttemptEnd deliver(const Attempt& attempt) {
    const auto id = WebhookId::parse(attempt.effect.intended.effect_id);
    if (!id) return EffectPointless{"it belongs to no endpoint", {}};
    const auto fact = fact_at(reads_, id->position);
    const auto endpoint = copy_endpoint(writer_, id->endpoint);
    if (const auto why = lost_point(endpoint, fact)) return EffectPointless{*why, {}};
    const Instant now = system_now();
    const Parcel parcel{endpoint->url, open_endpoint_secrets(vault_, *endpoint, now),
                        outgoing_body(*fact).value(), fact->envelope.event_id, now};
    if (!silent_.may_call(id->endpoint)) return not_called(attempt, *id);
    Delivery delivery;
    try {
      delivery = deliverer_.deliver(parcel);
    } catch (...) {
      silent_.heard(id->endpoint, false);
      throw;
    }
    silent_.heard(id->endpoint, delivery.status != 0);
    switch (delivery.outcome) {
      case DeliveryOutcome::delivered:
        return EffectDone{delivery.detail, attempt.effect.intended.reference, {}};
      case DeliveryOutcome::gone:
        return EffectPointless{delivery.detail, stop(id->endpoint, EndpointStop::gone)};
      case DeliveryOutcome::retry:
        break;
    }
    return failed(attempt, *id, delivery.detail);
  }

 private:
  AttemptEnd not_called(const Attempt& attempt, const WebhookId& id) {
    if (may_be_given_up(attempt.effect))
      return failed(attempt, id, "not called: the server gave no answer of late");
    const std::int64_t age_s = (system_now().micros - attempt.effect.tried_from.micros) / kMicrosPerSecond;
    return EffectNotTried{std::chrono::seconds(std::clamp<std::int64_t>(age_s / 6, 5, 600))};
  }
  /// Tried again. That it may have been received is told from the event's id by whoever gets it twice.
  EffectNotDone failed(const Attempt& attempt, const WebhookId& id, const std::string& why) {
    EffectNotDone end{why, false, false, {}, {}};
    if (may_be_given_up(attempt.effect) && !anything_came_through(id.endpoint, attempt.effect.tried_from))
      end.record = stop(id.endpoint, EndpointStop::failing);
    return end;
  }
  static bool may_be_given_up(const EffectState& effect) {
    const EffectPatience patience = patience_of(EffectKind::webhook);
    const std::int64_t age_ms = (system_now().micros - effect.tried_from.micros) / 1'000;
    return age_ms + patience.longest_delay_ms > patience.gives_up_after_ms;
  }
  /// One fact that a server will not take must not cost it all the others.
  bool anything_came_through(const EndpointId& endpoint, Instant since) {
    const std::string prefix = webhook_prefix(endpoint);
    return any_row(reads_,
                   "SELECT 1 FROM effects WHERE id > $1 AND id < $1 || 'a' AND status = 'succeeded' "
                   "AND finished_at >= $2 ORDER BY id DESC LIMIT 1",
                   {prefix, to_string(since)});
  }

  Deliverer deliverer_;
  SilentEndpoints silent_;
  const Vault& vault_;
  Writer& writer_;
  ReadPool& reads_;
};

EffectIntended delivery_to(const EndpointId& endpoint, const Recorded& fact) {
  EffectIntended effect;
  effect.effect_id = WebhookId{endpoint, fact.envelope.position.value}.str();
  effect.kind = EffectKind::webhook;
  effect.partition = fact.envelope.partition_key;
  effect.subject = fact.envelope.stream;
  effect.reference = endpoint.str();
  effect.detail = fact.envelope.type;
  return effect;
}

bool all_disabled(const Endpoints& endpoints) {
  return std::all_of(endpoints.begin(), endpoints.end(),
                     [](const auto& entry) { return entry.second.disabled.has_value(); });
}

}  // namespace

Performer webhooks(const IntegratorSettings& settings, const Vault& vault, Writer& writer, ReadPool& reads) {
  const auto postman = std::make_shared<Postman>(settings, vault, writer, reads);
  return [postman](const Attempt& attempt) { return postman->deliver(attempt); };
}

IntentRule webhook_rule(const LedgerView& view) {
  const auto intend = [](Workspace& ws, const Recorded& fact) {
    std::vector<EffectIntended> effects;
    for (const EndpointId& endpoint : endpoints_for(ws.ledger().endpoints(), fact))
      effects.push_back(delivery_to(endpoint, fact));
    return effects;
  };
  IntentRule rule{"webhooks", outgoing_types(false), intend};
  // An endpoint hears only of what comes behind its creation: a view that has reached a fact knows all of
  // those that can want it.
  rule.concerns = [&view](const Recorded& fact) {
    return view.read([&](const LedgerState& ledger) {
      return ledger.position() < fact.envelope.position || !endpoints_for(ledger.endpoints(), fact).empty();
    });
  };
  rule.idle_up_to = [&view] {
    return view.read([](const LedgerState& ledger) {
      return all_disabled(ledger.endpoints()) ? ledger.position().value : std::int64_t{0};
    });
  };
  return rule;
}

}  // namespace daybook
