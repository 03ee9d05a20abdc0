// Where a payee's money goes: proposed by one person, approved by another, payable after the delay.

#include "adapters/http/handlers/broker_read.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/personal_body.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/views/payee_views.hpp"
#include "events/codec/json_read.hpp"
#include "events/payee/payout_account_decide.hpp"

namespace daybook::http {
namespace {

struct ApproveBody {
  AccountChangeId change_id;
};
BOOST_DESCRIBE_STRUCT(ApproveBody, (), (change_id))

struct WithdrawBody {
  AccountChangeId change_id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(WithdrawBody, (), (change_id, reason))

using PayeeDecision = std::function<Result<NewEvents>(Workspace&, const BrokerState&)>;

/// Runs the decision on the broker of the path and answers the accounts as they then stand.
void command_account(const Api& api, const Call& call, Reply reply, PayeeDecision decision) {
  const auto id = path_id<BrokerId>(call);
  const Refusal missing{RefusalCode::not_found, "there is no broker with this id", {}, {}};
  if (!id) return refuse_call(call, reply, missing);
  write(api, call, reply,
        [id = *id, missing, decision = std::move(decision)](Workspace& ws) -> Result<Answer> {
          const BrokerState* broker = ws.ledger().broker(id);
          if (!broker) return refuse(missing);
          const PersonId person = broker->profile.person_id;
          auto events = decision(ws, *broker);
          if (!events) return refuse(events.error());
          ws.append(*events);
          const auto keys = [&](const PersonId& of) { return ws.person_key(of); };
          return Answer{200, payout_account_object(id, ws.ledger().payee(id), keys).text(), 0, false, person,
                        {}};
        });
}

}  // namespace

void propose_payout_account(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<BankAccountDraft>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  auto account = checked_bank_account(*body);
  if (!account) return refuse_call(call, reply, account.error());
  const std::string by = call.caller.admin->str();
  command_account(
      api, with_hashed_body(api, std::move(call)), reply,
      [account = std::move(*account), by](Workspace& ws, const BrokerState& broker) -> Result<NewEvents> {
        const PersonId person = broker.profile.person_id;
        const auto key = ws.person_key(person);
        if (!key) return refuse(RefusalCode::conflict, "the payee was erased: nothing can be kept of them");
        PayoutAccountProposed fact;
        fact.change_id = AccountChangeId(ws.ids().next());
        fact.payee = broker.id;
        fact.person_id = person;
        fact.kind = std::holds_alternative<AchAccount>(account.details) ? PayoutAccountKind::ach
                                                                        : PayoutAccountKind::iban;
        fact.account = seal_account(person, *key, account);
        fact.proposed_by = by;
        return decide(ws.ledger(), ProposePayoutAccount{std::move(fact), ws.now()});
      });
}

void approve_payout_account(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<ApproveBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  command_account(
      api, call, reply,
      [change = body->change_id, by = call.caller.admin->str()](Workspace& ws, const BrokerState& broker) {
        return decide(ws.ledger(), ws.policy(), ApprovePayoutAccount{broker.id, change, by, ws.now()});
      });
}

void withdraw_payout_account(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<WithdrawBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (auto bad = check_text("/reason", body->reason)) return refuse_call(call, reply, *bad);
  command_account(api, call, reply,
                  [body = *body, by = call.caller.admin->str()](Workspace& ws, const BrokerState& broker) {
                    return decide(ws.ledger(), WithdrawPayoutAccount{broker.id, body.change_id, body.reason,
                                                                     by, ws.now()});
                  });
}

void get_payout_account(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read_broker(
      api, std::move(call), std::move(reply),
      [&api](pg::Connection& connection, const BrokerState& broker) -> Result<Response> {
        const auto payee = payee_of(api, broker.id);
        return json_response(
            payout_account_object(broker.id, payee ? &*payee : nullptr, api.people.lookup(connection))
                .text());
      },
      true);
}

}  // namespace daybook::http
