#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "events/codec/json_read.hpp"
#include "events/order/order_decide.hpp"

namespace daybook::http {
namespace {

struct Body {
  std::string tradeline_order_id;
};
BOOST_DESCRIBE_STRUCT(Body, (), (tradeline_order_id))

}  // namespace

void fulfil_order(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (auto bad = check_text("/tradeline_order_id", body->tradeline_order_id))
    return refuse_call(call, reply, *bad);
  command_order(api, std::move(call), reply,
                [id = body->tradeline_order_id](Workspace& ws, const OrderState& order) {
                  return decide(order, FulfilOrder{id, ws.now()});
                });
}

void reject_order(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  command_order(api, std::move(call), reply, [reason = *reason](Workspace& ws, const OrderState& order) {
    return decide(order, RejectOrder{reason, ws.now()});
  });
}

}  // namespace daybook::http
