// The OpenAPI document says what the route table and the views do.

#include "adapters/http/openapi/openapi.hpp"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <algorithm>
#include <set>

#include "adapters/http/api/api.hpp"
#include "adapters/http/openapi/query_parameters.hpp"
#include "adapters/http/views/views.hpp"
#include "tests/support/json_schema.hpp"

namespace daybook::http {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

element document() {
  static simdjson::dom::parser parser;
  static const element parsed = parser.parse(openapi_json());
  return parsed;
}

element operation_of(const Route& route) {
  std::string method(route.method);
  std::transform(method.begin(), method.end(), method.begin(),
                 [](char c) { return static_cast<char>(c - 'A' + 'a'); });
  return document()["paths"][route.pattern][method];
}

void collect_refs(element e, std::set<std::string>& refs) {
  if (e.is_array())
    for (element one : array(e)) collect_refs(one, refs);
  if (!e.is_object()) return;
  for (const auto& [name, value] : object(e)) {
    if (name == "$ref") refs.emplace(std::string_view(value));
    collect_refs(value, refs);
  }
}

std::size_t count_operations() {
  std::size_t count = 0;
  for (const auto& path : object(document()["paths"])) count += object(path.value).size();
  return count;
}

/// Names of the operation's own parameters that stand at this place ("path", "query").
std::set<std::string> parameters_in(element operation, std::string_view place) {
  std::set<std::string> names;
  array parameters;
  if (operation["parameters"].get(parameters) != simdjson::SUCCESS) return names;
  for (element parameter : parameters) {
    std::string_view in;
    if (parameter["in"].get(in) == simdjson::SUCCESS && in == place)
      names.emplace(std::string_view(parameter["name"]));
  }
  return names;
}

std::set<std::string> in_braces(std::string_view pattern) {
  std::set<std::string> names;
  for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1))
    names.emplace(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
  return names;
}

void check_conforms(const std::string& schema, const std::string& json) {
  CAPTURE(schema);
  CAPTURE(json);
  CHECK(test::violations(schema, json) == test::Violations{});
}

TEST_CASE("the document is OpenAPI 3.1 with every route and nothing else") {
  CHECK(std::string_view(document()["openapi"]) == "3.1.0");
  CHECK(count_operations() == routes().size());
  std::set<std::string_view> ids;
  for (const Route& route : routes()) {
    CAPTURE(route.operation);
    const element operation = operation_of(route);
    CHECK(std::string_view(operation["operationId"]) == route.operation);
    CHECK(ids.insert(route.operation).second);
    CHECK(operation["responses"][std::to_string(route.success)].error() == simdjson::SUCCESS);
    CHECK(operation["responses"]["default"].error() == simdjson::SUCCESS);
    const object schemas = document()["components"]["schemas"];
    for (const auto name : {route.request_schema, route.response_schema})
      if (!name.empty()) CHECK(schemas[name].error() == simdjson::SUCCESS);
    CHECK((operation["requestBody"].error() == simdjson::SUCCESS) == !route.request_schema.empty());
  }
}

TEST_CASE("every reference resolves and every schema is used") {
  std::set<std::string> refs;
  collect_refs(document(), refs);
  for (const auto& ref : refs) {
    CAPTURE(ref);
    REQUIRE(ref.starts_with("#/"));
    CHECK(document().at_pointer(ref.substr(1)).error() == simdjson::SUCCESS);
  }
  for (const auto& schema : object(document()["components"]["schemas"])) {
    CAPTURE(schema.key);
    CHECK(refs.contains("#/components/schemas/" + std::string(schema.key)));
  }
}

TEST_CASE("parameters are those of the pattern and of the query table") {
  for (const Route& route : routes()) {
    CAPTURE(route.operation);
    CHECK(parameters_in(operation_of(route), "path") == in_braces(route.pattern));
    std::set<std::string> queries;
    for (const auto& query : query_parameters(route.operation)) queries.emplace(query.name);
    CHECK(parameters_in(operation_of(route), "query") == queries);
  }
  for (const auto& row : query_table()) {
    CAPTURE(row.first);
    CHECK(std::any_of(routes().begin(), routes().end(),
                      [&](const Route& route) { return route.operation == row.first; }));
  }
}

