#include "apps/daybook/route_help.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "adapters/http/api/api.hpp"
#include "adapters/http/openapi/operation.hpp"
#include "adapters/http/openapi/query_parameters.hpp"
#include "apps/daybook/route_schema.hpp"

namespace daybook {
namespace {

constexpr std::size_t kColumns = 100;
constexpr const char* kUnits =
    "\nAmounts (N) are in minor units: 1050 is 10.50 USD. A TIME is RFC 3339: 2026-11-30T09:00:00Z.\n"
    "The answer is the route's JSON. Exit codes: 0 done, 1 refused, 2 wrong use, 3 a service is "
    "unreachable.\n";

const http::Route* route_of(const RouteVerb& verb) {
  for (const http::Route& route : http::routes())
    if (route.method == verb.method && route.pattern == verb.pattern) return &route;
  return nullptr;
}

std::string roles_of(const http::Route& route) {
  std::string names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Role>>([&](auto role) {
    if ((route.access.roles & http::bit(role.value)) != 0)
      names += (names.empty() ? "" : ", ") + std::string(role.name);
  });
  return names;
}

std::string flag_help(const http::Route& route, const RouteFlag& flag) {
  const std::string member = flag.member();
  std::string text;
  if (route.method == "GET") {
    for (const auto& parameter : http::query_parameters(route.operation))
      if (parameter.name == member) text = parameter.description;
  } else {
    text = member_help(route.request_schema, member);
  }
  if (!flag.required && text.find("bsent") == std::string::npos)
    text += text.empty() ? "May be absent." : " May be absent.";
  return text;
}

std::string line(const std::string& left, const std::string& right) {
  if (right.empty()) return "  " + left + "\n";
  if (left.size() > 30) return fmt::format("  {}\n  {:30}  {}\n", left, "", right);
  return fmt::format("  {:30}  {}\n", left, right);
}

/// Broken between flags where a line would be longer than kColumns.
std::string wrapped(const std::string& usage) {
  std::string text, row;
  for (std::size_t at = 0; at < usage.size();) {
    const auto next = std::min({usage.find(" --", at + 1), usage.find(" [", at + 1), usage.size()});
    const std::string word = usage.substr(at, next - at);
    if (!row.empty() && row.size() + word.size() > kColumns) {
      text += row + "\n";
      row = std::string(6, ' ');
    }
    row += word;
    at = next;
  }
  return text + row;
}

/// "/payment_method" as the flag it came from, when the verb has one.
std::string flag_of(const RouteVerb& verb, const std::string& pointer) {
  if (pointer.size() < 2 || (pointer[0] != '/' && pointer[0] != '?')) return pointer;
  const std::string member = pointer.substr(1, pointer.find('/', 1) - 1);
  for (const RouteFlag& flag : flags_of(verb))
    if (flag.member() == member) return "--" + flag.name + pointer.substr(1 + member.size());
  return pointer;
}

}  // namespace

std::string group_help(const std::string& group) {
  std::string changes, reads;
  for (const RouteVerb& row : route_verbs())
    if (row.group == group)
      (row.method == "GET" ? reads : changes) += line(row.verb, std::string(route_of(row)->summary));
  return fmt::format(
      "usage: daybook {0} VERB --as E-MAIL …      `daybook {0} VERB --help` shows a verb's flags\n\n"
      "{1}{2}{3}\n--as names the admin who acts: with this admin's rights, under this name in the "
      "log.\nWithout it, the environment's DAYBOOK_AS does.\n",
      group, changes, changes.empty() || reads.empty() ? "" : "\n", reads);
}

std::string verb_usage(const RouteVerb& verb) {
  return fmt::format("usage: daybook {} {} --as E-MAIL{}{}\n", verb.group, verb.verb,
                     verb.usage.empty() ? "" : " ", verb.usage);
}

std::string verb_help(const RouteVerb& verb) {
  const http::Route& route = *route_of(verb);
  std::string text = fmt::format("{}\n\n{}\n", route.summary, wrapped(verb_usage(verb)));
  for (const RouteFlag& flag : flags_of(verb))
    text += line("--" + flag.name + (flag.word.empty() ? "" : " " + flag.word), flag_help(route, flag));
  if (is_file(route.request_schema))  // beside a file, the query's
    for (const auto& parameter : http::query_parameters(route.operation))
      text += line(fmt::format("--{} TEXT", parameter.name), std::string(parameter.description));
  text += line("--as E-MAIL", "the admin who acts: " + roles_of(route));
  if (verb.method != "GET") {
    if (http::takes_idempotency_key(route))
      text += line("--idempotency-key TEXT", "sent again with the same key, a command happens once");
    text += line("--body FILE", is_file(route.request_schema)
                                    ? "needed: the file, \"-\" reads it from stdin"
                                    : "in place of the flags: the whole body, \"-\" reads it from stdin");
  }
  return text + kUnits;
}

std::string refusal_text(const RouteVerb& verb, const http::Response& response) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  std::string_view detail;
  if (parser.parse(simdjson::padded_string(response.body)).get(document) != simdjson::SUCCESS ||
      document["detail"].get(detail) != simdjson::SUCCESS)
    return response.body;
  std::string text;
  simdjson::dom::array errors;
  if (document["errors"].get(errors) == simdjson::SUCCESS)
    for (const simdjson::dom::element error : errors) {
      std::string_view pointer, fault;
      if (error["pointer"].get(pointer) != simdjson::SUCCESS ||
          error["detail"].get(fault) != simdjson::SUCCESS)
        continue;
      text += fmt::format("{}{}: {}", text.empty() ? "" : "\n  ", flag_of(verb, std::string(pointer)), fault);
    }
  return text.empty() ? std::string(detail) : text;
}

}  // namespace daybook
