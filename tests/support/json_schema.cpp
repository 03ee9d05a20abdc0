#include "tests/support/json_schema.hpp"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <regex>
#include <set>
#include <stdexcept>

#include "adapters/http/openapi/openapi.hpp"
#include "core/instant.hpp"
#include "core/period.hpp"
#include "core/text.hpp"
#include "core/uuid.hpp"

namespace daybook::test {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr std::string_view kRefStart = "#/components/schemas/";

bool is_integer(element e) { return e.is_int64() || e.is_uint64(); }

bool has_type(element e, std::string_view type) {
  if (type == "object") return e.is_object();
  if (type == "array") return e.is_array();
  if (type == "string") return e.is_string();
  if (type == "integer") return is_integer(e);
  if (type == "number") return is_integer(e) || e.is_double();
  if (type == "boolean") return e.is_bool();
  return type == "null" && e.is_null();
}

bool same(element a, element b) { return simdjson::minify(a) == simdjson::minify(b); }

/// One value against one schema; schemas refer to each other through `schemas`.
class Check {
 public:
  Check(const object& schemas, Violations& out) : schemas_(schemas), out_(out) {}

  void value(element schema, element e, const std::string& at) {
    if (schema.is_bool()) {
      if (!bool(schema)) say(at, "is not a field of this schema");
      return;
    }
    for (const auto& [keyword, rule] : object(schema)) {
      const auto found = keywords().find(keyword);
      if (found == keywords().end()) {
        say(at, fmt::format("the schema uses \"{}\", which this checker does not know", keyword));
      } else if (found->second) {
        (this->*found->second)(object(schema), rule, e, at);
      }
    }
  }

 private:
  using Rule = void (Check::*)(object schema, element rule, element e, const std::string& at);
  /// Null: only annotates, or is read by another keyword's rule.
  static const std::map<std::string_view, Rule>& keywords();

  void say(const std::string& at, std::string_view what) {
    out_.push_back(fmt::format("{}: {}", at.empty() ? "the whole" : at, what));
  }
  Violations trial(element schema, element e, const std::string& at) const {
    Violations found;
    Check(schemas_, found).value(schema, e, at);
    return found;
  }
  /// The schema that a $ref names, or a violation.
  void resolve(element rule, const std::string& at, const std::function<void(element)>& use) {
    const std::string_view ref(rule);
    element target;
    if (!ref.starts_with(kRefStart) ||
        schemas_[ref.substr(kRefStart.size())].get(target) != simdjson::SUCCESS)
      return say(at, fmt::format("the schema refers to \"{}\", which does not exist", ref));
    use(target);
  }
  /// Names that `schema` itself, what it refers to and what it combines describe.
  void describe(object schema, std::set<std::string_view>& names) {
    for (const auto& [keyword, rule] : schema) {
      if (keyword == "properties")
        for (const auto& property : object(rule)) names.insert(property.key);
      if (keyword == "$ref") resolve(rule, "", [&](element target) { describe(object(target), names); });
      if (keyword == "allOf")
        for (element part : array(rule)) describe(object(part), names);
    }
  }