TEST_CASE("security follows the access of the route") {
  for (const Route& route : routes()) {
    CAPTURE(route.operation);
    std::string expected = "[";
    if (route.access.publishable || route.access.secret) expected += R"({"ApiKey":[]})";
    if (route.access.roles != 0)
      expected += std::string(expected.size() > 1 ? "," : "") + R"({"AdminToken":[]})";
    CHECK(simdjson::minify(operation_of(route)["security"].value()) == expected + "]");
  }
  const auto roles = [](const char* path) {
    return simdjson::minify(document()["paths"][path]["post"]["x-roles"].value());
  };
  CHECK(roles("/api/payouts/run") == R"(["SUPER_ADMIN","ADMIN","ACCOUNTANT"])");
  CHECK(roles("/api/orders/{id}/refunds") == R"(["SUPER_ADMIN","ADMIN"])");
}

TEST_CASE("requests and answers are closed: an unknown field is a violation") {
  for (const Route& route : routes()) {
    for (const auto name : {route.request_schema, route.response_schema}) {
      if (name.empty() || name == "StripeEvent") continue;
      CAPTURE(name);
      const auto found = test::violations(std::string(name), R"({"no_such_field":1})");
      if (name.ends_with("Bytes")) {  // a bank's file: a text, so no object at all
        CHECK(!found.empty());
        continue;
      }
      CHECK(std::any_of(found.begin(), found.end(), [](const std::string& violation) {
        return violation == "/no_such_field: is not a field of this schema";
      }));
    }
  }
}

TEST_CASE("the views answer what the document promises") {
  const KeyLookup erased = [](const PersonId&) { return std::optional<SecretKey>{}; };
  OrderState order;
  order.order_number = "TLM2611000001";
  order.currency = *parse_currency("USD");
  order.position = 7;
  order.items.resize(1);
  order.items[0].date_opened = "2019-03-01";
  order.items[0].quantity = 1;
  check_conforms("Order", order_object(order, erased).text());
  order.broker_id = BrokerId{};
  order.payment_method = PaymentMethod::WIRE;
  order.completed_at = Instant{};
  order.tradeline_order_status = "completed";
  check_conforms("Order", order_object(order, erased).text());

  BrokerState broker;
  broker.currency = order.currency;
  broker.terms.revenue_share = RatePpm{125'000};
  broker.terms_version = 1;
  check_conforms("Broker", broker_object(broker, erased).text());
  check_conforms("BrokerName", broker_name(broker, erased).text);

  PayoutState payout;
  payout.currency = order.currency;
  check_conforms("Payout", payout_object(payout).text());
}

TEST_CASE("every refusal is a Problem") {
  for (int i = 0; i <= static_cast<int>(RefusalCode::stripe_not_configured); ++i) {
    Refusal refusal = invalid_field("/items/0/quantity", "must be at least 1");
    refusal.code = static_cast<RefusalCode>(i);
    if (refusal.code == RefusalCode::out_of_stock) refusal.available = 3;
    check_conforms("Problem", problem(refusal, "request-1").body);
  }
}

TEST_CASE("requests as the contract shows them are accepted, and their limits hold") {
  check_conforms(
      "OrderPlacement",
      R"({"broker_id":null,"customer_email":" a@b.example","items":[{"card_id":"c","quantity":10}]})");
  check_conforms("BrokerChange", R"({"markup_percent":"100","website":null,"email":"a@b.example"})");
  check_conforms("BrokerRegistration",
                 R"({"name":"N","email":"a@b.example","revenue_share_percent":"12.5"})");
  check_conforms("PayoutRunRequest", R"({"year":2026,"month":11,"preview":true})");
  const auto refused = [](const char* schema, const char* json) {
    CAPTURE(schema);
    CAPTURE(json);
    CHECK(!test::violations(schema, json).empty());
  };
  refused("OrderPlacement", R"({"customer_email":"a@b","items":[{"card_id":"c","quantity":1}]})");
  refused("OrderPlacement", R"({"customer_email":"a@b.example","items":[]})");
  refused("BrokerChange", R"({"markup_percent":"100.0001"})");
  refused("BrokerRegistration", R"({"name":" ","email":"a@b.example"})");
  refused("BrokerRegistration", R"({"name":"N","email":"a@b.example","revenue_share_percent":"9.9999"})");
  refused("BrokerRegistration", R"({"name":"N","email":"a@b.example","revenue_share_percent":"25.1"})");
  refused("BrokerRegistration", R"({"name":"N","email":"a@b.example","origins":["https://a.example/path"]})");
  refused("RefundRequest", R"({"amount":0,"reason":"r"})");
}

}  // namespace
}  // namespace daybook::http
