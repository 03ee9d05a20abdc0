#include "adapters/effects/order_copy.hpp"

#include "adapters/effects/on_log.hpp"

namespace daybook {

std::optional<OrderCopy> copy_order(Writer& writer, const OrderId& id) {
  std::optional<OrderCopy> copy;
  Hints hints;
  hints.orders = {id};
  on_log(writer, kEffectOrigin, hints, "the order cannot be read", [&](Workspace& ws) {
    copy.reset();
    if (const OrderState* order = ws.order(id)) {
      const auto keys = [&](const PersonId& person) { return ws.person_key(person); };
      copy = OrderCopy{*order, http::customer_text(order->customer, keys)};
    }
  });
  return copy;
}

}  // namespace daybook
