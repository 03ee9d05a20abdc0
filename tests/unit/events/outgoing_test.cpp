// What integrators are sent: of their own affairs, without personal data, and nothing that nobody placed.

#include "events/endpoint/outgoing.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "events/endpoint/endpoint_decide.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

const BrokerId kOther = id<BrokerId>(2);

struct Hooks : Shop {
  void listen(std::uint64_t number, std::optional<BrokerId> owner, std::vector<std::string> types = {"*"}) {
    happened(decide(ledger, CreateEndpoint{{id<EndpointId>(number), owner,
                                            fmt::format("https://hooks.example.com/{}", number),
                                            std::move(types), "c2VjcmV0"},
                                           hour(0)}));
  }
  /// The numbers of the endpoints that the last fact goes to.
  std::string goes() const {
    std::string out;
    for (const auto& endpoint : endpoints_for(ledger.endpoints(), log().back()))
      out += fmt::format("{}{}", out.empty() ? "" : " ", endpoint.uuid.bytes[15]);
    return out;
  }
};

}  // namespace

TEST_CASE("outgoing: a broker hears of their own, the business of all") {
  Hooks hooks;
  hooks.happened(registration(kOther, 102));
  hooks.listen(1, std::nullopt);
  hooks.listen(2, kBroker);
  hooks.listen(3, kOther);
  hooks.listen(4, kBroker, {"order.cancelled"});
  hooks.placed();
  CHECK(hooks.goes() == "1 2");
  hooks.placed({{"amex", 1}}, std::nullopt);
  CHECK(hooks.goes() == "1");
  hooks.happened(BrokerApproved{kOther, "admin-1", std::nullopt});
  CHECK(hooks.goes() == "1 3");
  OrderCancelled cancelled;
  cancelled.order_id = id<OrderId>(1'001);
  cancelled.broker_id = kBroker;
  hooks.happened(cancelled);
  CHECK(hooks.goes() == "1 2 4");
}

TEST_CASE("outgoing: what nobody may hear of goes nowhere, whatever an endpoint asked for") {
  Hooks hooks;
  hooks.listen(1, std::nullopt);
  hooks.happened(PersonErased{id<PersonId>(101)});
  CHECK(hooks.goes() == "");
  CHECK(!outgoing_body(hooks.log().back()));
  hooks.happened(BrokerKeyRotated{kBroker, {KeyKind::secret, "tlm_sk_0", "cc"}});
  CHECK(hooks.goes() == "");
  hooks.listen(2, std::nullopt);
  CHECK(hooks.goes() == "");
  CHECK(!outgoing_body(hooks.log().back()));
}

TEST_CASE("outgoing: nothing while disabled, and nothing from before") {
  Hooks hooks;
  hooks.placed();
  const Recorded before = hooks.log().back();
  hooks.listen(1, std::nullopt);
  CHECK(endpoints_for(hooks.ledger.endpoints(), before).empty());
  hooks.happened(decide(hooks.ledger, StopEndpoint{id<EndpointId>(1), EndpointStop::gone, hour(2)}));
  hooks.placed();
  CHECK(hooks.goes() == "");
}

TEST_CASE("outgoing: the body says what happened, and names nobody") {
  Hooks hooks;
  hooks.placed();
  Recorded placed = hooks.log().back();
  placed.envelope.event_id = id<EventId>(7);
  const std::string body = *outgoing_body(placed);
  CHECK(body.starts_with(
      R"({"id":"00000000-0000-0000-0000-000000000007","type":"order.placed","schema_version":1,"position":4,)"
      R"("created":"2026-11-21T01:00:00.000000Z","effective_at":"2026-11-21T01:00:00.000000Z",)"
      R"("data":{"order_id":"00000000-0000-0000-0000-0000000003e9","order_number":")"));
  CHECK(body.find(R"("total_charged":10500)") != std::string::npos);
  CHECK(body.find(R"("card_id":"amex")") != std::string::npos);
  for (const char* held_back : {"\"customer\"", "person", "ZW1haWw=", "0000000001f4"}) {
    CAPTURE(held_back);
    CHECK(body.find(held_back) == std::string::npos);
  }
  CHECK(outgoing_body(placed) == body);
}

TEST_CASE("outgoing: no sealed text, no key, no admin and no note of ours in any body") {
  Hooks hooks;
  auto broker = registration(kOther, 102);
  broker.profile.notes = "pays late";
  hooks.happened(broker);
  const std::string body = *outgoing_body(hooks.log().back());
  for (const char* held_back :
       {"bmFtZQ==", "ZW1haWw=", "pays late", "tlm_", "sha256", "person_id", "notes"}) {
    CAPTURE(held_back);
    CHECK(body.find(held_back) == std::string::npos);
  }
  hooks.happened(BrokerApproved{kOther, "admin-1", std::nullopt});
  CHECK(outgoing_body(hooks.log().back())->find("admin-1") == std::string::npos);
}

TEST_CASE("outgoing: what a broker may hear of, the business may too") {
  const auto& business = outgoing_types(false);
  for (const auto& type : outgoing_types(true))
    CHECK(std::find(business.begin(), business.end(), type) != business.end());
  for (const auto& type : business)
    for (const char* family : {"admin.", "person.", "widget.", "webhook", "effect.", "tax_form."})
      CHECK(!type.starts_with(family));
}
