// Endpoints of outgoing webhooks: who may have which, what a change records, and how a secret is replaced.

#include "events/endpoint/endpoint_decide.hpp"

#include <doctest/doctest.h>

#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

struct Hooks : Shop {
  CreateEndpoint creating(std::uint64_t number, std::optional<BrokerId> owner = kBroker,
                          std::vector<std::string> types = {"*"}) {
    return {{id<EndpointId>(number), owner, fmt::format("https://hooks.example.com/{}", number),
             std::move(types), "c2VjcmV0"},
            hour(5)};
  }
  EndpointId created(std::uint64_t number, std::optional<BrokerId> owner = kBroker) {
    happened(decide(ledger, creating(number, owner)));
    return id<EndpointId>(number);
  }
  const EndpointState& endpoint(std::uint64_t number) {
    return ledger.endpoints().at(id<EndpointId>(number));
  }
};

ChangeEndpoint change(const EndpointId& endpoint) { return {endpoint, {}, {}, {}, hour(6)}; }

}  // namespace

TEST_CASE("endpoint: types are of those that the owner may hear of") {
  Hooks hooks;
  const auto refused_for = [&](std::vector<std::string> types, std::optional<BrokerId> owner = kBroker) {
    return refused(decide(hooks.ledger, hooks.creating(1, owner, std::move(types))));
  };
  CHECK(refused_for({"*"}) == "not refused");
  CHECK(refused_for({"order.placed", "payout.completed"}) == "not refused");
  CHECK(refused_for({}) == "refused validation_failed /event_types");
  CHECK(refused_for({"order.placed", "*"}) == "refused validation_failed /event_types/1");
  CHECK(refused_for({"order.placed", "order.placed"}) == "refused validation_failed /event_types/0");
  CHECK(refused_for({"order.vanished"}) == "refused validation_failed /event_types/0");
  CHECK(refused_for({"adjustment.approved"}) == "refused validation_failed /event_types/0");
  CHECK(refused_for({"adjustment.approved"}, std::nullopt) == "not refused");
  for (const char* never : {"admin.created", "person.erased", "widget.events_gathered", "webhook.received",
                            "webhook_endpoint.created", "tax_form.recorded", "broker.key_rotated"})
    CHECK(refused_for({never}, std::nullopt) == "refused validation_failed /event_types/0");
}

TEST_CASE("endpoint: a known broker that is not INACTIVE, sixteen at the most, no address twice") {
  Hooks hooks;
  CHECK(refused(decide(hooks.ledger, hooks.creating(1, id<BrokerId>(77)))) == "refused not_found");
  for (std::uint64_t i = 1; i <= kMaxEndpoints; ++i) hooks.created(i);
  CHECK(refused(decide(hooks.ledger, hooks.creating(17))) == "refused conflict");
  CHECK(refused(decide(hooks.ledger, hooks.creating(17, std::nullopt))) == "not refused");
  hooks.happened(decide(hooks.ledger, RemoveEndpoint{id<EndpointId>(3), hour(6)}));
  CHECK(refused(decide(hooks.ledger, hooks.creating(17))) == "not refused");
  auto twice = hooks.creating(17);
  twice.fact.url = hooks.endpoint(2).url;
  CHECK(refused(decide(hooks.ledger, twice)) == "refused conflict");
  twice.fact.broker_id.reset();
  CHECK(refused(decide(hooks.ledger, twice)) == "not refused");
  hooks.happened(BrokerDeactivated{kBroker, std::nullopt});
  CHECK(refused(decide(hooks.ledger, hooks.creating(17))) == "refused broker_not_active");
}

