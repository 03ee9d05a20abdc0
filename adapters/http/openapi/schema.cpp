#include "adapters/http/openapi/schema.hpp"

namespace daybook::http::openapi {
namespace {

Schema object(const Fields& fields, bool closed) {
  json::Object properties;
  std::vector<std::string_view> required;
  for (const auto& field : fields) {
    properties.add(field.name, field.schema);
    if (field.required) required.push_back(field.name);
  }
  json::Object out;
  out.add("type", "object").add("properties", properties.raw());
  if (!required.empty()) out.add("required", required);
  if (closed) out.add("additionalProperties", false);
  return out.raw();
}

Schema typed(std::string_view type) {
  json::Object out;
  return out.add("type", type).raw();
}

}  // namespace

Schema ref(std::string_view name) {
  json::Object out;
  return out.add("$ref", "#/components/schemas/" + std::string(name)).raw();
}

Schema text(std::int64_t longest, std::int64_t shortest) {
  json::Object out;
  out.add("type", "string");
  if (shortest > 0) out.add("minLength", shortest);
  if (longest > 0) out.add("maxLength", longest);
  return out.raw();
}

Schema pattern(std::string_view regular_expression) {
  json::Object out;
  return out.add("type", "string").add("pattern", regular_expression).raw();
}

Schema format(std::string_view name) {
  json::Object out;
  return out.add("type", "string").add("format", name).raw();
}

Schema integer() {
  json::Object out;
  return out.add("type", "integer").add("format", "int64").raw();
}

Schema integer(std::int64_t low, std::int64_t high) {
  json::Object out;
  return out.add("type", "integer").add("format", "int64").add("minimum", low).add("maximum", high).raw();
}

Schema boolean() { return typed("boolean"); }

Schema constant(const Schema& value) {
  json::Object out;
  return out.add("const", value).raw();
}

Schema one_of(std::initializer_list<std::string_view> values) {
  json::Object out;
  return out.add("type", "string").add("enum", std::vector<std::string_view>(values)).raw();
}

Schema nullable(const Schema& schema) {
  json::Object out;
  return out.add("anyOf", std::vector<Schema>{schema, typed("null")}).raw();
}

Schema list_of(const Schema& items) {
  json::Object out;
  return out.add("type", "array").add("items", items).raw();
}

Schema list_of(const Schema& items, std::int64_t fewest, std::int64_t most) {
  json::Object out;
  return out.add("type", "array").add("items", items).add("minItems", fewest).add("maxItems", most).raw();
}

Field optional(std::string_view name, const Schema& schema) { return {name, nullable(schema), false}; }

Schema answer(const Fields& fields) { return object(fields, false); }
Schema request(const Fields& fields) { return object(fields, true); }

Schema page_of(const Schema& item, const Fields& before) {
  return answer(
      before + Fields{{"data", list_of(item)}, {"has_more", boolean()}, {"next_cursor", nullable(text())}});
}

Fields operator+(Fields a, const Fields& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace daybook::http::openapi
