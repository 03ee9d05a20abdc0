#include "adapters/http/handlers/broker_command.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "events/broker/broker_decide.hpp"

namespace daybook::http {
namespace {

void move(const Api& api, Call call, Reply reply, BrokerStep step) {
  auto reason = read_optional_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  const std::string by = call.caller.admin->str();
  command_broker(api, std::move(call), reply,
                 [=, reason = *reason](Workspace& ws, const BrokerState& broker) {
                   return decide(ws.ledger(), MoveBroker{broker.id, step, by, reason, ws.now()});
                 });
}

}  // namespace

void approve_broker(const Api& api, Call call, Reply reply) {
  move(api, std::move(call), reply, BrokerStep::approve);
}
void suspend_broker(const Api& api, Call call, Reply reply) {
  move(api, std::move(call), reply, BrokerStep::suspend);
}
void reactivate_broker(const Api& api, Call call, Reply reply) {
  move(api, std::move(call), reply, BrokerStep::reactivate);
}
void deactivate_broker(const Api& api, Call call, Reply reply) {
  move(api, std::move(call), reply, BrokerStep::deactivate);
}

}  // namespace daybook::http
