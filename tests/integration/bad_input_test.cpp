// Bad input, route by route: a clear refusal that names the fault, and a log that does not move.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>

#include "tests/integration/bad_input_rows.hpp"
#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

/// What stands for ids in paths and bodies of the tables below.
struct Known {
  Broker broker;
  std::string pending;  ///< an order's id
  std::string paid;     ///< an order's id, paid by wire
};

std::string filled(std::string text, const Known& known) {
  for (const auto& [name, value] :
       {std::pair{"<broker>", known.broker.id}, {"<pending>", known.pending}, {"<paid>", known.paid}})
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name))
      text.replace(at, std::string(name).size(), value);
  return text;
}

bool names(const HttpAnswer& answer, const std::string& code) {
  const auto errors = answer.json()["errors"];
  for (std::size_t i = 0; i < errors.size(); ++i)
    if (errors[i]["code"].text() == code) return true;
  return false;
}

/// Whom a route admits that a SUPER_ADMIN may not use.
Caller caller_of(Daybook& daybook, const Known& known, const Route& route) {
  const std::string path = route.path;
  if (path == "/api/orders/checkout" || path == "/api/widget/events") return known.broker.publishable;
  return daybook.admin();
}

void check_bodies(Daybook& daybook, const Known& known) {
  for (const auto& route : kBodies) {
    const auto who = caller_of(daybook, known, route);
    const auto path = filled(route.path, known);
    CAPTURE(path);
    const auto send = [&](const std::string& body, const char* type = "application/json") {
      return daybook.call(who, route.method, path, body, {{"Content-Type", type}});
    };
    CHECK(send(R"({"reason":)").code() == "malformed_json");
    CHECK(send(R"({"reason":"a"} x)").code() == "malformed_json");
    CHECK(send("{\"reason\":\"\xff\"}").status / 100 == 4);
    CHECK(send(std::string(3'000, '[')).status / 100 == 4);
    CHECK(send(R"(["reason"])").code() == "validation_failed");
    const auto unknown = send(R"({"nonsense":1})");
    CHECK(unknown.code() == "validation_failed");
    CHECK(unknown.body.find("/nonsense") != std::string::npos);
    const auto twice = send(R"({"reason":"a","reason":"b"})");
    CHECK(twice.code() == "validation_failed");
    CHECK(names(twice, "duplicate"));
    CHECK(send("reason=a", "text/plain").code() == "unsupported_media_type");
    CHECK(send("reason=a", "application/jsonx").code() == "unsupported_media_type");
    const std::size_t limit = path == "/api/catalog"        ? 4 * 1024 * 1024
                              : path == "/api/orders/batch" ? 2 * 1024 * 1024
                                                            : 64 * 1024;
    CHECK(send("{\"reason\":\"" + std::string(limit, 'x') + "\"}").code() == "body_too_large");
  }
}

void check_rows(Daybook& daybook, const Known& known) {
  for (const auto& row : kRows) {
    const std::string path = filled(row.path, known);
    const auto answer = daybook.call(daybook.admin(), row.method, path, filled(row.body, known));
    CAPTURE(path);
    CAPTURE(row.body);
    CAPTURE(answer.shown());
    CHECK(answer.status == row.status);
    if (*row.code) CHECK(answer.code() == row.code);
    if (*row.pointer) CHECK(answer.pointer() == row.pointer);
    CHECK(answer.json()["error"].text() == answer.json()["detail"].text());
  }
}

void check_signatures(Daybook& daybook, const Json& order) {
  const auto event = session_completed(order, stripe_id("pi"), order["total_charged"].integer());
  const auto now = std::time(nullptr);
  const auto secret = Daybook::webhook_secret();
  const auto send = [&](const std::string& signature, const std::string& body) {
    return daybook.call({}, "POST", "/api/orders/webhook/stripe", body, {{"Stripe-Signature", signature}})
        .code();
  };
  CHECK(daybook.call({}, "POST", "/api/orders/webhook/stripe", event).code() == "missing_signature");
  CHECK(send(stripe_signature(event, "whsec_forged", now), event) == "invalid_signature");
  CHECK(send(stripe_signature(event, secret, now - 310), event) == "invalid_signature");
  CHECK(send(stripe_signature(event, secret, now + 310), event) == "invalid_signature");
  CHECK(send(stripe_signature(event, secret, now), event + " ") == "invalid_signature");
  CHECK(send("t=,v1=", event) == "invalid_signature");
  CHECK(send("nonsense", event) == "invalid_signature");
  const auto deliver = [&](const std::string& body) { return daybook.deliver(body).code(); };
  CHECK(deliver("{") == "malformed_json");
  CHECK(deliver(R"({"id":"evt_1","object":"v2.core.event","type":"t"})") == "validation_failed");
  CHECK(deliver(R"({"id":"evt_1","object":"event","type":"t"})") == "validation_failed");
  CHECK(deliver("\"" + std::string(256 * 1024, 'x') + "\"") == "body_too_large");
}

/// A broker that nobody approved yet may look, and neither price nor sell.
void check_inactive(Daybook& daybook, const Broker& broker) {
  const std::string quote = R"({"items":[{"card_id":"odd","quantity":1}]})";
  CHECK(daybook.call(broker.secret, "POST", "/api/orders", order_body("odd")).code() == "broker_not_active");
  CHECK(daybook.call(broker.secret, "POST", "/api/pricing/quote", quote).code() == "broker_not_active");
  CHECK(daybook.call(broker.publishable, "GET", "/api/pricing").code() == "broker_not_active");
  CHECK(daybook.call(broker.publishable, "POST", "/api/orders/checkout", order_body("odd")).code() ==
        "broker_not_active");
  CHECK(daybook.call(broker.secret, "GET", "/api/brokers/" + broker.id + "/balance").status == 200);
}

TEST_CASE("bad input: every route refuses it clearly, and the log does not move") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto pending = place_order(daybook, broker);
  const auto paid = place_order(daybook, broker);
  pay_by_wire(daybook, paid);
  const auto made =
      must(daybook.call(daybook.admin(), "POST", "/api/brokers", R"({"name":"N","email":"p@b.example"})"));
  const Broker waiting{
      made["broker"]["id"].text(), {made["secret_key"].text(), ""}, {made["publishable_key"].text(), ""}};
  const Known known{broker, pending["id"].text(), paid["id"].text()};
  must(daybook.get(daybook.admin(), "/api/orders"));
  const auto before = daybook.head();
  check_bodies(daybook, known);
  check_rows(daybook, known);
  check_inactive(daybook, waiting);
  check_signatures(daybook, pending);
  CHECK(daybook.head() == before);
}

}  // namespace
}  // namespace daybook::test
