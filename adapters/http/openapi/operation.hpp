#pragma once
// One line of the route table as an OpenAPI operation.

#include <string>

#include "adapters/http/api/api.hpp"
#include "events/codec/json_write.hpp"

namespace daybook::http {

/// The tag under which the path's operations are listed: "Orders", "Provable log", …
std::string_view tag_of(std::string_view pattern);

/// It heeds an Idempotency-Key.
bool takes_idempotency_key(const Route& route);

/// The operation object. `body_required`: the request schema has required fields, so no body is a refusal.
json::Raw operation_json(const Route& route, bool body_required);

}  // namespace daybook::http
