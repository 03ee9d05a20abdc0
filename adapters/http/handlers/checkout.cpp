// What calls out to Stripe: bodies are checked, and the answer is stripe_not_configured until a Stripe key
// can be configured. Nothing is recorded.

#include "adapters/http/handlers/basket.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "core/text.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

struct CheckoutBody {
  std::string customer_email;
  std::vector<BasketLine> items;
  std::optional<std::string> success_url;
  std::optional<std::string> cancel_url;
};
BOOST_DESCRIBE_STRUCT(CheckoutBody, (), (customer_email, items, success_url, cancel_url))

struct LinkBody {
  std::optional<std::int64_t> expires_in_hours;
};
BOOST_DESCRIBE_STRUCT(LinkBody, (), (expires_in_hours))

const Refusal kNoStripe{RefusalCode::stripe_not_configured,
                        "no Stripe key is configured: orders can be paid by hand (CASH, WIRE, CHECK)",
                        {},
                        {}};

}  // namespace

void start_checkout(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<CheckoutBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (!normalise_email(body->customer_email))
    return refuse_call(call, reply, invalid_field("/customer_email", "must be an e-mail address"));
  auto quote = api.view.read([&](const LedgerState& ledger) {
    return quote_basket(ledger, ledger.broker(*call.caller.broker), basket_of(body->items), std::nullopt,
                        true);
  });
  refuse_call(call, reply, quote ? kNoStripe : quote.error());
}

void make_payment_link(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<LinkBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  if (body->expires_in_hours && (*body->expires_in_hours < 1 || *body->expires_in_hours > 24))
    return refuse_call(call, reply, invalid_field("/expires_in_hours", "must be from 1 to 24"));
  const auto id = path_id<OrderId>(call);
  const Refusal missing{RefusalCode::order_not_found, "there is no order with this id", {}, {}};
  if (!id) return refuse_call(call, reply, missing);
  write(api, call, reply, [id = *id, missing](Workspace& ws) -> Result<Answer> {
    return refuse(ws.order(id) ? kNoStripe : missing);
  });
}

}  // namespace daybook::http
