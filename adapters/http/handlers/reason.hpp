#pragma once
// The body {reason}: who changes money or a life cycle by hand says why.

#include <boost/describe.hpp>

#include "adapters/http/api/api.hpp"

namespace daybook::http {

/// {}: a body without fields.
struct EmptyBody {};
BOOST_DESCRIBE_STRUCT(EmptyBody, (), ())

/// {reason}, required.
Result<std::string> read_reason(const Call& call);
/// {reason?}.
Result<std::optional<std::string>> read_optional_reason(const Call& call);

}  // namespace daybook::http
