// The checker of live answers must itself refuse what it is there to refuse.

#include "tests/support/json_schema.hpp"

#include <doctest/doctest.h>

namespace daybook {
namespace {

const std::string kDocument = R"({"components":{"schemas":{
  "Amount": {"type":"integer","format":"int64"},
  "Line": {"type":"object","additionalProperties":false,"required":["id","quantity"],"properties":{
    "id":{"type":"string","format":"uuid"},
    "quantity":{"type":"integer","minimum":1,"maximum":10},
    "at":{"type":["string","null"],"format":"date-time"},
    "day":{"type":"string","format":"date"},
    "rate":{"type":"string","pattern":"^(0|[1-9][0-9]*)(\\.[0-9]{0,3}[1-9])?$"},
    "kind":{"type":["string","null"],"enum":["A","B",null]},
    "name":{"type":"string","minLength":1,"maxLength":3},
    "ok":{"type":"boolean","const":true},
    "price":{"$ref":"#/components/schemas/Amount"}}},
  "Lines": {"type":"array","minItems":1,"maxItems":2,"items":{"$ref":"#/components/schemas/Line"}},
  "Wide": {"allOf":[{"$ref":"#/components/schemas/Named"}],"required":["more"],
           "properties":{"more":{"type":"integer"}},"unevaluatedProperties":false},
  "Named": {"type":"object","required":["name"],"properties":{"name":{"type":"string"}}},
  "Either": {"oneOf":[{"type":"string"},{"$ref":"#/components/schemas/Amount"}]},
  "Both": {"oneOf":[{"type":"integer"},{"minimum":5}]},
  "Any": {"anyOf":[{"type":"string"},{"type":"null"}]},
  "Lost": {"$ref":"#/components/schemas/Nowhere"},
  "Strange": {"type":"string","minimumish":1},
  "StrangeFormat": {"type":"string","format":"colour"}
}}})";

const std::string kId = R"("id":"018f6f0e-6a2f-7c3e-8a55-0a1b2c3d4e5f")";

std::string line(const std::string& rest) { return "{" + kId + "," + rest + "}"; }

std::size_t count(const char* schema, const std::string& json) {
  static const test::JsonSchemas schemas(kDocument);
  const auto found = schemas.violations(schema, json);
  for (const auto& violation : found) INFO(violation);
  return found.size();
}

TEST_CASE("a conforming value has no violations") {
  CHECK(count("Line",
              line(R"("quantity":1,"at":null,"day":"2026-02-28","rate":"12.5","kind":null,"name":"äöü",)"
                   R"("ok":true,"price":-5)")) == 0);
  CHECK(count("Lines", "[" + line(R"("quantity":10,"at":"2026-11-21T00:00:00.000000Z")") + "]") == 0);
  CHECK(count("Wide", R"({"name":"n","more":1})") == 0);
  CHECK(count("Either", R"("text")") == 0);
  CHECK(count("Either", "7") == 0);
  CHECK(count("Any", "null") == 0);
}

TEST_CASE("each keyword refuses what it is there to refuse") {
  struct Row {
    const char* name;
    const char* schema;
    std::string json;
  };
  const Row rows[] = {
      {"a missing member", "Line", "{" + kId + "}"},
      {"an unknown member", "Line", line(R"("quantity":1,"colour":"red")")},
      {"a member that appears twice", "Line", line(R"("quantity":1,"quantity":1)")},
      {"a fraction for an integer", "Line", line(R"("quantity":1.5)")},
      {"a float that is whole", "Line", line(R"("quantity":1.0)")},
      {"a text for an integer", "Line", line(R"("quantity":"1")")},
      {"below the minimum", "Line", line(R"("quantity":0)")},
      {"above the maximum", "Line", line(R"("quantity":11)")},
      {"beyond 64 bits", "Line", line(R"("quantity":1,"price":9223372036854775808)")},
      {"null where it is not allowed", "Line", line(R"("quantity":1,"price":null)")},
      {"no UUID", "Line", R"({"id":"018f","quantity":1})"},
      {"no time", "Line", line(R"("quantity":1,"at":"2026-13-21T00:00:00Z")")},
      {"no day", "Line", line(R"("quantity":1,"day":"2026-02-30")")},
      {"a rate with trailing zeros", "Line", line(R"("quantity":1,"rate":"12.50")")},
      {"none of the enum", "Line", line(R"("quantity":1,"kind":"C")")},
      {"too short", "Line", line(R"("quantity":1,"name":"")")},
      {"too long", "Line", line(R"("quantity":1,"name":"äöüß")")},
      {"not the constant", "Line", line(R"("quantity":1,"ok":false)")},
      {"too few items", "Lines", "[]"},
      {"a faulty item", "Lines", "[" + line(R"("quantity":0)") + "]"},
      {"not an array", "Lines", "{}"},
      {"a member missing from a part", "Wide", R"({"more":1})"},
      {"a member of no part", "Wide", R"({"name":"n","more":1,"colour":"red"})"},
      {"two of oneOf", "Both", "7"},
      {"a reference to nowhere", "Lost", "1"},
      {"a keyword that is not known", "Strange", R"("x")"},
      {"a format that is not known", "StrangeFormat", R"("x")"},
      {"no such schema", "Nowhere", "1"},
      {"no JSON", "Amount", "{"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(count(row.schema, row.json) == 1);
  }
  CHECK(count("Either", "true") > 0);
  CHECK(count("Any", "1") > 0);
  const std::string one = line(R"("quantity":1)");
  CHECK(count("Lines", "[" + one + "," + one + "," + one + "]") == 1);
}

TEST_CASE("a violation names the place") {
  const test::JsonSchemas schemas(kDocument);
  CHECK(schemas.violations("Lines", "[" + line(R"("quantity":0)") + "]") ==
        test::Violations{"/0/quantity: must be at least 1"});
}

}  // namespace
}  // namespace daybook
