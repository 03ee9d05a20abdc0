// Runs a route's handler as a command: the same checks, the same facts, an admin as the actor. That it came
// by the command line shows in the envelope: its correlation id is "cli:<uuid>".

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "adapters/system/clock.hpp"
#include "apps/daybook/route_call.hpp"
#include "apps/daybook/route_help.hpp"
#include "apps/daybook/services.hpp"

namespace daybook {
namespace {

/// The active admin with this address; the state is the log's head.
Result<http::Caller> acting_admin(Services& services, const std::string& email) {
  http::Caller caller;
  Command command;
  command.origin = {"cli", "", ""};
  command.run = [&](Workspace& ws) -> Result<Answer> {
    const auto person = ws.find_person(ws.vault().email_hash(email));
    if (person)
      for (const auto& [id, admin] : ws.ledger().admins())
        if (admin.person_id == person->id && admin.active) {
          caller.kind = http::Caller::Kind::admin;
          caller.admin = id;
          caller.role = admin.role;
        }
    if (!caller.admin)
      return refuse(RefusalCode::unauthenticated, "--as: there is no active admin with this address");
    return http::answer("");
  };
  const auto done = services.writer.execute(std::move(command));
  if (!done) return refuse(done.error());
  return caller;
}

int exit_code(int status) { return status / 100 == 2 ? 0 : status == 503 ? 3 : 1; }

/// An answer to many that were asked for together counts those that were refused.
bool refuses_some(const http::Response& response) {
  if (response.content_type != "application/json") return false;
  simdjson::dom::parser parser;
  std::int64_t refused = 0;
  return parser.parse(simdjson::padded_string(response.body))["refused"].get(refused) == simdjson::SUCCESS &&
         refused > 0;
}

int refused(const RouteVerb& verb, const std::string& why, int status) {
  fmt::print(stderr, "daybook {} {}: {}\n", verb.group, verb.verb, why);
  return exit_code(status);
}

int refused(const RouteVerb& verb, const Refusal& refusal) {
  return refused(verb, refusal.detail, http_status(refusal.code));
}

int help(const std::string& group, const Arguments& arguments) {
  const RouteVerb* verb = find_verb(group, arguments.front());
  fmt::print("{}", verb ? verb_help(*verb) : group_help(group));
  return 0;
}

}  // namespace

int route_command(const Config& config, const std::string& group, Arguments arguments) {
  if (std::find(arguments.begin(), arguments.end(), "--help") != arguments.end())
    return help(group, arguments);
  RouteCall asked = read_route_call(group, std::move(arguments));
  Services services(config, 1);
  const auto caller = acting_admin(services, asked.as);
  if (!caller) return refused(*asked.verb, caller.error());
  if (!http::admits(asked.route->access, *caller))
    return refused(*asked.verb, {RefusalCode::forbidden,
                                 fmt::format("--as: the role {} does not allow this",
                                             boost::describe::enum_to_string(*caller->role, "?")),
                                 {},
                                 {}});
  asked.request.request_id = "cli:" + to_string(services.ids.next());
  const http::Response response =
      call_handler(services.api, asked.route->handler, {std::move(asked.request), *caller});
  if (response.status / 100 != 2)
    return refused(*asked.verb, refusal_text(*asked.verb, response), response.status);
  // A file's bytes go out as they are.
  fmt::print("{}{}", response.body, response.content_type == "application/json" ? "\n" : "");
  return refuses_some(response) ? 1 : 0;
}

}  // namespace daybook
