// Whose signatures a running serve takes: Stripe's own SDK signs.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>

#include "tests/support/business.hpp"
#include "tests/support/child_server.hpp"
#include "tests/support/in_environment.hpp"

namespace daybook::test {
namespace {

/// Stripe-Signature with one v1 a secret, as Stripe sends it while a secret rolls.
std::string signed_with(const std::vector<std::string>& secrets, const std::string& body) {
  const std::string now = std::to_string(std::time(nullptr));
  std::string header = "t=" + now;
  for (const auto& secret : secrets) header += ",v1=" + stripe_sdk({"sign", secret, now}, body);
  return header;
}

TEST_CASE("webhooks: what Stripe's SDK signs with either configured secret is taken, and with no other") {
  const InEnvironment secrets("DAYBOOK_STRIPE__WEBHOOK_SECRETS", "whsec_account,whsec_connect");
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const Broker broker = approved_broker(daybook);
  struct Row {
    std::vector<std::string> secrets;
    bool taken;
  };
  for (const Row& row : {Row{{"whsec_account"}, true}, Row{{"whsec_connect"}, true},
                         Row{{"whsec_rolled_out", "whsec_connect"}, true}, Row{{"whsec_other"}, false},
                         Row{{Daybook::webhook_secret()}, false}}) {
    CAPTURE(row.secrets.front());
    const Json order = place_order(daybook, broker);
    const std::string event = intent_succeeded(order, stripe_id("pi"), order["total_charged"].integer());
    const auto head = daybook.head();
    const auto answer = send_http(daybook.port(), {"POST",
                                                   "/api/orders/webhook/stripe",
                                                   event,
                                                   {{"Content-Type", "application/json"},
                                                    {"Stripe-Signature", signed_with(row.secrets, event)}}});
    daybook.saw(answer);
    CHECK_MESSAGE(answer.status == (row.taken ? 200 : 400), answer.shown());
    CHECK((daybook.head() > head) == row.taken);
    CHECK(order_now(daybook, order)["status"].text() == (row.taken ? "PROCESSING" : "PENDING"));
  }
}

}  // namespace
}  // namespace daybook::test
