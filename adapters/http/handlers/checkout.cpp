// Payment pages of Stripe's: a checkout that places its order, and a link for an order that is there.

#include "adapters/http/handlers/basket.hpp"
#include "adapters/http/handlers/checkout_page.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/place_order.hpp"
#include "adapters/http/handlers/return_urls.hpp"
#include "core/text.hpp"
#include "events/checkout/checkout_decide.hpp"
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

constexpr std::int64_t kHour = 3600 * kMicrosPerSecond;

const Refusal kNoStripe{RefusalCode::stripe_not_configured,
                        "no Stripe key is configured: orders can be paid by hand (CASH, WIRE, CHECK)",
                        {},
                        {}};

Answer checkout_answer(const RequestedPage& page, const stripe::CheckoutSession& session) {
  json::Object out;
  out.add("success", true)
      .add("session_id", session.id)
      .add("checkout_url", *session.url)
      .add("order_id", page.order_id);
  return answer(out.text());
}

Answer link_answer(const RequestedPage&, const stripe::CheckoutSession& session) {
  json::Object out;
  out.add("url", *session.url).add("expires_at", session.expires_at);
  return answer(out.text());
}

/// Records the request for a page of this order, and answers what the next steps need.
Result<Answer> request_page(Workspace& ws, const OrderId& id, Instant expires_at, const ReturnUrls& urls) {
  const RequestedPage page{id, EventId(ws.ids().next()).str()};
  auto events = decide(*ws.order(id),
                       RequestCheckout{page.checkout_id, expires_at, urls.success, urls.cancel, ws.now()});
  if (!events) return refuse(events.error());
  ws.append(std::move(*events));
  return answer(page_text(page));
}

/// What is wrong with the basket comes first; with Stripe, that is found where the order is placed, so that a
/// repeated call is not refused for the pieces that it holds itself.
Refusal refusal_without_stripe(const Api& api, const Call& call, const CheckoutBody& body) {
  const auto quote = api.view.read([&](const LedgerState& ledger) {
    return quote_basket(ledger, ledger.broker(*call.caller.broker), basket_of(body.items), std::nullopt,
                        true);
  });
  return quote ? kNoStripe : quote.error();
}

}  // namespace

void start_checkout(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<CheckoutBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  const auto email = normalise_email(body->customer_email);
  if (!email) return refuse_call(call, reply, invalid_field("/customer_email", "must be an e-mail address"));
  const auto broker = api.view.broker(*call.caller.broker);
  auto urls = return_urls(api, broker ? &*broker : nullptr, body->success_url, body->cancel_url);
  if (!urls) return refuse_call(call, reply, urls.error());
  if (!api.stripe) return refuse_call(call, reply, refusal_without_stripe(api, call, *body));
  OrderPlacement placement{call.caller.broker, *email, {}, {}, std::move(body->items), {}};
  PageCall page;
  page.hints.email_hashes = {api.vault.email_hash(*email)};
  page.request = [placement = std::move(placement), hash = page.hints.email_hashes.front(),
                  urls = *urls](Workspace& ws) -> Result<Answer> {
    auto id = append_placed(ws, placement, hash);
    if (!id) return refuse(id.error());
    return request_page(ws, *id, ws.order(*id)->expires_at, urls);
  };
  page.answer = checkout_answer;
  page.cancel_when_refused = true;
  page.call = std::move(call);
  page.reply = std::move(reply);
  open_page(api, std::move(page));
}

void make_payment_link(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<LinkBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  const std::int64_t hours = body->expires_in_hours.value_or(24);
  if (hours < 1 || hours > 24)
    return refuse_call(call, reply, invalid_field("/expires_in_hours", "must be from 1 to 24"));
  const auto id = path_id<OrderId>(call);
  const Refusal missing{RefusalCode::order_not_found, "there is no order with this id", {}, {}};
  if (!id) return refuse_call(call, reply, missing);
  if (!api.stripe)
    return write(api, call, reply, [id = *id, missing](Workspace& ws) -> Result<Answer> {
      return refuse(ws.order(id) ? kNoStripe : missing);
    });
  PageCall page;
  page.hints.orders = {*id};
  page.request = [&api, id = *id, missing, hours](Workspace& ws) -> Result<Answer> {
    const OrderState* order = ws.order(id);
    if (!order) return refuse(missing);
    const BrokerState* broker = order->broker_id ? ws.ledger().broker(*order->broker_id) : nullptr;
    auto urls = return_urls(api, broker, std::nullopt, std::nullopt);
    if (!urls) return refuse(urls.error());
    if (!broker || !broker->profile.website)
      urls->success = api.public_url + "/order-complete?order=" + order->order_number;
    return request_page(ws, id, Instant{ws.now().micros + hours * kHour}, *urls);
  };
  page.answer = link_answer;
  page.call = std::move(call);
  page.reply = std::move(reply);
  open_page(api, std::move(page));
}

}  // namespace daybook::http
