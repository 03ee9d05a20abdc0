#include <fmt/format.h>

#include "adapters/http/api/api_keys.hpp"
#include "apps/daybook/commands.hpp"
#include "apps/daybook/services.hpp"
#include "core/text.hpp"

namespace daybook {
namespace {

constexpr const char* kUsage =
    "usage: daybook admin create --email E --role SUPER_ADMIN|ADMIN|STAFF|SUPPORT|ACCOUNTANT|AUDITOR\n"
    "       daybook admin revoke --email E    the token ends at once\n"
    "       daybook admin list\n"
    "       daybook admin erase --email E     destroys a person's key: name, address and texts read [erased]";

std::string needed_email(Arguments& arguments) {
  const auto given = take_flag(arguments, "--email");
  if (!given) throw UsageError(std::string("--email is missing\n") + kUsage);
  const auto email = normalise_email(*given);
  if (!email) throw UsageError("--email must be an e-mail address");
  return *email;
}

int run(Services& services, std::function<Result<Answer>(Workspace&)> work, std::string* body) {
  Command command;
  command.origin = {"cli", "", ""};
  command.run = std::move(work);
  const auto result = services.writer.execute(std::move(command));
  if (!result) {
    fmt::print(stderr, "daybook admin: {}\n", result.error().detail);
    return result.error().code == RefusalCode::store_unavailable ? 3 : 1;
  }
  *body = result->body;
  return 0;
}

std::optional<AdminId> active_admin(const LedgerState& ledger, const PersonId& person) {
  for (const auto& [id, admin] : ledger.admins())
    if (admin.person_id == person && admin.active) return id;
  return std::nullopt;
}

int create(Services& services, const std::string& email, Role role) {
  const auto key = http::make_key(http::kTokenPrefix);
  std::string token;
  const int code = run(
      services,
      [&](Workspace& ws) -> Result<Answer> {
        const Person person = ws.person(ws.vault().email_hash(email));
        if (active_admin(ws.ledger(), person.id))
          return refuse(RefusalCode::duplicate_email, "this person is an admin already: revoke first");
        AdminCreated fact{AdminId(ws.ids().next()),
                          person.id,
                          Vault::seal(person.id, person.key, "email", email),
                          role,
                          key.prefix,
                          key.sha256};
        ws.append({{fact, ws.now()}});
        return http::answer(key.text);
      },
      &token);
  if (code == 0) fmt::print("The token is shown once: {}\n", token);
  return code;
}

int revoke(Services& services, const std::string& email) {
  std::string done;
  const int code = run(
      services,
      [&](Workspace& ws) -> Result<Answer> {
        const auto person = ws.find_person(ws.vault().email_hash(email));
        const auto admin = person ? active_admin(ws.ledger(), person->id) : std::nullopt;
        if (!admin) return refuse(RefusalCode::not_found, "there is no active admin with this address");
        ws.append({{AdminRevoked{*admin}, ws.now()}});
        return http::answer("revoked");
      },
      &done);
  if (code == 0) fmt::print("{}\n", done);
  return code;
}

int erase(Services& services, const std::string& email) {
  std::string done;
  const int code = run(
      services,
      [&](Workspace& ws) -> Result<Answer> {
        const auto person = ws.find_person(ws.vault().email_hash(email));
        if (!person) return refuse(RefusalCode::not_found, "nobody is known under this address");
        // Erased while active, an admin could be made again as another person, and approve what they made.
        if (active_admin(ws.ledger(), person->id))
          return refuse(RefusalCode::conflict, "this is an active admin: `daybook admin revoke` comes first");
        ws.append({{PersonErased{person->id}, ws.now()}});
        ws.erase_person(person->id);
        return http::answer(person->id.str());
      },
      &done);
  if (code == 0) fmt::print("erased person {}: every view shows [erased], amounts and proofs stay\n", done);
  return code;
}

int list(Services& services) {
  services.view.read([](const LedgerState& ledger) {
    for (const auto& [id, admin] : ledger.admins())
      fmt::print("{}  {:<11}  {}\n", id.str(), boost::describe::enum_to_string(admin.role, "?"),
                 admin.active ? "active" : "revoked");
    return 0;
  });
  return 0;
}

}  // namespace

int admin_command(const Config& config, Arguments arguments) {
  if (arguments.empty()) throw UsageError(kUsage);
  const std::string verb = arguments.front();
  arguments.erase(arguments.begin());
  if (verb == "--help") {
    fmt::print("{}\n", kUsage);
    return 0;
  }
  if (verb != "create" && verb != "revoke" && verb != "list" && verb != "erase")
    throw UsageError("does not know \"" + verb + "\"\n" + kUsage);
  Role role = Role::STAFF;
  std::string email;
  if (verb != "list") email = needed_email(arguments);
  if (verb == "create") {
    const auto text = take_flag(arguments, "--role");
    if (!text || !boost::describe::enum_from_string(text->c_str(), role))
      throw UsageError(std::string("--role is missing or unknown\n") + kUsage);
  }
  expect_no_more(arguments, kUsage);
  Services services(config, 1);
  if (verb == "create") return create(services, email, role);
  if (verb == "revoke") return revoke(services, email);
  if (verb == "erase") return erase(services, email);
  return list(services);
}

}  // namespace daybook
