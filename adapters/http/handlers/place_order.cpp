#include "adapters/http/handlers/place_order.hpp"
#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "core/text.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

Result<OrderPlacement> read_checked(const Call& call) {
  auto body = json::read_body<OrderPlacement>(call.request.body);
  if (!body) return body;
  auto email = normalise_email(body->customer_email);
  if (!email) return refuse(invalid_field("/customer_email", "must be an e-mail address"));
  body->customer_email = *email;
  if (body->customer_name)
    if (auto bad = check_text("/customer_name", *body->customer_name, false)) return refuse(*bad);
  if (body->items.empty()) return refuse(invalid_field("/items", "must hold at least one line"));
  if (call.caller.is_key()) {
    if (body->broker_id && body->broker_id != call.caller.broker)
      return refuse(invalid_field("/broker_id", "must be your own id, or left out"));
    body->broker_id = call.caller.broker;
  }
  return body;
}

Result<Answer> place(Workspace& ws, const OrderPlacement& body, const std::string& email_hash) {
  auto id = append_placed(ws, body, email_hash);
  if (!id) return refuse(id.error());
  return order_answer(ws, *id, 201, {body.customer_email, body.customer_name, body.customer_phone});
}

}  // namespace

Result<OrderId> append_placed(Workspace& ws, const OrderPlacement& body, const std::string& email_hash) {
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

void place_order(const Api& api, Call call, Reply reply) {
  auto body = read_checked(call);
  if (!body) return refuse_call(call, reply, body.error());
  Hints hints;
  const std::string hash = api.vault.email_hash(body->customer_email);
  hints.email_hashes.push_back(hash);
  write(
      api, call, std::move(reply),
      [body = std::move(*body), hash](Workspace& ws) { return place(ws, body, hash); }, std::move(hints));
}

}  // namespace daybook::http
