// Endpoints and mail preferences as the wire shows them: as the document promises, and without a secret.

#include "adapters/http/views/endpoint_view.hpp"

#include <doctest/doctest.h>

#include "tests/support/given.hpp"
#include "tests/support/json_schema.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

EndpointState endpoint() {
  EndpointState out;
  out.id = id<EndpointId>(1);
  out.url = "https://hooks.example.com/a?b=c";
  out.event_types = {"order.placed"};
  out.sealed_secret = "c2VjcmV0";
  out.created_at = out.updated_at = hour(1);
  return out;
}

std::string shown(const EndpointState& state) {
  const std::string text = http::endpoint_object(state, hour(2)).text();
  for (const auto& violation : test::violations("WebhookEndpoint", text)) FAIL_CHECK(violation);
  return text;
}

}  // namespace

TEST_CASE("endpoint view: enabled, the business's") {
  CHECK(shown(endpoint()) ==
        R"({"id":"00000000-0000-0000-0000-000000000001","broker_id":null,)"
        R"("url":"https://hooks.example.com/a?b=c","event_types":["order.placed"],"status":"enabled",)"
        R"("disabled_why":null,"previous_secret_until":null,"created_at":"2026-11-21T01:00:00.000000Z",)"
        R"("updated_at":"2026-11-21T01:00:00.000000Z"})");
}

TEST_CASE("endpoint view: disabled, a broker's, with an old secret that still signs or no longer") {
  EndpointState state = endpoint();
  state.broker_id = id<BrokerId>(2);
  state.disabled = EndpointStop::gone;
  state.previous_secret = "b2xk";
  state.previous_valid_until = hour(3);
  const std::string text = shown(state);
  CHECK(text.find(R"("status":"disabled","disabled_why":"gone")") != std::string::npos);
  CHECK(text.find(R"("previous_secret_until":"2026-11-21T03:00:00.000000Z")") != std::string::npos);
  CHECK(text.find("b2xk") == std::string::npos);
  CHECK(text.find("c2VjcmV0") == std::string::npos);
  state.previous_valid_until = hour(2);
  CHECK(shown(state).find(R"("previous_secret_until":null)") != std::string::npos);
}

TEST_CASE("endpoint view: a payee's mails") {
  const std::string text = http::notifications_object(id<BrokerId>(2), {true, false, true}).text();
  CHECK(test::violations("Notifications", text).empty());
  CHECK(text == R"({"broker_id":"00000000-0000-0000-0000-000000000002","new_order":true,"payout":false,)"
                R"("hold":true})");
}
