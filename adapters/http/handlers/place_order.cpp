#include "adapters/http/handlers/place_order.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "core/text.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {

Result<OrderPlacement> checked(OrderPlacement body, const Caller& caller) {
  auto email = normalise_email(body.customer_email);
  if (!email) return refuse(invalid_field("/customer_email", "must be an e-mail address"));
  body.customer_email = *email;
  if (body.customer_name)
    if (auto bad = check_text("/customer_name", *body.customer_name, false)) return refuse(*bad);
  if (body.items.empty()) return refuse(invalid_field("/items", "must hold at least one line"));
  if (caller.is_key()) {
    if (body.broker_id && body.broker_id != caller.broker)
      return refuse(invalid_field("/broker_id", "must be your own id, or left out"));
    body.broker_id = caller.broker;
  }
  return body;
}

Result<OrderId> append_placed(Workspace& ws, const OrderPlacement& body, const Uuid& email_hash) {
  const Person person = ws.person(email_hash);
  const auto seal = [&](const char* field, const std::optional<std::string>& text) {
    return text ? std::optional(Vault::seal(person.id, person.key, field, *text)) : std::nullopt;
  };
  PlaceOrder command;
  command.order_id = OrderId(ws.ids().next());
  command.broker_id = body.broker_id;
  command.customer = {person.id, *seal("email", body.customer_email), seal("name", body.customer_name),
                      seal("phone", body.customer_phone)};
  command.basket = basket_of(body.items);
  command.currency = body.currency;
  for (std::size_t i = 0; i < body.items.size(); ++i) command.item_ids.push_back(ItemId(ws.ids().next()));
  command.now = ws.now();
  auto events = decide(ws.ledger(), ws.policy(), command);
  if (!events) return refuse(events.error());
  ws.append(std::move(*events));
  return command.order_id;
}

PlacementCommand placement_command(const Api& api, OrderPlacement placement) {
  const Uuid hash = api.vault.email_hash(placement.customer_email);
  PlacementCommand command;
  command.hints.email_hashes.push_back(hash);
  command.run = [body = std::move(placement), hash](Workspace& ws) -> Result<Answer> {
    auto id = append_placed(ws, body, hash);
    if (!id) return refuse(id.error());
    return order_answer(ws, *id, 201, {body.customer_email, body.customer_name, body.customer_phone});
  };
  return command;
}

void place_order(const Api& api, Call call, Reply reply) {
  auto body = json::read_body<OrderPlacement>(call.request.body);
  if (body) body = checked(std::move(*body), call.caller);
  if (!body) return refuse_call(call, reply, body.error());
  auto command = placement_command(api, std::move(*body));
  write(api, call, std::move(reply), std::move(command.run), std::move(command.hints));
}

}  // namespace daybook::http
