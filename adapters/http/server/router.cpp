#include "adapters/http/server/router.hpp"

#include <algorithm>
#include <stdexcept>

namespace daybook::http {
namespace {

/// Splits "/a/b" into "a" and "/b"; the rest is empty after the last segment.
std::pair<std::string_view, std::string_view> split(std::string_view path) {
  path.remove_prefix(1);
  const std::size_t slash = std::min(path.find('/'), path.size());
  return {path.substr(0, slash), path.substr(slash)};
}

std::string allow_list(const std::vector<std::pair<std::string, std::size_t>>& methods) {
  std::string allow;
  for (const auto& [method, index] : methods) {
    if (!allow.empty()) allow += ", ";
    allow += method;
    if (method == "GET") allow += ", HEAD";
  }
  return allow;
}

}  // namespace

Router::Router(const std::vector<RoutePattern>& routes) : nodes_(1) {
  for (const RoutePattern& route : routes) {
    std::string_view left = route.pattern;
    if (left.empty() || left.front() != '/') throw std::invalid_argument("route pattern: " + route.pattern);
    std::size_t node = 0;
    while (!left.empty()) {
      const auto [segment, rest] = split(left);
      if (segment.empty() && route.pattern != "/") {
        throw std::invalid_argument("empty segment in route pattern: " + route.pattern);
      }
      node = child_for(node, segment, rest.empty());
      left = rest;
    }
    auto& methods = nodes_[node].methods;
    const auto same = [&](const auto& entry) { return entry.first == route.method; };
    if (std::any_of(methods.begin(), methods.end(), same)) {
      throw std::invalid_argument("two routes for " + route.method + " " + route.pattern);
    }
    methods.emplace_back(route.method, route.index);
  }
  for (Node& node : nodes_) std::sort(node.methods.begin(), node.methods.end());
}

std::size_t Router::child_for(std::size_t node, std::string_view segment, bool last) {
  const std::size_t fresh = nodes_.size();
  const bool braces = segment.find_first_of("{}") != std::string_view::npos;
  if (!braces) {
    for (const auto& [text, child] : nodes_[node].literals) {
      if (text == segment) return child;
    }
    nodes_[node].literals.emplace_back(std::string(segment), fresh);
    nodes_.emplace_back();
    return fresh;
  }
  if (segment.size() < 3 || segment.front() != '{' || segment.back() != '}') {
    throw std::invalid_argument("route parameter: " + std::string(segment));
  }
  const bool takes_rest = segment[segment.size() - 2] == '*';
  if (takes_rest && !last) throw std::invalid_argument("parameter after the rest: " + std::string(segment));
  std::size_t& slot = takes_rest ? nodes_[node].rest : nodes_[node].parameter;
  if (slot != 0) return slot;
  slot = fresh;
  nodes_.emplace_back();
  return fresh;
}

/// The node with methods that the path reaches, 0 when none; on failure `params` is as it was.
std::size_t Router::find(std::size_t node, std::string_view rest,
                         std::vector<std::string_view>& params) const {
  const Node& here = nodes_[node];
  if (rest.empty()) return here.methods.empty() ? 0 : node;
  const auto [segment, left] = split(rest);
  for (const auto& [text, child] : here.literals) {
    if (text != segment) continue;
    if (const std::size_t found = find(child, left, params)) return found;
    break;
  }
  if (here.parameter != 0 && !segment.empty()) {
    params.push_back(segment);
    if (const std::size_t found = find(here.parameter, left, params)) return found;
    params.pop_back();
  }
  if (here.rest != 0 && rest.size() > 1) {
    params.push_back(rest.substr(1));
    return here.rest;
  }
  return 0;
}

RouteResult Router::match(std::string_view method, std::string_view path) const {
  if (path.empty() || path.front() != '/') return NoRoute{};
  std::vector<std::string_view> params;
  const std::size_t node = find(0, path, params);
  if (node == 0) return NoRoute{};
  const std::string_view wanted = method == "HEAD" ? std::string_view("GET") : method;
  for (const auto& [name, index] : nodes_[node].methods) {
    if (name != wanted) continue;
    return RouteMatch{index, {params.begin(), params.end()}};
  }
  return WrongMethod{allow_list(nodes_[node].methods)};
}

}  // namespace daybook::http