  void ref(object, element rule, element e, const std::string& at) {
    resolve(rule, at, [&](element target) { value(target, e, at); });
  }
  void type(object, element rule, element e, const std::string& at) {
    bool fits = false;
    if (rule.is_string()) {
      fits = has_type(e, std::string_view(rule));
    } else {
      for (element one : array(rule)) fits = fits || has_type(e, std::string_view(one));
    }
    if (!fits) say(at, fmt::format("must be of type {}, is {}", simdjson::minify(rule), simdjson::minify(e)));
  }
  void properties(object, element rule, element e, const std::string& at) {
    if (!e.is_object()) return;
    std::set<std::string_view> seen;
    for (const auto& [name, member] : object(e)) {
      const std::string here = fmt::format("{}/{}", at, name);
      if (!seen.insert(name).second) say(here, "appears twice");
      element schema;
      if (object(rule)[name].get(schema) == simdjson::SUCCESS) value(schema, member, here);
    }
  }
  void required(object, element rule, element e, const std::string& at) {
    if (!e.is_object()) return;
    for (element name : array(rule))
      if (object(e)[std::string_view(name)].error() != simdjson::SUCCESS)
        say(fmt::format("{}/{}", at, std::string_view(name)), "is required");
  }
  void refuse_others(const std::set<std::string_view>& known, element rule, element e,
                     const std::string& at) {
    if (!e.is_object()) return;
    for (const auto& [name, member] : object(e))
      if (!known.contains(name)) value(rule, member, fmt::format("{}/{}", at, name));
  }
  void additional_properties(object schema, element rule, element e, const std::string& at) {
    std::set<std::string_view> known;
    object described;
    if (schema["properties"].get(described) == simdjson::SUCCESS)
      for (const auto& property : described) known.insert(property.key);
    refuse_others(known, rule, e, at);
  }
  void unevaluated_properties(object schema, element rule, element e, const std::string& at) {
    std::set<std::string_view> known;
    describe(schema, known);
    refuse_others(known, rule, e, at);
  }
  void items(object, element rule, element e, const std::string& at) {
    if (!e.is_array()) return;
    std::size_t i = 0;
    for (element one : array(e)) value(rule, one, fmt::format("{}/{}", at, i++));
  }
  void min_items(object, element rule, element e, const std::string& at) {
    if (e.is_array() && array(e).size() < std::uint64_t(rule)) say(at, "has too few items");
  }
  void max_items(object, element rule, element e, const std::string& at) {
    if (e.is_array() && array(e).size() > std::uint64_t(rule)) say(at, "has too many items");
  }
  void min_length(object, element rule, element e, const std::string& at) {
    if (e.is_string() && utf8_length(std::string_view(e)).value_or(0) < std::uint64_t(rule))
      say(at, "is too short");
  }
  void max_length(object, element rule, element e, const std::string& at) {
    if (e.is_string() && utf8_length(std::string_view(e)).value_or(0) > std::uint64_t(rule))
      say(at, "is too long");
  }
  void pattern(object, element rule, element e, const std::string& at) {
    if (!e.is_string()) return;
    const std::regex wanted{std::string(std::string_view(rule))};
    if (!std::regex_search(std::string(std::string_view(e)), wanted))
      say(at, fmt::format("{} does not match {}", simdjson::minify(e), std::string_view(rule)));
  }
  void minimum(object, element rule, element e, const std::string& at) {
    if (e.is_int64() && std::int64_t(e) < std::int64_t(rule))
      say(at, fmt::format("must be at least {}", std::int64_t(rule)));
  }
  void maximum(object, element rule, element e, const std::string& at) {
    if (is_integer(e) && (e.is_uint64() ? std::uint64_t(e) > INT64_MAX || std::int64_t(e) > std::int64_t(rule)
                                        : std::int64_t(e) > std::int64_t(rule)))
      say(at, fmt::format("must be at most {}", std::int64_t(rule)));
  }
  void enumeration(object, element rule, element e, const std::string& at) {
    for (element one : array(rule))
      if (same(one, e)) return;
    say(at, fmt::format("{} is none of {}", simdjson::minify(e), simdjson::minify(rule)));
  }
  void constant(object, element rule, element e, const std::string& at) {
    if (!same(rule, e)) say(at, fmt::format("must be {}", simdjson::minify(rule)));
  }
  void format(object, element rule, element e, const std::string& at) {
    const std::string_view name(rule);
    if (name == "int64") {
      if (is_integer(e) && !e.is_int64()) say(at, "does not fit 64 bits");
      return;
    }
    if (!e.is_string()) return;
    const std::string_view text(e);
    const bool fits = name == "uuid"        ? parse_uuid(text).has_value()
                      : name == "date-time" ? parse_instant(text).has_value()
                      : name == "date"      ? Zone().start_of(text).has_value()
                                            : false;
    if (!fits) say(at, fmt::format("{} has not the format {}", simdjson::minify(e), name));
  }
  void one_of(object, element rule, element e, const std::string& at) { branches(rule, e, at, true); }
  void any_of(object, element rule, element e, const std::string& at) { branches(rule, e, at, false); }
  void branches(element rule, element e, const std::string& at, bool exactly_one) {
    std::size_t fitting = 0;
    Violations why;
    for (element branch : array(rule)) {
      const Violations found = trial(branch, e, at);
      if (found.empty()) ++fitting;
      why.insert(why.end(), found.begin(), found.end());
    }
    if (fitting == 1 || (fitting > 1 && !exactly_one)) return;
    say(at, fmt::format("fits {} of the alternatives", fitting));
    if (fitting == 0) out_.insert(out_.end(), why.begin(), why.end());
  }
  void all_of(object, element rule, element e, const std::string& at) {
    for (element part : array(rule)) value(part, e, at);
  }

  const object& schemas_;
  Violations& out_;
};

const std::map<std::string_view, Check::Rule>& Check::keywords() {
  static const std::map<std::string_view, Rule> rules{
      {"$ref", &Check::ref},
      {"type", &Check::type},
      {"properties", &Check::properties},
      {"required", &Check::required},
      {"additionalProperties", &Check::additional_properties},
      {"unevaluatedProperties", &Check::unevaluated_properties},
      {"items", &Check::items},
      {"minItems", &Check::min_items},
      {"maxItems", &Check::max_items},
      {"minLength", &Check::min_length},
      {"maxLength", &Check::max_length},
      {"pattern", &Check::pattern},
      {"minimum", &Check::minimum},
      {"maximum", &Check::maximum},
      {"enum", &Check::enumeration},
      {"const", &Check::constant},
      {"format", &Check::format},
      {"oneOf", &Check::one_of},
      {"anyOf", &Check::any_of},
      {"allOf", &Check::all_of},
      {"description", nullptr},
  };
  return rules;
}

}  // namespace

JsonSchemas::JsonSchemas(const std::string& openapi_document) {
  element document;
  if (parser_.parse(openapi_document).get(document) != simdjson::SUCCESS ||
      document["components"]["schemas"].get(schemas_) != simdjson::SUCCESS)
    throw std::runtime_error("this is no OpenAPI document with components.schemas");
}

Violations JsonSchemas::violations(std::string_view schema_name, const std::string& json) const {
  element schema;
  if (schemas_[schema_name].get(schema) != simdjson::SUCCESS)
    return {fmt::format("there is no schema \"{}\"", schema_name)};
  simdjson::dom::parser parser;
  element body;
  if (const auto error = parser.parse(json).get(body); error != simdjson::SUCCESS)
    return {std::string("this is no JSON: ") + simdjson::error_message(error)};
  Violations found;
  Check(schemas_, found).value(schema, body, "");
  return found;
}

Violations violations(const std::string& schema_name, const std::string& body_json) {
  static const JsonSchemas served(http::openapi_json());
  return served.violations(schema_name, body_json);
}

}  // namespace daybook::test
