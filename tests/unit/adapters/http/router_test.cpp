#include "adapters/http/server/router.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace daybook::http;

namespace {

Router orders() {
  return Router({{"GET", "/", 0},
                 {"GET", "/api/orders", 1},
                 {"POST", "/api/orders", 2},
                 {"GET", "/api/orders/{id}", 3},
                 {"GET", "/api/orders/broker", 4},
                 {"POST", "/api/orders/{id}/cancel", 5},
                 {"POST", "/api/orders/checkout", 6},
                 {"DELETE", "/api/orders/{id}", 7},
                 {"GET", "/api/brokers/{id}/keys/{kind}", 8},
                 {"GET", "/assets/{file*}", 9}});
}

/// "index param param", "none" or "allow: ...".
std::string outcome(const RouteResult& result) {
  if (const auto* match = std::get_if<RouteMatch>(&result)) {
    std::string out = std::to_string(match->index);
    for (const std::string& param : match->params) out += " " + param;
    return out;
  }
  if (const auto* wrong = std::get_if<WrongMethod>(&result)) return "allow: " + wrong->allow;
  return "none";
}

struct Row {
  const char* method;
  const char* path;
  const char* expected;
};

constexpr Row rows[] = {
    {"GET", "/", "0"},
    {"GET", "/api/orders", "1"},
    {"HEAD", "/api/orders", "1"},
    {"POST", "/api/orders", "2"},
    {"PUT", "/api/orders", "allow: GET, HEAD, POST"},
    {"GET", "/api/orders/42", "3 42"},
    {"GET", "/api/orders/broker", "4"},
    {"GET", "/api/orders/brokers", "3 brokers"},
    {"POST", "/api/orders/42/cancel", "5 42"},
    {"POST", "/api/orders/broker/cancel", "5 broker"},
    {"GET", "/api/orders/42/cancel", "allow: POST"},
    {"POST", "/api/orders/checkout", "6"},
    {"GET", "/api/orders/checkout", "allow: POST"},
    {"DELETE", "/api/orders/42", "7 42"},
    {"DELETE", "/api/orders/broker", "allow: GET, HEAD"},
    {"GET", "/api/brokers/7/keys/secret", "8 7 secret"},
    {"GET", "/api/brokers/7/keys", "none"},
    {"GET", "/api/orders/", "none"},
    {"GET", "/api/orders//cancel", "none"},
    {"POST", "/api/orders//cancel", "none"},
    {"GET", "/api", "none"},
    {"GET", "/API/orders", "none"},
    {"GET", "", "none"},
    {"GET", "*", "none"},
    {"GET", "/assets/a/b.js", "9 a/b.js"},
    {"GET", "/assets/", "none"},
    {"get", "/api/orders", "allow: GET, HEAD, POST"},
};

}  // namespace

TEST_CASE("router: method and path to route") {
  const Router router = orders();
  for (const Row& row : rows) {
    CAPTURE(row.method);
    CAPTURE(row.path);
    CHECK(outcome(router.match(row.method, row.path)) == row.expected);
  }
}

TEST_CASE("router: mistakes in the table are found at construction") {
  CHECK_THROWS_AS(Router({{"GET", "/a/{id}", 0}, {"GET", "/a/{other}", 1}}), std::invalid_argument);
  CHECK_THROWS_AS(Router({{"GET", "a", 0}}), std::invalid_argument);
  CHECK_THROWS_AS(Router({{"GET", "/a/", 0}}), std::invalid_argument);
  CHECK_THROWS_AS(Router({{"GET", "/a/x{id}", 0}}), std::invalid_argument);
  CHECK_THROWS_AS(Router({{"GET", "/a/{rest*}/b", 0}}), std::invalid_argument);
}
