// Commands for the routes that no row names, made of the route table alone.

#include <algorithm>

#include "adapters/http/api/api.hpp"
#include "apps/daybook/route_schema.hpp"
#include "apps/daybook/route_verbs.hpp"

namespace daybook {
namespace {

constexpr std::string_view kApi = "/api/";

/// What admins may call. `daybook catalog` is a command of its own.
bool wants_command(const http::Route& route) {
  return route.access.roles != 0 && !route.access.publishable && route.pattern.starts_with(kApi) &&
         !route.pattern.starts_with("/api/catalog");
}

std::string singular(std::string word) {
  if (word.ends_with("s") && !word.ends_with("ss")) word.pop_back();
  return word;
}

/// The path's literal parts behind "/api/".
std::vector<std::string> literals(std::string_view pattern) {
  std::vector<std::string> parts;
  pattern.remove_prefix(kApi.size());
  while (!pattern.empty()) {
    const auto slash = std::min(pattern.find('/'), pattern.size());
    if (pattern.front() != '{') parts.emplace_back(pattern.substr(0, slash));
    pattern.remove_prefix(std::min(slash + 1, pattern.size()));
  }
  return parts;
}

std::string_view prefix_of(std::string_view method) {
  if (method == "GET") return "show";
  if (method == "PUT") return "set";
  if (method == "PATCH") return "edit";
  if (method == "DELETE") return "delete";
  return "";
}

std::string verb_of(const http::Route& route, const std::vector<std::string>& parts) {
  const bool one = route.pattern.ends_with("}");
  if (parts.size() == 1 && !one) return route.method == "GET" ? "list" : "create";
  std::string verb(prefix_of(route.method));
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (!verb.empty()) verb += '-';
    verb += i + 1 < parts.size() || one ? singular(parts[i]) : parts[i];
  }
  return verb;
}

}  // namespace

std::vector<RouteVerb> unnamed_verbs(const std::vector<RouteVerb>& named) {
  std::vector<RouteVerb> verbs;
  for (const http::Route& route : http::routes()) {
    if (!wants_command(route)) continue;
    const auto same = [&](const RouteVerb& row) {
      return row.method == route.method && row.pattern == route.pattern;
    };
    if (std::any_of(named.begin(), named.end(), same)) continue;
    const auto parts = literals(route.pattern);
    RouteVerb row{singular(parts.front()), verb_of(route, parts), route.method, route.pattern, ""};
    for (const auto& word : path_words(route.pattern)) row.usage += (row.usage.empty() ? "" : " ") + word;
    const std::string flags =
        route.method == "GET" ? query_usage(route.operation) : schema_usage(route.request_schema);
    if (!row.usage.empty() && !flags.empty()) row.usage += ' ';
    row.usage += flags;
    verbs.push_back(std::move(row));
  }
  return verbs;
}

}  // namespace daybook
