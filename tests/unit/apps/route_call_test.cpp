#include "apps/daybook/route_call.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "adapters/http/openapi/query_parameters.hpp"
#include "adapters/http/openapi/schemas_file.hpp"
#include "adapters/http/server/problem.hpp"
#include "apps/daybook/route_help.hpp"
#include "apps/daybook/route_schema.hpp"

using namespace daybook;

namespace {

const std::string kAdmin = "--as=ada@staff.example";

std::string error_of(const std::string& group, const Arguments& arguments) {
  try {
    read_route_call(group, arguments);
  } catch (const UsageError& e) {
    const std::string text = e.what();
    return text.substr(0, text.find('\n'));
  }
  return "";
}

}  // namespace

TEST_CASE("route commands: each is a route with exactly the members that its flags name") {
  simdjson::dom::parser parser;
  const simdjson::dom::element schemas = parser.parse(simdjson::padded_string(http::schemas_file()));
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const RouteVerb& verb : route_verbs()) {
    CAPTURE(verb.group);
    CAPTURE(verb.verb);
    CHECK(seen.insert({verb.group, verb.verb}).second);
    const http::Route* route = nullptr;
    for (const auto& row : http::routes())
      if (row.method == verb.method && row.pattern == verb.pattern) route = &row;
    REQUIRE(route);
    CHECK(route->access.roles != 0);
    std::string params;
    for (const auto& word : path_words(verb.pattern)) params += word + " ";
    CHECK((verb.usage + " ").starts_with(params));
    CHECK(!verb_help(verb).empty());
    if (verb.method == "GET") {
      for (const RouteFlag& flag : flags_of(verb)) {
        const auto& known = http::query_parameters(route->operation);
        CHECK(std::any_of(known.begin(), known.end(), [&](const auto& parameter) {
          return parameter.name == flag.member() && parameter.required == flag.required;
        }));
      }
      continue;
    }
    std::set<std::string> required;
    simdjson::dom::array names;
    if (schemas[route->request_schema]["required"].get(names) == simdjson::SUCCESS)
      for (const auto name : names) required.emplace(std::string_view(name));
    for (const RouteFlag& flag : flags_of(verb)) {
      CAPTURE(flag.name);
      CHECK(schemas[route->request_schema]["properties"][flag.member()].error() == simdjson::SUCCESS);
      CHECK(flag.required == (required.erase(flag.member()) == 1));
    }
    CHECK(required.empty());
  }
}

TEST_CASE("route commands: whatever an admin may call has one command") {
  for (const auto& route : http::routes()) {
    if (route.access.roles == 0 || route.access.publishable) continue;  // prices are for keys
    if (route.pattern == "/api/catalog") continue;                      // daybook catalog
    CAPTURE(route.operation);
    const auto& verbs = route_verbs();
    CHECK(std::count_if(verbs.begin(), verbs.end(), [&](const RouteVerb& verb) {
            return verb.method == route.method && verb.pattern == route.pattern;
          }) == 1);
  }
}

TEST_CASE("route commands: a route that no row names is named after its path and its schema") {
  const auto find = [](const std::vector<RouteVerb>& verbs, std::string_view method,
                       std::string_view pattern) {
    for (const RouteVerb& verb : verbs)
      if (verb.method == method && verb.pattern == pattern)
        return verb.group + " " + verb.verb + " " + verb.usage;
    return std::string();
  };
  const auto all = unnamed_verbs({});
  CHECK(find(all, "POST", "/api/orders/{id}/refunds") ==
        "order refunds ID --amount N --reason TEXT [--reference TEXT]");
  CHECK(find(all, "POST", "/api/orders/{id}/disputes/{dispute_id}/withdraw") ==
        "order dispute-withdraw ID DISPUTE-ID --amount N [--fee N]");
  CHECK(find(all, "POST", "/api/orders/{id}/refunds/{refund_id}/fail") ==
        "order refund-fail ID REFUND-ID --reason TEXT");
  CHECK(find(all, "POST", "/api/ledger/stripe-payouts/fail") ==
        "ledger stripe-payout-fail --stripe-payout-id TEXT --failure-code TEXT");
  CHECK(find(all, "PATCH", "/api/payouts/{id}")
            .starts_with("payout edit ID --version N [--payment-method ACH|WIRE|"));
  CHECK(find(all, "POST", "/api/brokers").starts_with("broker create "));
  CHECK(find(all, "POST", "/api/payouts/run").find("[--broker-id ID]") != std::string::npos);
  CHECK(find(all, "POST", "/api/payouts/run").find("[--preview]") != std::string::npos);
  CHECK(find(all, "POST", "/api/ledger/adjustments").find("--currency CODE --postings JSON") !=
        std::string::npos);
  CHECK(find(all, "GET", "/api/brokers/{id}/statement").starts_with("broker show-statement ID --period "));
  CHECK(find(all, "GET", "/api/ledger/adjustments/{id}") == "ledger show-adjustment ID");
  CHECK(find(all, "GET", "/api/orders").starts_with("order list "));
  CHECK(find(all, "GET", "/api/orders/{id}") == "order show ID");
  CHECK(find(all, "PUT", "/api/catalog").empty());
  CHECK(find(all, "POST", "/api/orders/checkout").empty());
  CHECK(path_words("/api/orders/{id}/refunds/{refund_id}/fail") ==
        std::vector<std::string>{"ID", "REFUND-ID"});
  CHECK(schema_usage("").empty());
  CHECK(schema_usage("NoSuchSchema").empty());
}

