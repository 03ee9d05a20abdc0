#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "events/codec/json_read.hpp"
#include "events/payment/payment_decide.hpp"

namespace daybook::http {
namespace {

struct Body {
  std::string balance_transaction;
  Minor fee;
  std::optional<Currency> currency;
};
BOOST_DESCRIBE_STRUCT(Body, (), (balance_transaction, fee, currency))

}  // namespace

void record_fee(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<Body>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (!body->balance_transaction.starts_with("txn_") || body->balance_transaction.size() > 100)
    return refuse_call(
        call, reply,
        invalid_field("/balance_transaction", "must be Stripe's txn_… of at most 100 characters"));
  command_order(api, std::move(call), reply, [body = *body](Workspace& ws, const OrderState& order) {
    return decide(order, RecordFee{body.balance_transaction, body.fee, body.currency.value_or(order.currency),
                                   ws.now()});
  });
}

}  // namespace daybook::http
