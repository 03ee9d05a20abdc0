#include "adapters/http/handlers/broker_command.hpp"

namespace daybook::http {
namespace {

bool is_http_url(std::string_view text) {
  const std::string_view rest = text.starts_with("https://")  ? text.substr(8)
                                : text.starts_with("http://") ? text.substr(7)
                                                              : std::string_view{};
  return !rest.empty() && rest.front() != '/' &&
         text.find_first_of(" \t\r\n\"<>\\") == std::string_view::npos;
}

}  // namespace

BrokerProfile sealed_profile(const Person& person, const PlainProfile& plain) {
  const auto seal = [&](const char* field, const std::string& text) {
    return Vault::seal(person.id, person.key, field, text);
  };
  BrokerProfile profile;
  profile.person_id = person.id;
  profile.name = seal("name", plain.name);
  profile.business_name = plain.business_name;
  profile.email = seal("email", plain.email);
  if (plain.phone) profile.phone = seal("phone", *plain.phone);
  profile.website = plain.website;
  profile.notes = plain.notes;
  profile.origins = plain.origins;
  return profile;
}

std::optional<Refusal> check_website(const std::optional<std::string>& website) {
  if (website && !is_http_url(*website)) return invalid_field("/website", "must be an http or https URL");
  return std::nullopt;
}

std::optional<Refusal> check_origins(const std::vector<std::string>& origins) {
  if (origins.size() > 20) return invalid_field("/origins", "must hold at most 20 origins");
  for (std::size_t i = 0; i < origins.size(); ++i) {
    const auto at = origins[i].find("://");
    if (!is_http_url(origins[i]) || origins[i].find('/', at + 3) != std::string::npos)
      return invalid_field(fmt::format("/origins/{}", i),
                           "must be an origin, for example \"https://shop.example\"");
  }
  return std::nullopt;
}

const BrokerState* visible_broker(const LedgerState& ledger, const Call& call) {
  const auto id = path_id<BrokerId>(call);
  if (!id || (call.caller.is_key() && call.caller.broker != *id)) return nullptr;
  return ledger.broker(*id);
}

void command_broker(const Api& api, Call call, Reply reply, BrokerDecision decision) {
  write(api, call, reply, [call, decision = std::move(decision)](Workspace& ws) -> Result<Answer> {
    const BrokerState* broker = visible_broker(ws.ledger(), call);
    if (!broker) return refuse(RefusalCode::not_found, "there is no broker with this id");
    const BrokerId id = broker->id;
    auto events = decision(ws, *broker);
    if (!events) return refuse(events.error());
    ws.append(*events);
    const auto keys = [&](const PersonId& person) { return ws.person_key(person); };
    const BrokerState& now = *ws.ledger().broker(id);
    return Answer{200, broker_object(now, keys).text(), 0, false, now.profile.person_id, {}};
  });
}

}  // namespace daybook::http