TEST_CASE("route commands: help and refusals speak of flags") {
  const RouteVerb* verb = find_verb("ledger", "write-off");
  REQUIRE(verb);
  const std::string help = verb_help(*verb);
  CAPTURE(help);
  CHECK(help.starts_with("Propose to write off what a payee owes\n"));
  CHECK(help.find("At most what the payee owes in this currency.") != std::string::npos);
  CHECK(help.find("the admin who acts: SUPER_ADMIN, ACCOUNTANT") != std::string::npos);
  const auto told = [&](const Refusal& refusal) {
    return refusal_text(*verb, http::problem(refusal, "cli:1"));
  };
  CHECK(told(invalid_field("/amount", "must be more")) == "--amount: must be more");
  CHECK(told(invalid_field("/nonsense", "is unknown")) == "/nonsense: is unknown");
  CHECK(told({RefusalCode::conflict, "was withdrawn", {}, {}}) == "was withdrawn");
  Refusal two = invalid_field("/payee", "must be a UUID");
  two.errors.push_back({"/currency", "invalid", "must be a code"});
  CHECK(told(two) == "--payee: must be a UUID\n  --currency: must be a code");
  const RouteVerb* adjust = find_verb("ledger", "adjust");
  REQUIRE(adjust);
  CHECK(refusal_text(*adjust, http::problem(invalid_field("/postings/0/amount", "x"), "")) ==
        "--postings/0/amount: x");
}

TEST_CASE("route commands: arguments become the path, the query and the body") {
  const auto adjust = read_route_call(
      "ledger", {"adjust", kAdmin, "--currency", "USD", "--postings", "assets:bank=5,assets:cash=-5",
                 "--reason", "a \"slip\"", "--idempotency-key", "k1"});
  CHECK(adjust.as == "ada@staff.example");
  CHECK(adjust.route->operation == "proposeAdjustment");
  CHECK(adjust.request.body == R"({"currency":"USD","postings":[{"account":"assets:bank","amount":5},)"
                               R"({"account":"assets:cash","amount":-5}],"reason":"a \"slip\""})");
  CHECK(adjust.request.header("idempotency-key") == "k1");

  const auto run = read_route_call("payout", {"run", "--preview", "--month=11", "--year=2026", kAdmin});
  CHECK(run.request.body == R"({"year":2026,"month":11,"preview":true})");
  const auto cancel = read_route_call("order", {"cancel", kAdmin, "abc", "--reason", "r"});
  CHECK(cancel.request.path == "/api/orders/abc/cancel");
  CHECK(cancel.request.params == std::vector<std::string>{"abc"});
  const auto file = std::filesystem::temp_directory_path() / fmt::format("daybook-body-{}", ::getpid());
  std::ofstream(file) << R"({"reason":"from a file"})";
  const auto whole = read_route_call("order", {"cancel", kAdmin, "abc", "--body", file.string()});
  std::ofstream(file) << std::string(64 * 1024 + 1, ' ');
  CHECK(error_of("order", {"cancel", kAdmin, "abc", "--body", file.string()}) ==
        "--body: 65536 bytes at most");
  const auto nacha = read_route_call("payout", {"take-returns", kAdmin, "--body", file.string()});
  CHECK(nacha.request.body == std::string(64 * 1024 + 1, ' '));
  std::filesystem::remove(file);
  CHECK(whole.request.body == R"({"reason":"from a file"})");
  const auto two = read_route_call("order", {"refund-fail", kAdmin, "abc", "re_1", "--reason", "r"});
  CHECK(two.request.path == "/api/orders/abc/refunds/re_1/fail");
  CHECK(two.request.params == std::vector<std::string>{"abc", "re_1"});
  CHECK(error_of("order", {"refund-fail", kAdmin, "abc", "--reason=r"}) == "refund-fail needs a REFUND-ID");
  const auto list = read_route_call("ledger", {"list", "--status", "proposed", kAdmin});
  CHECK(list.request.query_value("status") == "proposed");
  CHECK(list.request.body.empty());
}

TEST_CASE("route commands: wrong use says what is wrong") {
  CHECK(error_of("ledger", {}) == "needs a verb");
  CHECK(error_of("ledger", {"burn", kAdmin}) == "does not know \"burn\"");
  CHECK(error_of("ledger", {"approve", "x"}) ==
        "--as E-MAIL is missing: name the admin who acts, or set DAYBOOK_AS");
  CHECK(error_of("ledger", {"approve", "x", "--as", "nobody"}) == "--as must be an e-mail address");
  CHECK(error_of("ledger", {"approve", kAdmin}) == "approve needs an ID");
  CHECK(error_of("ledger", {"withdraw", kAdmin, "x"}) == "--reason is missing");
  CHECK(error_of("ledger", {"approve", kAdmin, "x", "y"}) == "does not know \"y\"");
  CHECK(error_of("order", {"refund", kAdmin, "x", "--amount", "1.5", "--reason", "r"}) ==
        "--amount needs whole numbers, not \"1.5\"");
  CHECK(error_of("ledger", {"adjust", kAdmin, "--currency=USD", "--postings=assets:bank", "--reason=r"}) ==
        "--postings needs ACCOUNT=N, not \"assets:bank\"");
  CHECK(error_of("ledger", {"approve", kAdmin, "x", "--body", "/no/such/file"}) ==
        "--body: cannot read /no/such/file");
  CHECK(error_of("payout", {"take-returns", kAdmin}) == "--body FILE is missing");
  CHECK(route_group("payout") == "payout");
  CHECK(route_group("payouts") == "payout");
  CHECK(!route_group("audit"));
  CHECK(!route_group("s"));
  CHECK(group_help("task").find("dismiss") != std::string::npos);
}
