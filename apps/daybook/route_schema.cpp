#include "apps/daybook/route_schema.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <vector>

#include "adapters/http/openapi/query_parameters.hpp"
#include "adapters/http/openapi/schemas_file.hpp"

namespace daybook {
namespace {

using simdjson::dom::element;

element schemas() {
  static simdjson::dom::parser parser;
  static const element all = parser.parse(simdjson::padded_string(http::schemas_file()));
  return all;
}

std::string text_of(element schema, std::string_view member) {
  std::string_view text;
  return schema[member].get(text) == simdjson::SUCCESS ? std::string(text) : "";
}

/// The name behind "#/components/schemas/", "" without a reference.
std::string referred(element schema) {
  const std::string ref = text_of(schema, "$ref");
  return ref.substr(ref.rfind('/') + 1);
}

element resolved(element schema) {
  for (std::string name = referred(schema); !name.empty(); name = referred(schema)) schema = schemas()[name];
  return schema;
}

/// The first type that is not null.
std::string type_of(element schema) {
  std::string type = text_of(schema, "type");
  simdjson::dom::array several;
  if (type.empty() && schema["type"].get(several) == simdjson::SUCCESS)
    for (const element one : several)
      if (std::string_view(one) != "null") return std::string(std::string_view(one));
  return type;
}

std::string choices(element schema) {
  std::string text;
  simdjson::dom::array values;
  if (schema["enum"].get(values) != simdjson::SUCCESS) return text;
  for (const element value : values)
    if (value.is_string()) text += (text.empty() ? "" : "|") + std::string(std::string_view(value));
  return text;
}

/// The WORD of RouteVerb::usage.
std::string word_of(element member, bool required) {
  if (referred(member) == "Currency") return "CODE";
  const element schema = resolved(member);
  const std::string type = type_of(schema);
  if (type == "integer") return "N";
  if (type == "boolean") return required ? "true|false" : "";
  if (type != "string") return "JSON";
  if (const std::string one_of = choices(schema); !one_of.empty()) return one_of;
  const std::string format = text_of(schema, "format");
  if (format == "uuid") return "ID";
  if (format == "date-time") return "TIME";
  if (format == "date") return "DATE";
  return "TEXT";
}

std::vector<std::string> required_of(element schema) {
  std::vector<std::string> names;
  simdjson::dom::array list;
  if (schema["required"].get(list) == simdjson::SUCCESS)
    for (const element name : list) names.emplace_back(std::string_view(name));
  return names;
}

simdjson::dom::object members_of(std::string_view schema) {
  static simdjson::dom::parser parser;
  static const simdjson::dom::object none = parser.parse(simdjson::padded_string(std::string_view("{}")));
  simdjson::dom::object members;
  return schemas()[schema]["properties"].get(members) == simdjson::SUCCESS ? members : none;
}

/// Flags, those that must stand there in front.
class Usage {
 public:
  void add(std::string_view member, const std::string& word, bool required) {
    std::string flag = "--" + std::string(member) + (word.empty() ? "" : " " + word);
    std::replace(flag.begin(), flag.begin() + static_cast<std::ptrdiff_t>(2 + member.size()), '_', '-');
    std::string& side = required ? required_ : optional_;
    side += (side.empty() ? "" : " ") + (required ? flag : "[" + flag + "]");
  }
  std::string text() const {
    return required_ + (required_.empty() || optional_.empty() ? "" : " ") + optional_;
  }

 private:
  std::string required_, optional_;
};

}  // namespace

std::string schema_usage(std::string_view schema) {
  Usage usage;
  element found;
  if (schemas()[schema].get(found) != simdjson::SUCCESS) return "";
  const auto required = required_of(found);
  for (const auto& [key, member] : members_of(schema)) {
    const bool must = std::find(required.begin(), required.end(), key) != required.end();
    usage.add(key, word_of(member, must), must);
  }
  return usage.text();
}

std::string query_usage(std::string_view operation) {
  Usage usage;
  for (const http::QueryParameter& parameter : http::query_parameters(operation)) {
    simdjson::dom::parser parser;
    const element schema = parser.parse(simdjson::padded_string(parameter.schema));
    usage.add(parameter.name, word_of(schema, true), parameter.required);
  }
  return usage.text();
}

bool is_file(std::string_view schema) {
  element found;
  return schemas()[schema].get(found) == simdjson::SUCCESS && type_of(found) == "string";
}

std::string member_help(std::string_view schema, std::string_view member) {
  element found;
  if (schema.empty() || schemas()[schema]["properties"][member].get(found) != simdjson::SUCCESS) return "";
  std::string text = text_of(found, "description");
  return text.empty() ? text_of(resolved(found), "description") : text;
}

}  // namespace daybook