TEST_CASE("endpoint: a change records what changes, and nothing else") {
  Hooks hooks;
  const EndpointId endpoint = hooks.created(1);
  CHECK(names(*decide(hooks.ledger, change(endpoint))) == "nothing");
  auto c = change(endpoint);
  c.url = hooks.endpoint(1).url;
  c.enabled = true;
  CHECK(names(*decide(hooks.ledger, c)) == "nothing");
  c.url = "https://hooks.example.com/other";
  c.enabled = false;
  CHECK(hooks.happened(decide(hooks.ledger, c)) == 2);
  CHECK(hooks.endpoint(1).url == "https://hooks.example.com/other");
  CHECK(hooks.endpoint(1).event_types == std::vector<std::string>{"*"});
  CHECK(hooks.endpoint(1).disabled == EndpointStop::asked);
  CHECK(refused(decide(hooks.ledger, change(id<EndpointId>(9)))) == "refused not_found");
}

TEST_CASE("endpoint: a replaced secret signs for a day, the one before it no longer") {
  Hooks hooks;
  const EndpointId endpoint = hooks.created(1);
  hooks.happened(decide(hooks.ledger, RotateEndpointSecret{endpoint, "c2Vjb25k", hour(6)}));
  CHECK(hooks.endpoint(1).sealed_secret == "c2Vjb25k");
  CHECK(hooks.endpoint(1).previous_secret == "c2VjcmV0");
  CHECK(hooks.endpoint(1).previous_valid_until == hour(30));
  hooks.happened(decide(hooks.ledger, RotateEndpointSecret{endpoint, "dGhpcmQ=", hour(7)}));
  CHECK(hooks.endpoint(1).previous_secret == "c2Vjb25k");
}

TEST_CASE("endpoint: whoever delivers stops it once; enabled again it starts behind what it missed") {
  Hooks hooks;
  const EndpointId endpoint = hooks.created(1);
  const std::int64_t since = hooks.endpoint(1).since;
  CHECK(names(decide(hooks.ledger, StopEndpoint{id<EndpointId>(9), EndpointStop::gone, hour(6)})) ==
        "nothing");
  hooks.happened(decide(hooks.ledger, StopEndpoint{endpoint, EndpointStop::gone, hour(6)}));
  CHECK(hooks.endpoint(1).disabled == EndpointStop::gone);
  CHECK(names(decide(hooks.ledger, StopEndpoint{endpoint, EndpointStop::failing, hour(7)})) == "nothing");
  auto c = change(endpoint);
  c.enabled = true;
  hooks.happened(decide(hooks.ledger, c));
  CHECK(!hooks.endpoint(1).disabled);
  CHECK(hooks.endpoint(1).since > since + 1);
}

TEST_CASE("endpoint: a snapshot has them, and the mails that a payee wants") {
  Hooks hooks;
  hooks.created(1);
  hooks.created(2, std::nullopt);
  hooks.happened(decide(hooks.ledger, RotateEndpointSecret{id<EndpointId>(2), "c2Vjb25k", hour(6)}));
  hooks.happened(decide(hooks.ledger, ChangeNotifications{kBroker, {true, false, true}, hour(6)}));
  const LedgerState again = LedgerState::from_snapshot(hooks.ledger.snapshot());
  CHECK(again.snapshot() == hooks.ledger.snapshot());
  CHECK(again.endpoints().at(id<EndpointId>(2)).previous_secret == "c2VjcmV0");
  CHECK(again.payee(kBroker)->notifications == NotificationPreferences{true, false, true});
}

TEST_CASE("mails: on until the payee says otherwise, and said once") {
  Hooks hooks;
  CHECK(names(*decide(hooks.ledger, ChangeNotifications{kBroker, {}, hour(6)})) == "nothing");
  hooks.happened(decide(hooks.ledger, ChangeNotifications{kBroker, {false, true, true}, hour(6)}));
  CHECK(!hooks.ledger.payee(kBroker)->notifications.new_order);
  CHECK(names(*decide(hooks.ledger, ChangeNotifications{kBroker, {false, true, true}, hour(7)})) ==
        "nothing");
  CHECK(refused(decide(hooks.ledger, ChangeNotifications{id<BrokerId>(77), {}, hour(6)})) ==
        "refused not_found");
}
