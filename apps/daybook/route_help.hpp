#pragma once
// What `daybook order --help` and `daybook order refund --help` print, and how a refused command reads.

#include <string>

#include "adapters/http/server/message.hpp"
#include "apps/daybook/route_verbs.hpp"

namespace daybook {

/// The group's verbs with a line each.
std::string group_help(const std::string& group);
/// "usage: daybook order refund --as E-MAIL ID …"
std::string verb_usage(const RouteVerb& verb);
/// One verb: what it does, its flags, who may.
std::string verb_help(const RouteVerb& verb);

/// A problem document in the words of the command line: "--amount: must be …", a line for each fault.
std::string refusal_text(const RouteVerb& verb, const http::Response& response);

}  // namespace daybook
