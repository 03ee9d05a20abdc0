// Opening the last closed month again: proposed by one person, approved by another, or withdrawn.

#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/period_checklist.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "adapters/http/views/period_view.hpp"
#include "events/codec/json_read.hpp"
#include "events/fold.hpp"
#include "events/period/period_decide.hpp"

namespace daybook::http {
namespace {

struct ApproveBody {};
BOOST_DESCRIBE_STRUCT(ApproveBody, (), ())

using Decision = std::function<Result<NewEvents>(Workspace&, Month)>;

void command_period(const Api& api, const Call& call, Reply reply, Decision decision) {
  const auto month = path_month(call);
  if (!month)
    return refuse_call(
        call, reply, Refusal{RefusalCode::not_found, "there is no such month: name it \"YYYY-MM\"", {}, {}});
  write(api, call, reply, [month = *month, decision = std::move(decision)](Workspace& ws) -> Result<Answer> {
    auto events = decision(ws, month);
    if (!events) return refuse(events.error());
    ws.append(std::move(*events));
    PeriodHistory history;
    history.month = to_string(month);
    for (const auto& recorded : ws.stream("period-" + to_string(month))) fold(history, recorded);
    return answer(period_object(std::move(history), ws.ledger().periods()).text());
  });
}

}  // namespace

void propose_reopening(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  command_period(api, call, reply, [reason = *reason, by = call.caller.admin->str()](Workspace& ws, Month m) {
    return decide(ws.ledger().periods(), ProposeReopening{m, reason, by, ws.now()});
  });
}

void approve_reopening(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<ApproveBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  command_period(api, call, reply, [by = call.caller.admin->str()](Workspace& ws, Month m) {
    return decide(ws.ledger(), ApproveReopening{m, by, ws.policy().zone, ws.now()});
  });
}

void withdraw_reopening(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  command_period(api, call, reply, [reason = *reason, by = call.caller.admin->str()](Workspace& ws, Month m) {
    return decide(ws.ledger().periods(), WithdrawReopening{m, reason, by, ws.now()});
  });
}

}  // namespace daybook::http
