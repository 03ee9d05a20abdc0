#pragma once
// From a command line to the call that its route's handler takes.

#include <optional>
#include <string>

#include "adapters/http/api/api.hpp"
#include "apps/daybook/route_verbs.hpp"

namespace daybook {

/// The group of such commands that `daybook <word>` means, "order" or "orders"; nothing for other words.
std::optional<std::string> route_group(std::string word);
/// Null when the group has no such verb.
const RouteVerb* find_verb(const std::string& group, const std::string& verb);

struct RouteCall {
  const RouteVerb* verb = nullptr;
  const http::Route* route = nullptr;
  http::Request request;
  std::string as;  ///< the acting admin's address, normalised
};
/// Reads the arguments behind `daybook <group>`. Throws UsageError naming what is missing or unknown; what
/// the members hold is for the route to judge.
RouteCall read_route_call(const std::string& group, Arguments arguments);

}  // namespace daybook
