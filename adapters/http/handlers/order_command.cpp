#include "adapters/http/handlers/order_command.hpp"

#include "events/webhook/webhook_decide.hpp"

namespace daybook::http {

Answer order_answer(Workspace& ws, const OrderId& id, int status) {
  const auto keys = [&](const PersonId& person) { return ws.person_key(person); };
  return order_answer(ws, id, status, customer_text(ws.order(id)->customer, keys));
}

Answer order_answer(Workspace& ws, const OrderId& id, int status, const CustomerText& customer) {
  const OrderState& order = *ws.order(id);
  return {status, order_object(order, customer).text(), 0, false, order.customer.person_id, id};
}

void remember_refs(Workspace& ws, const NewEvents& events) {
  const auto remember = [&](const char* kind, const std::optional<std::string>& id,
                            const std::string& stream) {
    if (id && !ws.ref(kind + *id)) ws.add_ref(kind + *id, stream);
  };
  for (const auto& fresh : events) {
    const std::string stream = stream_of(fresh.event);
    std::visit(
        [&]<class E>(const E& e) {
          if constexpr (requires { e.stripe_session_id; }) remember("session:", e.stripe_session_id, stream);
          if constexpr (requires { e.stripe_payment_intent; })
            remember("intent:", std::optional<std::string>(e.stripe_payment_intent), stream);
          if constexpr (std::is_same_v<E, PaymentUnexpected>)
            remember("payment:", e.payment_id.str(), stream);
        },
        fresh.event);
  }
}

void settle_parked(Workspace& ws, const OrderId& id) {
  const OrderState* order = ws.order(id);
  std::vector<std::string> keys{"order:" + id.str()};
  if (order->stripe_payment_intent) keys.push_back("intent:" + *order->stripe_payment_intent);
  if (order->stripe_session_id) keys.push_back("session:" + *order->stripe_session_id);
  for (const auto& key : keys) {
    for (const auto& parked : ws.ledger().parked_for(key)) {
      const NewEvents events = decide(ws.order(id), ws.policy(), ws.ids(),
                                      {parked.external_id, parked.event_type, parked.fact, true, ws.now()});
      remember_refs(ws, events);
      ws.append(events);
    }
  }
}

void command_order(const Api& api, Call call, Reply reply, OrderDecision decision) {
  const auto id = path_id<OrderId>(call);
  const Refusal missing{RefusalCode::order_not_found, "there is no order with this id", {}, {}};
  if (!id) return refuse_call(call, reply, missing);
  write(api, call, reply,
        [id = *id, missing, caller = call.caller,
         decision = std::move(decision)](Workspace& ws) -> Result<Answer> {
          const OrderState* order = ws.order(id);
          if (!order || (caller.is_key() && order->broker_id != caller.broker)) return refuse(missing);
          auto events = decision(ws, *order);
          if (!events) return refuse(events.error());
          const bool was_captured = order->captured();
          remember_refs(ws, *events);
          ws.append(std::move(*events));
          if (!was_captured && ws.order(id)->captured()) settle_parked(ws, id);
          return order_answer(ws, id, 200);
        },
        {.orders = {*id}, .refs = {}, .email_hashes = {}});
}

}  // namespace daybook::http
