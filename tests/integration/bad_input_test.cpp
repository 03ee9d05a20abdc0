// Bad input, route by route: a clear refusal that names the fault, and a log that does not move.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>

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

struct Route {
  const char* method;
  const char* path;
};
/// Every route that reads a JSON body of its own (Stripe's is below).
const std::vector<Route> kBodies{
    {"POST", "/api/orders"},
    {"POST", "/api/orders/checkout"},
    {"POST", "/api/orders/<pending>/manual-payment"},
    {"POST", "/api/orders/<pending>/payment-link"},
    {"POST", "/api/orders/<pending>/cancel"},
    {"POST", "/api/orders/<paid>/refunds"},
    {"POST", "/api/orders/<paid>/fulfil"},
    {"POST", "/api/orders/<paid>/reject"},
    {"POST", "/api/pricing/quote"},
    {"PUT", "/api/catalog"},
    {"POST", "/api/brokers"},
    {"PATCH", "/api/brokers/<broker>"},
    {"POST", "/api/brokers/<broker>/approve"},
    {"POST", "/api/brokers/<broker>/suspend"},
    {"POST", "/api/brokers/<broker>/reactivate"},
    {"POST", "/api/brokers/<broker>/deactivate"},
    {"POST", "/api/brokers/<broker>/keys/rotate"},
    {"POST", "/api/brokers/<broker>/keys/revoke"},
    {"POST", "/api/widget/events"},
    {"POST", "/api/payouts/run"},
    {"PATCH", "/api/payouts/<broker>"},
    {"POST", "/api/payouts/<broker>/approve"},
    {"POST", "/api/payouts/<broker>/process"},
    {"POST", "/api/payouts/<broker>/complete"},
    {"POST", "/api/payouts/<broker>/fail"},
    {"POST", "/api/payouts/<broker>/cancel"},
    {"POST", "/api/tasks/refund-<paid>/apply"},
    {"POST", "/api/tasks/refund-<paid>/refund"},
    {"POST", "/api/tasks/refund-<paid>/dismiss"},
};

