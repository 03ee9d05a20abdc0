// A payee's signed W-9: who they are to the IRS.

#include <algorithm>
#include <array>

#include "adapters/http/handlers/broker_read.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/personal_body.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/views/payee_views.hpp"
#include "core/text.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

enum class Form { W9 };
BOOST_DESCRIBE_ENUM(Form, W9)

/// Line 3a of the form; a limited liability company says how it is taxed.
enum class Classification {
  individual,
  c_corporation,
  s_corporation,
  partnership,
  trust_or_estate,
  llc_c_corporation,
  llc_s_corporation,
  llc_partnership,
  other
};
BOOST_DESCRIBE_ENUM(Classification, individual, c_corporation, s_corporation, partnership, trust_or_estate,
                    llc_c_corporation, llc_s_corporation, llc_partnership, other)

struct Body {
  Form form = Form::W9;
  TinKind tin_kind = TinKind::EIN;
  std::string tin;
  std::string legal_name;
  Classification classification = Classification::individual;
  std::string signed_on;
};
BOOST_DESCRIBE_STRUCT(Body, (), (form, tin_kind, tin, legal_name, classification, signed_on))

constexpr std::array kKinds{TaxIdKind::ssn, TaxIdKind::ein, TaxIdKind::itin};
static_assert(static_cast<int>(TinKind::SSN) == 0 && static_cast<int>(TinKind::EIN) == 1 &&
              static_cast<int>(TinKind::ITIN) == 2);

/// Names are matched with the TIN by the IRS: one line, not empty.
std::optional<Refusal> check_legal_name(const std::string& name) {
  const bool control = std::any_of(name.begin(), name.end(), [](char c) { return c >= 0 && c < ' '; });
  if (control) return invalid_field("/legal_name", "must stand on one line");
  return check_text("/legal_name", name);
}

Result<Answer> record(Workspace& ws, const BrokerId& id, const Body& body, const TaxId& tin,
                      const std::string& by) {
  const BrokerState* broker = ws.ledger().broker(id);
  if (!broker) return refuse(RefusalCode::not_found, "there is no broker with this id");
  if (body.signed_on > ws.policy().zone.day_of(ws.now()))
    return refuse(invalid_field("/signed_on", "must not lie in the future"));
  const PersonId person = broker->profile.person_id;
  const auto key = ws.person_key(person);
  if (!key) return refuse(RefusalCode::conflict, "the payee was erased: nothing can be kept of them");
  TaxFormRecorded fact;
  fact.form_id = TaxFormId(ws.ids().next());
  fact.payee = id;
  fact.person_id = person;
  fact.tin_kind = body.tin_kind;
  fact.tin = seal_tin(person, *key, tin);
  fact.legal_name = seal_legal_name(person, *key, std::string(trim(body.legal_name)));
  fact.classification = boost::describe::enum_to_string(body.classification, "?");
  fact.signed_on = body.signed_on;
  fact.recorded_by = by;
  ws.append({{fact, ws.now()}});
  const auto keys = [&](const PersonId& of) { return ws.person_key(of); };
  return Answer{200, tax_form_object(fact, keys).text(), 0, false, person, {}};
}

}  // namespace

void record_tax_form(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (auto bad = check_legal_name(body->legal_name)) return refuse_call(call, reply, *bad);
  const auto tin = checked_tax_id(kKinds.at(static_cast<std::size_t>(body->tin_kind)), body->tin);
  if (!tin) return refuse_call(call, reply, tin.error());
  if (!api.policy.zone.start_of(body->signed_on))
    return refuse_call(call, reply, invalid_field("/signed_on", "must be a day, \"YYYY-MM-DD\""));
  const auto id = path_id<BrokerId>(call);
  if (!id)
    return refuse_call(call, reply,
                       Refusal{RefusalCode::not_found, "there is no broker with this id", {}, {}});
  const std::string by = call.caller.admin->str();
  write(api, with_hashed_body(api, std::move(call)), reply,
        [id = *id, body = std::move(*body), tin = *tin, by](Workspace& ws) {
          return record(ws, id, body, tin, by);
        });
}

void get_tax_form(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read_broker(
      api, std::move(call), std::move(reply),
      [&api](pg::Connection& connection, const BrokerState& broker) -> Result<Response> {
        const auto payee = payee_of(api, broker.id);
        if (!payee || !payee->tax_form)
          return refuse(RefusalCode::not_found, "the payee has no tax form on record");
        return json_response(tax_form_object(*payee->tax_form, api.people.lookup(connection)).text());
      },
      true);
}

}  // namespace daybook::http
