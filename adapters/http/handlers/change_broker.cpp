#include "adapters/http/handlers/broker_command.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "core/text.hpp"
#include "events/broker/broker_decide.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

/// A broker's own key may send the first five; an admin all.
struct Body {
  std::optional<MarkupType> markup_type;
  std::optional<RatePpm> markup_percent;
  std::optional<Minor> markup_fixed;
  json::Patch<std::string> website;
  json::Patch<std::string> phone;
  std::optional<std::string> name;
  json::Patch<std::string> business_name;
  std::optional<std::string> email;
  std::optional<RatePpm> revenue_share_percent;
  json::Patch<std::string> notes;
  std::optional<std::vector<std::string>> origins;
};
BOOST_DESCRIBE_STRUCT(Body, (),
                      (markup_type, markup_percent, markup_fixed, website, phone, name, business_name, email,
                       revenue_share_percent, notes, origins))

std::optional<Refusal> check_rights(const Call& call, const Body& body) {
  if (!call.caller.is_key()) return std::nullopt;
  const auto admins_only = [](const char* pointer) {
    return invalid_field(pointer, "may be changed by an admin only");
  };
  if (body.name) return admins_only("/name");
  if (body.business_name.present) return admins_only("/business_name");
  if (body.email) return admins_only("/email");
  if (body.revenue_share_percent) return admins_only("/revenue_share_percent");
  if (body.notes.present) return admins_only("/notes");
  if (body.origins) return admins_only("/origins");
  return std::nullopt;
}

Result<Body> read_checked(const Call& call) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return body;
  if (auto bad = check_rights(call, *body)) return refuse(*bad);
  if (body->name)
    if (auto bad = check_text("/name", *body->name)) return refuse(*bad);
  if (body->business_name.value)
    if (auto bad = check_text("/business_name", *body->business_name.value, false)) return refuse(*bad);
  if (body->notes.value)
    if (auto bad = check_text("/notes", *body->notes.value, false)) return refuse(*bad);
  if (body->email) {
    body->email = normalise_email(*body->email);
    if (!body->email) return refuse(invalid_field("/email", "must be an e-mail address"));
  }
  if (auto bad = check_website(body->website.value)) return refuse(*bad);
  if (body->origins)
    if (auto bad = check_origins(*body->origins)) return refuse(*bad);
  Terms terms;  // ranges are checked here too: a bad body is refused before anything is looked up
  terms.revenue_share = body->revenue_share_percent.value_or(kMinShare);
  terms.markup_percent = body->markup_percent.value_or(RatePpm{});
  terms.markup_fixed = body->markup_fixed.value_or(Minor{});
  if (auto bad = check_terms(terms)) return refuse(*bad);
  return body;
}

Terms new_terms(const BrokerState& broker, const Body& body) {
  Terms terms = broker.terms;
  if (body.revenue_share_percent) terms.revenue_share = *body.revenue_share_percent;
  if (body.markup_type) terms.markup_type = *body.markup_type;
  if (body.markup_percent) terms.markup_percent = *body.markup_percent;
  if (body.markup_fixed) terms.markup_fixed = *body.markup_fixed;
  return terms;
}

/// The whole profile, sealed anew when something personal changes.
std::optional<BrokerProfile> new_profile(Workspace& ws, const BrokerState& broker, const Body& body) {
  if (!body.name && !body.email && !body.business_name.present && !body.website.present &&
      !body.phone.present && !body.notes.present && !body.origins)
    return std::nullopt;
  BrokerProfile profile = broker.profile;
  if (body.business_name.present) profile.business_name = body.business_name.value;
  if (body.website.present) profile.website = body.website.value;
  if (body.notes.present) profile.notes = body.notes.value;
  if (body.origins) profile.origins = *body.origins;
  if (!body.name && !body.email && !body.phone.present) return profile;
  const auto keys = [&](const PersonId& id) { return ws.person_key(id); };
  const auto plain = [&](const char* field, const Sealed& sealed) {
    return reveal(keys, profile.person_id, field, sealed);
  };
  std::optional<std::string> phone;
  if (profile.phone) phone = plain("phone", *profile.phone);
  if (body.phone.present) phone = body.phone.value;
  const std::string email = body.email.value_or(plain("email", profile.email));
  return sealed_profile(ws.person(ws.vault().email_hash(email)),
                        {body.name.value_or(plain("name", profile.name)), profile.business_name, email, phone,
                         profile.website, profile.notes, profile.origins});
}

}  // namespace

void change_broker(const Api& api, Call call, Reply reply) {
  auto body = read_checked(call);
  if (!body) return refuse_call(call, reply, body.error());
  command_broker(api, std::move(call), reply,
                 [body = std::move(*body)](Workspace& ws, const BrokerState& broker) {
                   return decide(ws.ledger(), ChangeBroker{broker.id, new_terms(broker, body),
                                                           new_profile(ws, broker, body), ws.now()});
                 });
}

}  // namespace daybook::http