struct Row {
  const char* method;
  const char* path;
  const char* body;
  int status;
  const char* code;
  const char* pointer;  ///< "" = not looked at
};
constexpr const char* kInvalid = "validation_failed";
const std::vector<Row> kRows{
    {"POST", "/api/orders", R"({"customer_email":"a@b.example","items":[{"card_id":"none","quantity":1}]})",
     422, "unknown_card", "/items/0/card_id"},
    {"POST", "/api/orders", R"({"customer_email":"a@b.example","items":[{"card_id":"last","quantity":3}]})",
     422, "out_of_stock", ""},
    {"POST", "/api/orders", R"({"customer_email":"a@b.example","items":[{"card_id":"odd","quantity":-1}]})",
     422, kInvalid, "/items/0/quantity"},
    {"POST", "/api/orders", R"({"customer_email":"a@b.example","items":[{"card_id":"odd","quantity":1.5}]})",
     422, kInvalid, "/items/0/quantity"},
    {"POST", "/api/orders",
     R"({"customer_email":"a@b.example","items":[{"card_id":"odd","quantity":99999999999999999999}]})", 422,
     kInvalid, "/items/0/quantity"},
    {"POST", "/api/orders",
     R"({"customer_email":"a@b.example","items":[{"card_id":"odd","quantity":6},{"card_id":"odd","quantity":6}]})",
     422, kInvalid, ""},
    {"POST", "/api/orders", R"({"customer_email":"nobody","items":[{"card_id":"odd","quantity":1}]})", 422,
     kInvalid, "/customer_email"},
    {"POST", "/api/orders", R"({"customer_email":"a@b.example","items":[]})", 422, kInvalid, "/items"},
    {"POST", "/api/orders",
     R"({"customer_email":"a@b.example","currency":"EUR","items":[{"card_id":"odd","quantity":1}]})", 422,
     kInvalid, "/currency"},
    {"POST", "/api/orders",
     R"({"broker_id":"00000000-0000-7000-8000-000000000000","customer_email":"a@b.example",)"
     R"("items":[{"card_id":"odd","quantity":1}]})",
     422, kInvalid, "/broker_id"},
    {"POST", "/api/brokers", R"({"name":"N","email":"n@b.example","revenue_share_percent":"9.9999"})", 422,
     "rate_out_of_range", "/revenue_share_percent"},
    {"POST", "/api/brokers", R"({"name":"N","email":"n@b.example","revenue_share_percent":"25.0001"})", 422,
     "rate_out_of_range", "/revenue_share_percent"},
    {"POST", "/api/brokers", R"({"name":"N","email":"n@b.example","revenue_share_percent":"0"})", 422,
     "rate_out_of_range", "/revenue_share_percent"},
    {"POST", "/api/brokers", R"({"name":"N","email":"n@b.example","revenue_share_percent":12.5})", 422,
     kInvalid, "/revenue_share_percent"},
    {"POST", "/api/brokers", R"({"name":"N","email":" BROKER@example.com "})", 409, "duplicate_email", ""},
    {"POST", "/api/brokers", R"({"name":"4242 4242 4242 4242","email":"n@b.example"})", 422, kInvalid,
     "/name"},
    {"PATCH", "/api/brokers/<broker>", R"({"markup_percent":"100.0001"})", 422, "rate_out_of_range",
     "/markup_percent"},
    {"PATCH", "/api/brokers/<broker>", R"({"markup_fixed":-1})", 422, "", "/markup_fixed"},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":-1,"reason":"r"})", 422, kInvalid, "/amount"},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":0,"reason":"r"})", 422, kInvalid, "/amount"},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":"1","reason":"r"})", 422, kInvalid, "/amount"},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":9223372036854775808,"reason":"r"})", 422, kInvalid,
     "/amount"},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":9223372036854775807,"reason":"r"})", 422,
     "refund_exceeds_capture", ""},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":1,"reason":"card 4242-4242-4242-4242"})", 422,
     kInvalid, "/reason"},
    {"POST", "/api/orders/<pending>/refunds", R"({"amount":1,"reason":"r"})", 409, "", ""},
    {"POST", "/api/orders/<pending>/fulfil", R"({"tradeline_order_id":"t"})", 409, "", ""},
    {"POST", "/api/orders/<paid>/cancel", R"({"reason":"r"})", 409, "", ""},
    {"POST", "/api/orders/<paid>/manual-payment", R"({"payment_method":"CASH","reason":"r"})", 409,
     "already_paid", ""},
    {"POST", "/api/orders/<pending>/manual-payment", R"({"payment_method":"STRIPE","reason":"r"})", 422,
     kInvalid, "/payment_method"},
    {"POST", "/api/orders/<pending>/manual-payment", R"({"payment_method":"BARTER","reason":"r"})", 422,
     kInvalid, "/payment_method"},
    {"POST", "/api/orders/<pending>/manual-payment", R"({"payment_method":"CASH","reason":" "})", 422,
     kInvalid, "/reason"},
    {"POST", "/api/orders/<pending>/manual-payment",
     R"({"payment_method":"CASH","reason":"r","received_at":"2999-01-01T00:00:00Z"})", 422, kInvalid,
     "/received_at"},
    {"POST", "/api/orders/<broker>/cancel", R"({"reason":"r"})", 404, "ORDER_NOT_FOUND", ""},
    {"POST", "/api/orders/not-an-id/cancel", R"({"reason":"r"})", 404, "ORDER_NOT_FOUND", ""},
    {"PUT", "/api/catalog",
     R"({"source":"test","cards":[{"card_id":"a","bank_name":"B","credit_limit":1,"date_opened":"2019-05-01",)"
     R"("price":0,"currency":"USD","stock":1}]})",
     422, kInvalid, "/cards/0/price"},
    {"PUT", "/api/catalog",
     R"({"source":"test","cards":[{"card_id":"a","bank_name":"B","credit_limit":1,"date_opened":"2019-02-30",)"
     R"("price":1,"currency":"USD","stock":10000001}]})",
     422, kInvalid, ""},
    {"POST", "/api/payouts/run", R"({"year":2999,"month":1})", 422, kInvalid, ""},
    {"POST", "/api/payouts/run", R"({"year":2026,"month":13})", 422, kInvalid, "/month"},
    {"POST", "/api/payouts/<broker>/approve", R"({"version":1})", 404, "not_found", ""},
    {"POST", "/api/tasks/unapplied-<broker>/apply", R"({"reason":"r"})", 404, "not_found", ""},
    {"GET", "/api/orders?status=LOST", "", 422, kInvalid, ""},
    {"GET", "/api/orders?colour=red", "", 422, kInvalid, ""},
    {"GET", "/api/orders?limit=0", "", 422, kInvalid, ""},
    {"GET", "/api/orders?start_date=yesterday", "", 422, kInvalid, ""},
    {"GET", "/api/brokers/<broker>/statement?period=2026-13", "", 422, kInvalid, ""},
    {"GET", "/api/orders/<paid>?min_position=-1", "", 422, kInvalid, ""},
    {"GET", "/api/log/proof/inclusion?position=999999", "", 422, kInvalid, "?position"},
    {"GET", "/api/orders?customer_email=tlm_sk_0123456789abcdef0123456789abcdef0123456789a", "", 400,
     "bad_request", ""},
    {"GET", "/api/nothing", "", 404, "not_found", ""},
    {"DELETE", "/api/orders", "", 405, "method_not_allowed", ""},
};

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
    const std::size_t limit = path == "/api/catalog" ? 4 * 1024 * 1024 : 64 * 1024;
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

TEST_CASE("bad input: every route refuses it clearly, and the log does not move") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto pending = place_order(daybook, broker);
  const auto paid = place_order(daybook, broker);
  pay_by_wire(daybook, paid);
  const Known known{broker, pending["id"].text(), paid["id"].text()};
  must(daybook.get(daybook.admin(), "/api/orders"));
  const auto before = daybook.head();
  check_bodies(daybook, known);
  check_rows(daybook, known);
  check_signatures(daybook, pending);
  CHECK(daybook.head() == before);
}

}  // namespace
}  // namespace daybook::test
