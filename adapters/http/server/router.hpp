#pragma once
// From method and path to a route's number. Patterns are "/api/orders/{id}/cancel"; the last segment may be
// "{name*}", which takes the rest of the path, slashes included (embedded web assets).

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace daybook::http {

struct RoutePattern {
  std::string method;     ///< Upper case.
  std::string pattern;    ///< Starts with '/', no trailing slash except for "/" itself.
  std::size_t index = 0;  ///< The caller's number of the route.
};

struct RouteMatch {
  std::size_t index = 0;
  std::vector<std::string> params;  ///< In the pattern's order, never empty strings.
};
struct NoRoute {};
struct WrongMethod {
  std::string allow;  ///< "GET, HEAD, POST": the value of the Allow header.
};
using RouteResult = std::variant<RouteMatch, NoRoute, WrongMethod>;

/// A tree of path segments. Literal segments win over parameters, and the most literal pattern that fits the
/// path decides: DELETE /api/orders/broker is a wrong method when only GET is routed there, even if
/// DELETE /api/orders/{id} exists. HEAD matches where GET does. Immutable after construction, so threads
/// share it.
class Router {
 public:
  /// Throws std::invalid_argument for a malformed pattern or two routes of one method and shape: a mistake in
  /// the program's own table.
  explicit Router(const std::vector<RoutePattern>& routes);

  /// `path` is decoded, without the query.
  RouteResult match(std::string_view method, std::string_view path) const;

 private:
  struct Node {
    std::vector<std::pair<std::string, std::size_t>> literals;  ///< Segment and child node.
    std::size_t parameter = 0;                                  ///< Child node, 0 = none (0 is the root).
    std::size_t rest = 0;                                       ///< Child that takes everything left.
    std::vector<std::pair<std::string, std::size_t>> methods;   ///< Method and route number.
  };

  std::size_t child_for(std::size_t node, std::string_view segment, bool last);
  std::size_t find(std::size_t node, std::string_view rest, std::vector<std::string_view>& params) const;

  std::vector<Node> nodes_;
};

}  // namespace daybook::http
