#pragma once
// The request target: only the origin form ("/path?query"), decoded strictly so that what is routed is what
// was asked for.

#include <optional>
#include <string>
#include <string_view>

#include "adapters/http/server/message.hpp"

namespace daybook::http {

/// Decodes `target` into `path` and `query`. Returns why not, for the client, when it has another form, a
/// fragment, a broken escape, an encoded NUL, control byte, '/' or '\' in the path, a "." or ".." segment,
/// or more than 100 query parameters.
std::optional<std::string> parse_target(std::string_view target, std::string& path, NameValues& query);

}  // namespace daybook::http
