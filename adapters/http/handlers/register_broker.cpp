#include "adapters/http/api/api_keys.hpp"
#include "adapters/http/handlers/broker_command.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "core/text.hpp"
#include "events/broker/broker_decide.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

struct Body {
  std::string name;
  std::optional<std::string> business_name;
  std::string email;
  std::optional<std::string> phone;
  std::optional<std::string> website;
  std::optional<RatePpm> revenue_share_percent;
  std::optional<std::string> notes;
  std::optional<std::vector<std::string>> origins;
};
BOOST_DESCRIBE_STRUCT(Body, (),
                      (name, business_name, email, phone, website, revenue_share_percent, notes, origins))

Result<Body> read_checked(const Call& call) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return body;
  if (auto bad = check_text("/name", body->name)) return refuse(*bad);
  auto email = normalise_email(body->email);
  if (!email) return refuse(invalid_field("/email", "must be an e-mail address"));
  body->email = *email;
  for (const auto& [pointer, text] :
       {std::pair{"/business_name", body->business_name}, {"/notes", body->notes}})
    if (text)
      if (auto bad = check_text(pointer, *text, false)) return refuse(*bad);
  if (auto bad = check_website(body->website)) return refuse(*bad);
  if (body->origins)
    if (auto bad = check_origins(*body->origins)) return refuse(*bad);
  return body;
}

Result<Answer> register_it(Workspace& ws, const Body& body) {
  const Person person = ws.person(ws.vault().email_hash(body.email));
  auto [publishable, publishable_hash] = make_broker_key(KeyKind::publishable);
  auto [secret, secret_hash] = make_broker_key(KeyKind::secret);
  BrokerRegistered fact;
  fact.broker_id = BrokerId(ws.ids().next());
  fact.profile = sealed_profile(person, {body.name, body.business_name, body.email, body.phone, body.website,
                                         body.notes, body.origins.value_or(std::vector<std::string>{})});
  fact.terms.revenue_share = body.revenue_share_percent.value_or(kMinShare);
  fact.publishable_key = publishable_hash;
  fact.secret_key = secret_hash;
  auto events = decide(ws.ledger(), RegisterBroker{fact, ws.now()});
  if (!events) return refuse(events.error());
  ws.append(*events);
  const auto keys = [&](const PersonId& id) { return ws.person_key(id); };
  json::Object out;
  out.add("broker", broker_object(*ws.ledger().broker(fact.broker_id), keys).raw())
      .add("publishable_key", publishable)
      .add("secret_key", secret);
  return Answer{201, out.text(), 0, false, person.id, {}};
}

}  // namespace

void register_broker(const Api& api, Call call, Reply reply) {
  auto body = read_checked(call);
  if (!body) return refuse_call(call, reply, body.error());
  Hints hints;
  hints.email_hashes.push_back(api.vault.email_hash(body->email));
  write(
      api, call, reply, [body = std::move(*body)](Workspace& ws) { return register_it(ws, body); },
      std::move(hints));
}

}  // namespace daybook::http
