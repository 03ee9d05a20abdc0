#pragma once
// A small strict checker of JSON against the schemas of an OpenAPI document, so that live answers are held to
// the document that is served. It knows the keywords that schemas.json uses and reports any other one as a
// violation: nothing is ever left unchecked in silence.

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

namespace daybook::test {

/// One sentence each, "/items/0/quantity: must be at least 1"; none when the JSON conforms.
using Violations = std::vector<std::string>;

class JsonSchemas {
 public:
  /// Takes an OpenAPI document. Throws std::runtime_error when it is no JSON.
  explicit JsonSchemas(const std::string& openapi_document);

  /// How `json` breaks components.schemas.<name>; malformed JSON and an unknown name are violations too.
  Violations violations(std::string_view schema_name, const std::string& json) const;

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::object schemas_;
};

/// The same against the document that this program serves.
Violations violations(const std::string& schema_name, const std::string& body_json);

}  // namespace daybook::test
