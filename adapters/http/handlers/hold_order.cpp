#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "events/commission/commission_decide.hpp"

namespace daybook::http {

void hold_order(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  command_order(api, std::move(call), reply, [reason = *reason](Workspace& ws, const OrderState& order) {
    return decide(order, HoldCommission{reason, ws.now()});
  });
}

void unhold_order(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  command_order(api, std::move(call), reply, [reason = *reason](Workspace& ws, const OrderState& order) {
    return decide(order, UnholdCommission{reason, ws.now()});
  });
}

}  // namespace daybook::http
