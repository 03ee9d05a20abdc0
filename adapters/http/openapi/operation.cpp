#include "adapters/http/openapi/operation.hpp"

#include "adapters/http/openapi/query_parameters.hpp"

namespace daybook::http {
namespace {

/// Answers out of read(), so it waits for min_position and carries an ETag.
bool is_read(const Route& route) { return route.method == "GET" && !route.response_schema.empty(); }
/// Changes something; a quote only calculates, though it has a body.
bool is_write(const Route& route) { return route.method != "GET" && route.operation != "quote"; }

json::Raw ref(std::string_view kind, std::string_view name) {
  return json::Object().add("$ref", fmt::format("#/components/{}/{}", kind, name)).raw();
}

void add_path_parameters(std::vector<json::Raw>& out, std::string_view pattern) {
  for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    const std::string_view name = pattern.substr(open + 1, pattern.find('}', open) - open - 1);
    const bool is_uuid = name == "id" && !pattern.starts_with("/api/tasks/") &&
                         !pattern.starts_with("/api/effects/") && !pattern.starts_with("/api/logs/");
    json::Object parameter;
    parameter.add("name", name)
        .add("in", "path")
        .add("required", true)
        .add("schema", is_uuid ? ref("schemas", "Uuid") : ref("schemas", "Text"));
    out.push_back(parameter.raw());
  }
}

std::vector<json::Raw> parameters_of(const Route& route) {
  std::vector<json::Raw> out;
  add_path_parameters(out, route.pattern);
  for (const auto& query : query_parameters(route.operation)) {
    json::Object parameter;
    parameter.add("name", query.name)
        .add("in", "query")
        .add("required", query.required)
        .add("description", query.description)
        .add("schema", json::Raw{std::string(query.schema)});
    out.push_back(parameter.raw());
  }
  if (is_read(route) || route.operation == "quote") out.push_back(ref("parameters", "MinPosition"));
  if (is_read(route)) out.push_back(ref("parameters", "IfNoneMatch"));
  if (takes_idempotency_key(route)) out.push_back(ref("parameters", "IdempotencyKey"));
  if (route.operation == "receiveStripeEvent") out.push_back(ref("parameters", "StripeSignature"));
  return out;
}

json::Raw content(const char* media_type, const json::Raw& schema) {
  return json::Object().add(media_type, json::Object().add("schema", schema).raw()).raw();
}

/// The same under each of these media types, ", " between them.
json::Raw contents(std::string_view media_types, const json::Raw& schema) {
  json::Object out;
  for (std::string_view rest = media_types; !rest.empty();) {
    const auto comma = rest.find(", ");
    out.add(rest.substr(0, comma), json::Object().add("schema", schema).raw());
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 2);
  }
  return out.raw();
}

