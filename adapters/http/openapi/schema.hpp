#pragma once
// Words for writing JSON Schema (draft 2020-12, as OpenAPI 3.1 takes it) in the shape of our bodies.

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "events/codec/json_write.hpp"

namespace daybook::http::openapi {

using Schema = json::Raw;
/// The document's named components.
using Schemas = std::map<std::string, Schema>;

struct Field {
  std::string_view name;
  Schema schema;
  bool required = true;
};
using Fields = std::vector<Field>;

/// One of the document's components.
Schema ref(std::string_view name);
/// At most `longest` code points; 0 = unbounded.
Schema text(std::int64_t longest = 0, std::int64_t shortest = 0);
Schema pattern(std::string_view regular_expression);
/// "date", "email", "uri" …
Schema format(std::string_view name);
Schema integer();
Schema integer(std::int64_t low, std::int64_t high);
Schema boolean();
Schema constant(const Schema& value);
Schema one_of(std::initializer_list<std::string_view> values);
Schema nullable(const Schema& schema);
Schema list_of(const Schema& items);
Schema list_of(const Schema& items, std::int64_t fewest, std::int64_t most);

/// A described enum: its enumerators.
template <json::DescribedEnum E>
Schema names_of() {
  std::vector<std::string> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto d) { names.emplace_back(d.name); });
  json::Object out;
  return out.add("type", "string").add("enum", names).raw();
}

/// A member that may be absent; null counts as absent.
Field optional(std::string_view name, const Schema& schema);

/// What we answer: clients must take members that they do not know.
Schema answer(const Fields& fields);
/// What we take: an unknown member is a 422.
Schema request(const Fields& fields);
/// {data, has_more, next_cursor}, behind other members of its own.
Schema page_of(const Schema& item, const Fields& before = {});

/// Both lists, one after the other.
Fields operator+(Fields a, const Fields& b);

}  // namespace daybook::http::openapi
