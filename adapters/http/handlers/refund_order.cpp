#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "events/codec/json_read.hpp"
#include "events/refund/refund_decide.hpp"

namespace daybook::http {
namespace {

struct Body {
  Minor amount;
  std::string reason;
  std::optional<std::string> reference;
};
BOOST_DESCRIBE_STRUCT(Body, (), (amount, reason, reference))

}  // namespace

void refund_order(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (body->amount < Minor{1})
    return refuse_call(call, reply, invalid_field("/amount", "must be at least 1 minor unit"));
  if (auto bad = check_text("/reason", body->reason)) return refuse_call(call, reply, *bad);
  if (body->reference)
    if (auto bad = check_text("/reference", *body->reference, false)) return refuse_call(call, reply, *bad);
  command_order(api, std::move(call), reply,
                [body = *body, stripe = api.stripe != nullptr](Workspace& ws, const OrderState& order) {
                  if (stripe && order.payment_method == PaymentMethod::STRIPE)
                    return decide(order,
                                  RequestStripeRefund{RefundId(ws.ids().next()), body.amount, std::nullopt,
                                                      body.reason, body.reference, ws.now()});
                  return decide(order, ws.policy(), ws.ids(),
                                RefundManually{body.amount, body.reason, body.reference, ws.now()});
                });
}

void fail_refund(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  const std::string refund = call.request.params.at(1);
  command_order(api, std::move(call), reply,
                [refund, reason = *reason](Workspace& ws, const OrderState& order) {
                  return decide(order, ws.policy(), ws.ids(), FailRefund{refund, reason, ws.now()});
                });
}

}  // namespace daybook::http
