#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "adapters/http/handlers/stripe_payouts.hpp"
#include "adapters/stripe/stripe_event.hpp"
#include "adapters/system/clock.hpp"
#include "events/log/hash.hpp"
#include "events/webhook/payout_delivery.hpp"

namespace daybook::http {
namespace {

const OrderState* order_of(Workspace& ws, const StripeFact& fact) {
  if (fact.order_id)
    if (const auto id = OrderId::parse(*fact.order_id))
      if (const OrderState* order = ws.order(*id)) return order;
  for (const auto& [kind, id] : {std::pair{"session:", fact.session_id}, {"intent:", fact.payment_intent}}) {
    const auto stream = id ? ws.ref(kind + *id) : std::nullopt;
    if (!stream) continue;
    if (const auto order_id = order_of_stream(*stream)) return ws.order(*order_id);
  }
  return nullptr;
}

/// Stores the delivery and its effect in one transaction; a delivery seen before changes nothing.
Result<Answer> receive(Workspace& ws, const stripe::StripeEvent& event, const std::string& body) {
  const Answer received = answer(R"({"received":true})");
  const std::string ref = "stripe_event:" + event.id;
  if (ws.ref(ref)) return received;
  const StripeDelivery delivery{event.id, event.type, event.fact, false, ws.now()};
  const bool payout = is_stripe_payout(event.type);
  const OrderState* order = payout ? nullptr : order_of(ws, event.fact);
  const NewEvents effect = payout ? decide(stripe_payout(ws, event.fact.object_id), delivery)
                                  : decide(order, ws.policy(), ws.ids(), delivery);
  NewEvents events{
      {WebhookReceived{"STRIPE", event.id, event.type, event.fact, log::to_hex(log::sha256(body))},
       ws.now()}};
  events.insert(events.end(), effect.begin(), effect.end());
  const std::optional<OrderId> id = order ? std::optional(order->id) : std::nullopt;
  ws.add_ref(ref, "webhook-" + event.id);
  ws.add_webhook_body(event.id, body, order ? std::optional(order->customer.person_id) : std::nullopt);
  remember_refs(ws, events);
  ws.append(events);
  if (id && moves_money(event.type)) settle_parked(ws, *id);
  if (payout) settle_parked_payout(ws, event.fact.object_id);
  return received;
}

}  // namespace

void stripe_webhook(const Api& api, Call call, Reply reply) {
  if (auto bad = stripe::check_signature(call.request.header("stripe-signature"), call.request.body,
                                         api.webhook_secrets, system_now()))
    return refuse_call(call, reply, *bad);
  auto event = stripe::read_event(call.request.body);
  if (!event) return refuse_call(call, reply, event.error());
  Hints hints;
  hints.refs.push_back("stripe_event:" + event->id);
  if (event->fact.session_id) hints.refs.push_back("session:" + *event->fact.session_id);
  if (event->fact.payment_intent) hints.refs.push_back("intent:" + *event->fact.payment_intent);
  if (event->fact.order_id)
    if (const auto id = OrderId::parse(*event->fact.order_id)) hints.orders.push_back(*id);
  call.caller = {};  // Stripe proves itself by its signature
  write(
      api, call, reply,
      [event = std::move(*event), body = call.request.body](Workspace& ws) {
        return receive(ws, event, body);
      },
      std::move(hints));
}

}  // namespace daybook::http
