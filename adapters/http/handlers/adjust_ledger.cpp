// Entries made by hand: proposed by one person, approved by another, or withdrawn.

#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "adapters/http/views/adjustment_view.hpp"
#include "events/adjustment/adjustment_decide.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

struct ProposeBody {
  std::optional<BrokerId> payee;
  Currency currency;
  std::vector<AdjustmentPosting> postings;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ProposeBody, (), (payee, currency, postings, reason))

struct WriteOffBody {
  BrokerId payee;
  Currency currency;
  Minor amount;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(WriteOffBody, (), (payee, currency, amount, reason))

struct ApproveBody {};
BOOST_DESCRIBE_STRUCT(ApproveBody, (), ())

std::optional<AdjustmentState> adjustment(Workspace& ws, const AdjustmentId& id) {
  std::optional<AdjustmentState> state;
  for (const auto& recorded : ws.stream("adjustment-" + id.str()))
    evolve_adjustment(state ? *state : state.emplace(), recorded);
  return state;
}

/// Appends what was decided, and answers the adjustment as it then stands.
Result<Answer> conclude(Workspace& ws, const AdjustmentId& id, Result<NewEvents> events, int status) {
  if (!events) return refuse(events.error());
  ws.append(std::move(*events));
  return answer(adjustment_object(*adjustment(ws, id)).text(), status);
}

using AdjustmentDecision = std::function<Result<NewEvents>(Workspace&, const AdjustmentState&)>;

/// Runs the decision on the adjustment of the path.
void command_adjustment(const Api& api, const Call& call, Reply reply, AdjustmentDecision decision) {
  const auto id = path_id<AdjustmentId>(call);
  const Refusal missing{RefusalCode::not_found, "there is no adjustment with this id", {}, {}};
  if (!id) return refuse_call(call, reply, missing);
  write(api, call, reply,
        [id = *id, missing, decision = std::move(decision)](Workspace& ws) -> Result<Answer> {
          const auto state = adjustment(ws, id);
          if (!state) return refuse(missing);
          return conclude(ws, id, decision(ws, *state), 200);
        });
}

}  // namespace

void propose_adjustment(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<ProposeBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (auto bad = check_text("/reason", body->reason)) return refuse_call(call, reply, *bad);
  write(api, call, reply, [body = *body, by = call.caller.admin->str()](Workspace& ws) {
    const AdjustmentId id(ws.ids().next());
    return conclude(ws, id,
                    decide(ws.ledger(), ProposeAdjustment{id, body.payee, body.currency, body.postings,
                                                          body.reason, by, ws.now()}),
                    201);
  });
}

void propose_write_off(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<WriteOffBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (auto bad = check_entry_amount("/amount", body->amount)) return refuse_call(call, reply, *bad);
  if (auto bad = check_text("/reason", body->reason)) return refuse_call(call, reply, *bad);
  write(api, call, reply, [body = *body, by = call.caller.admin->str()](Workspace& ws) -> Result<Answer> {
    if (!ws.ledger().broker(body.payee))
      return refuse(RefusalCode::not_found, "there is no payee with this id");
    const AdjustmentId id(ws.ids().next());
    return conclude(
        ws, id,
        decide(ws.payee_ledger(body.payee),
               ProposeWriteOff{id, body.payee, body.currency, body.amount, body.reason, by, ws.now()}),
        201);
  });
}

void approve_adjustment(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<ApproveBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  command_adjustment(
      api, call, reply, [by = call.caller.admin->str()](Workspace& ws, const AdjustmentState& state) {
        std::optional<PayeeLedger> payee;
        if (state.kind == AdjustmentKind::write_off) payee = ws.payee_ledger(*state.payee);
        return decide(state, ws.ledger(), payee ? &*payee : nullptr, ApproveAdjustment{by, ws.now()});
      });
}

void withdraw_adjustment(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  command_adjustment(
      api, call, reply,
      [reason = *reason, by = call.caller.admin->str()](Workspace& ws, const AdjustmentState& state) {
        return decide(state, WithdrawAdjustment{reason, by, ws.now()});
      });
}

}  // namespace daybook::http
