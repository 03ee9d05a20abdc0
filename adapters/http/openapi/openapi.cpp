#include "adapters/http/openapi/openapi.hpp"

#include <simdjson.h>

#include <set>
#include <stdexcept>

#include "adapters/http/openapi/operation.hpp"
#include "adapters/http/openapi/schemas_file.hpp"

namespace daybook::http {
namespace {

constexpr const char* kDescription =
    "The broker programme of Daybook. Amounts are integers in minor units beside their currency, rates are "
    "decimal "
    "percents as strings, times are RFC 3339 in UTC. Every write answers Daybook-Position: N, and a read "
    "with "
    "?min_position=N sees it. Refusals are problem documents (RFC 9457) and change nothing.";

constexpr const char* kSecuritySchemes = R"({
  "ApiKey": {"type": "apiKey", "in": "header", "name": "x-api-key",
             "description": "A broker's key: tlm_pk_… (publishable) or tlm_sk_… (secret)."},
  "AdminToken": {"type": "http", "scheme": "bearer", "description": "An admin's token, dbk_…."}
})";

constexpr const char* kParameters = R"({
  "MinPosition": {"name": "min_position", "in": "query", "required": false,
    "description": "Answer once everything up to this position is in what is read; 503 read_timeout otherwise.",
    "schema": {"type": "integer", "format": "int64", "minimum": 0}},
  "IfNoneMatch": {"name": "If-None-Match", "in": "header", "required": false,
    "description": "The ETag of an earlier answer: 304 when nothing changed.", "schema": {"type": "string"}},
  "IdempotencyKey": {"name": "Idempotency-Key", "in": "header", "required": false,
    "description": "A repeat with the same key and body changes nothing and gets the first answer again. Scoped to caller, method and path.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255}},
  "StripeSignature": {"name": "Stripe-Signature", "in": "header", "required": true,
    "description": "t=…,v1=… over the exact body.", "schema": {"type": "string"}}
})";

constexpr const char* kHeaders = R"({
  "DaybookPosition": {"description": "The log's position of what this call changed, for ?min_position=.",
    "schema": {"type": "integer", "format": "int64", "minimum": 0}},
  "IdempotencyHit": {"description": "true: this is the answer to an earlier call with this Idempotency-Key.",
    "schema": {"type": "string", "enum": ["true"]}},
  "ETag": {"description": "Of the body, for If-None-Match.", "schema": {"type": "string"}}
})";

constexpr const char* kResponses = R"({
  "NotModified": {"description": "What If-None-Match named is still current."},
  "Problem": {"description": "A refusal.", "content": {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
})";

/// Names of the schemas that have required fields.
std::set<std::string> with_required_fields(const simdjson::dom::object& schemas) {
  std::set<std::string> names;
  for (const auto& [name, schema] : schemas)
    if (schema["required"].error() == simdjson::SUCCESS) names.emplace(name);
  return names;
}

/// Paths in the order of the route table, each with its methods.
json::Raw paths_json(const std::set<std::string>& needing_body) {
  std::vector<std::pair<std::string_view, json::Object>> paths;
  for (const Route& route : routes()) {
    auto at = std::find_if(paths.begin(), paths.end(),
                           [&](const auto& path) { return path.first == route.pattern; });
    if (at == paths.end()) at = paths.insert(paths.end(), {route.pattern, json::Object()});
    std::string method(route.method);
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    at->second.add(method, operation_json(route, needing_body.contains(std::string(route.request_schema))));
  }
  json::Object out;
  for (const auto& [pattern, operations] : paths) out.add(pattern, operations.raw());
  return out.raw();
}

std::vector<json::Raw> tags_json() {
  std::vector<json::Raw> tags;
  std::set<std::string_view> seen;
  for (const Route& route : routes())
    if (const auto tag = tag_of(route.pattern); seen.insert(tag).second)
      tags.push_back(json::Object().add("name", tag).raw());
  return tags;
}

std::string build() {
  simdjson::dom::parser parser;
  simdjson::dom::object schemas;
  const std::string_view file = schemas_file();
  if (parser.parse(file.data(), file.size()).get(schemas) != simdjson::SUCCESS)
    throw std::runtime_error("schemas.json is no JSON object");
  json::Object info;
  info.add("title", "Daybook")
      .add("version", DAYBOOK_VERSION)
      .add("description", kDescription)
      .add("license", json::Raw{R"({"name":"Apache-2.0","identifier":"Apache-2.0"})"});
  json::Object components;
  components.add("schemas", json::Raw{simdjson::minify(schemas)})
      .add("parameters", json::Raw{kParameters})
      .add("headers", json::Raw{kHeaders})
      .add("responses", json::Raw{kResponses})
      .add("securitySchemes", json::Raw{kSecuritySchemes});
  json::Object out;
  out.add("openapi", "3.1.0")
      .add("info", info.raw())
      .add("servers", json::Raw{R"([{"url":"/"}])"})
      .add("tags", tags_json())
      .add("paths", paths_json(with_required_fields(schemas)))
      .add("components", components.raw());
  return out.text();
}

}  // namespace

const std::string& openapi_json() {
  static const std::string document = build();
  return document;
}

}  // namespace daybook::http
