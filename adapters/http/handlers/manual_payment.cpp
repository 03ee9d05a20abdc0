#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "events/codec/json_read.hpp"
#include "events/payment/payment_decide.hpp"

namespace daybook::http {
namespace {

struct Body {
  PaymentMethod payment_method = PaymentMethod::CASH;
  std::string reason;
  std::optional<std::string> reference;
  std::optional<Instant> received_at;
};
BOOST_DESCRIBE_STRUCT(Body, (), (payment_method, reason, reference, received_at))

Result<Body> read_checked(const Call& call) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return body;
  if (body->payment_method == PaymentMethod::STRIPE)
    return refuse(
        invalid_field("/payment_method", "must be CASH, WIRE or CHECK: Stripe's money arrives by webhook"));
  if (auto bad = check_text("/reason", body->reason)) return refuse(*bad);
  if (body->reference)
    if (auto bad = check_text("/reference", *body->reference, false)) return refuse(*bad);
  return body;
}

}  // namespace

void record_manual_payment(const Api& api, Call call, Reply reply) {
  auto body = read_checked(call);
  if (!body) return refuse_call(call, reply, body.error());
  command_order(api, std::move(call), reply, [body = *body](Workspace& ws, const OrderState& order) {
    return decide(order, ws.policy(), ws.ids(),
                  RecordManualPayment{body.payment_method, body.reason, body.reference,
                                      body.received_at.value_or(ws.now()), ws.now()});
  });
}

}  // namespace daybook::http
