#include "apps/daybook/route_call.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iostream>
#include <sstream>

#include "adapters/http/openapi/operation.hpp"
#include "adapters/http/openapi/query_parameters.hpp"
#include "apps/daybook/route_help.hpp"
#include "apps/daybook/route_schema.hpp"
#include "core/text.hpp"
#include "events/codec/json_write.hpp"

namespace daybook {
namespace {

std::int64_t whole_number(const std::string& flag, std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    throw UsageError(fmt::format("{} needs whole numbers, not \"{}\"", flag, text));
  return value;
}

/// "assets:bank=100,expenses:stripe_fees=-100"
json::Raw postings(const std::string& flag, std::string_view text) {
  std::vector<json::Raw> list;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const std::string_view one = text.substr(0, comma);
    const auto equals = one.find('=');
    if (equals == std::string_view::npos)
      throw UsageError(fmt::format("{} needs ACCOUNT=N, not \"{}\"", flag, one));
    json::Object posting;
    posting.add("account", std::string(one.substr(0, equals)))
        .add("amount", whole_number(flag, one.substr(equals + 1)));
    list.push_back(posting.raw());
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return {json::to_json(list)};
}

/// A value of JSON, as it stands.
json::Raw raw_json(const std::string& flag, const std::string& text) {
  simdjson::dom::parser parser;
  if (parser.parse(simdjson::padded_string(text)).error() != simdjson::SUCCESS)
    throw UsageError(fmt::format("{} needs a value of JSON, not \"{}\"", flag, text));
  return {text};
}

std::string body_from(const std::string& file) {
  std::stringstream text;
  if (file == "-") {
    text << std::cin.rdbuf();
  } else {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw UsageError("--body: cannot read " + file);
    text << in.rdbuf();
  }
  return text.str();
}

const http::Route& route_of(const RouteVerb& verb) {
  for (const http::Route& route : http::routes())
    if (route.method == verb.method && route.pattern == verb.pattern) return route;
  throw std::logic_error(fmt::format("no route is {} {}", verb.method, verb.pattern));
}

void take_params(const RouteVerb& verb, Arguments& arguments, http::Request& request) {
  request.path = verb.pattern;
  for (const std::string& word : path_words(verb.pattern)) {
    if (arguments.empty() || arguments.front().starts_with("--"))
      throw UsageError(fmt::format("{} needs {}", verb.verb, word == "ID" ? "an ID" : "a " + word));
    const auto at = request.path.find('{');
    request.path.replace(at, request.path.find('}') - at + 1, arguments.front());
    request.params.push_back(arguments.front());
    arguments.erase(arguments.begin());
  }
}

/// Adds the flag's member to the body; a switch was handled before.
void add_member(json::Object& body, const RouteFlag& flag, const std::string& value) {
  const std::string name = "--" + flag.name;
  if (flag.word == "N")
    body.add(flag.member(), whole_number(name, value));
  else if (flag.word == "JSON" || flag.word == "true|false")
    body.add(flag.member(), raw_json(name, value));
  else if (flag.word.starts_with("ACCOUNT="))
    body.add(flag.member(), postings(name, value));
  else
    body.add(flag.member(), value);
}

/// The body as it stands in a file, no larger than the server would take it.
void take_body(const std::string& file, const http::Route& route, http::Request& request) {
  request.body = body_from(file);
  if (request.body.size() > route.body_limit)
    throw UsageError(fmt::format("--body: {} bytes at most", route.body_limit));
}

void take_members(const RouteVerb& verb, const http::Route& route, Arguments& arguments,
                  http::Request& request) {
  const bool file_wanted = is_file(route.request_schema);
  if (file_wanted)  // beside a file, flags are the query's
    for (const auto& parameter : http::query_parameters(route.operation))
      if (const auto value = take_flag(arguments, "--" + std::string(parameter.name)))
        request.query.emplace_back(std::string(parameter.name), *value);
  if (verb.method != "GET")
    if (const auto file = take_flag(arguments, "--body")) return take_body(*file, route, request);
  if (file_wanted) throw UsageError("--body FILE is missing");
  json::Object body;
  for (const RouteFlag& flag : flags_of(verb)) {
    const std::string name = "--" + flag.name;
    if (flag.word.empty()) {
      if (take_switch(arguments, name)) body.add(flag.member(), true);
      continue;
    }
    const auto value = take_flag(arguments, name);
    if (!value) {
      if (flag.required) throw UsageError(fmt::format("{} is missing", name));
    } else if (verb.method == "GET") {
      request.query.emplace_back(flag.member(), *value);
    } else {
      add_member(body, flag, *value);
    }
  }
  if (verb.method != "GET") request.body = body.text();
}

}  // namespace

std::optional<std::string> route_group(std::string word) {
  const auto known = [&] {
    return std::any_of(route_verbs().begin(), route_verbs().end(),
                       [&](const RouteVerb& row) { return row.group == word; });
  };
  if (known()) return word;
  // One or many, as the tongue wants it.
  if (word.ends_with("s")) {
    word.pop_back();
  } else {
    word += 's';
  }
  return known() ? std::optional(word) : std::nullopt;
}

const RouteVerb* find_verb(const std::string& group, const std::string& verb) {
  for (const RouteVerb& row : route_verbs())
    if (row.group == group && row.verb == verb) return &row;
  return nullptr;
}

RouteCall read_route_call(const std::string& group, Arguments arguments) {
  if (arguments.empty()) throw UsageError("needs a verb\n\n" + group_help(group));
  const RouteVerb* verb = find_verb(group, arguments.front());
  if (!verb)
    throw UsageError(fmt::format("does not know \"{}\"\n\n{}", arguments.front(), group_help(group)));
  arguments.erase(arguments.begin());
  RouteCall call;
  call.verb = verb;
  call.route = &route_of(*verb);
  call.request.method = verb->method;
  auto as = take_flag(arguments, "--as");
  if (const char* usual = std::getenv("DAYBOOK_AS"); !as && usual) as = usual;
  if (!as) throw UsageError("--as E-MAIL is missing: name the admin who acts, or set DAYBOOK_AS");
  const auto email = normalise_email(*as);
  if (!email) throw UsageError("--as must be an e-mail address");
  call.as = *email;
  if (http::takes_idempotency_key(*call.route))
    if (const auto key = take_flag(arguments, "--idempotency-key"))
      call.request.headers.emplace_back("idempotency-key", *key);
  take_params(*verb, arguments, call.request);
  take_members(*verb, *call.route, arguments, call.request);
  expect_no_more(arguments, verb_usage(*verb));
  return call;
}

}  // namespace daybook