/// A document's JSON, and the same model as text and as files.
json::Raw document_content(const json::Raw& schema) {
  const json::Raw text = json::Object().add("schema", json::Raw{R"({"type":"string"})"}).raw();
  const json::Raw file = json::Raw{"{}"};  // OpenAPI 3.1: raw bytes have no schema
  return json::Object()
      .add("application/json", json::Object().add("schema", schema).raw())
      .add("text/csv", text)
      .add("text/html", text)
      .add("application/pdf", file)
      .add("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file)
      .raw();
}

json::Raw success_response(const Route& route) {
  json::Object out;
  out.add("description", route.success == 201   ? "Created."
                         : route.success == 202 ? "Taken; it is recorded shortly."
                                                : "Done.");
  json::Object headers;
  if (is_read(route)) headers.add("ETag", ref("headers", "ETag"));
  if (is_write(route)) headers.add("Daybook-Position", ref("headers", "DaybookPosition"));
  if (takes_idempotency_key(route)) headers.add("Idempotency-Hit", ref("headers", "IdempotencyHit"));
  if (is_read(route) || is_write(route)) out.add("headers", headers.raw());
  if (route.operation == "getBankFile") {
    out.add("content",
            contents("text/plain, application/xml, text/csv", ref("schemas", route.response_schema)));
  } else if (route.operation == "getForm1099Nec" || route.operation == "getReconciliation") {
    out.add("content", json::Object()
                           .add("application/json",
                                json::Object().add("schema", ref("schemas", route.response_schema)).raw())
                           .add("text/csv", json::Object().add("schema", ref("schemas", "Text")).raw())
                           .raw());
  } else if (route.operation == "getStatement" || route.operation == "getPayoutReport") {
    out.add("content", document_content(ref("schemas", route.response_schema)));
  } else if (!route.response_schema.empty()) {
    out.add("content", content("application/json", ref("schemas", route.response_schema)));
  } else if (route.operation == "getOpenApi") {
    out.add("content", content("application/json", {R"({"type":"object"})"}));
  } else {
    out.add("content", content("text/plain", ref("schemas", "Text")));
  }
  return out.raw();
}

std::vector<json::Raw> security_of(const Access& access) {
  std::vector<json::Raw> out;
  if (access.anyone) return out;
  if (access.publishable || access.secret) out.push_back({R"({"ApiKey":[]})"});
  if (access.roles != 0) out.push_back({R"({"AdminToken":[]})"});
  return out;
}

std::vector<std::string> key_kinds(const Access& access) {
  std::vector<std::string> out;
  if (access.publishable) out.emplace_back("publishable");
  if (access.secret) out.emplace_back("secret");
  return out;
}

std::vector<std::string> roles_of(const Access& access) {
  std::vector<std::string> out;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Role>>([&](auto d) {
    if ((access.roles & bit(d.value)) != 0) out.emplace_back(d.name);
  });
  return out;
}

}  // namespace

/// Page views are counted and not commands, Stripe's deliveries carry ids of their own, and so do the orders
/// of a batch.
bool takes_idempotency_key(const Route& route) {
  return is_write(route) && route.operation != "sendWidgetEvents" &&
         route.operation != "receiveStripeEvent" && route.operation != "placeOrders";
}

std::string_view tag_of(std::string_view pattern) {
  constexpr std::pair<std::string_view, std::string_view> kTags[] = {
      {"/api/orders", "Orders"},     {"/api/pricing", "Prices"}, {"/api/catalog", "Prices"},
      {"/api/brokers", "Brokers"},   {"/api/widget", "Brokers"}, {"/api/payouts", "Payouts"},
      {"/api/reports", "Payouts"},   {"/api/tasks", "Tasks"},    {"/api/logs/", "Logs"},
      {"/api/log/", "Provable log"}, {"/api/ledger", "Ledger"},  {"/api/webhook-endpoints", "Webhooks"},
  };
  for (const auto& [prefix, tag] : kTags)
    if (pattern.starts_with(prefix)) return tag;
  return "Service";
}

json::Raw operation_json(const Route& route, bool body_required) {
  json::Object out;
  out.add("operationId", route.operation)
      .add("summary", route.summary)
      .add("tags", std::vector<std::string>{std::string(tag_of(route.pattern))})
      .add("security", security_of(route.access))
      .add("x-key-kinds", key_kinds(route.access))
      .add("x-roles", roles_of(route.access));
  if (const auto parameters = parameters_of(route); !parameters.empty()) out.add("parameters", parameters);
  if (!route.request_schema.empty()) {
    json::Object body;
    body.add("required", body_required)
        .add("content", contents(route.media_types, ref("schemas", route.request_schema)));
    out.add("requestBody", body.raw()).add("x-body-limit-bytes", route.body_limit);
  }
  json::Object responses;
  responses.add(std::to_string(route.success), success_response(route));
  if (is_read(route)) responses.add("304", ref("responses", "NotModified"));
  responses.add("default", ref("responses", "Problem"));
  return out.add("responses", responses.raw()).raw();
}

}  // namespace daybook::http
