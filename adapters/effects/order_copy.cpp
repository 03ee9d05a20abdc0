#include "adapters/effects/order_copy.hpp"

namespace daybook {

std::optional<OrderCopy> copy_order(Writer& writer, const OrderId& id) {
  std::optional<OrderCopy> copy;
  Command command;
  command.origin = {"react", "effect", ""};
  command.hints.orders = {id};
  command.run = [&](Workspace& ws) -> Result<Answer> {
    copy.reset();
    if (const OrderState* order = ws.order(id)) {
      const auto keys = [&](const PersonId& person) { return ws.person_key(person); };
      copy = OrderCopy{*order, http::customer_text(order->customer, keys)};
    }
    return Answer{200, "{}", 0, false, {}, {}};
  };
  if (auto read = writer.execute(std::move(command)); !read)
    throw std::runtime_error("the order cannot be read: " + read.error().detail);
  return copy;
}

}  // namespace daybook
