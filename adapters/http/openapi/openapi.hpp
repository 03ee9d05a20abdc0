#pragma once
// This API as an OpenAPI 3.1 document, made of the route table and schemas.json: what is not routed is not in
// it.

#include <string>

namespace daybook::http {

/// The whole document as JSON. Built on the first call and the same for the life of the process. Throws
/// std::runtime_error when schemas.json is broken: a mistake of the build.
const std::string& openapi_json();

}  // namespace daybook::http
