#pragma once
// Placing an order, for a call of its own and for a checkout.

#include "adapters/http/handlers/basket.hpp"
#include "adapters/postgres/workspace.hpp"

namespace daybook::http {

struct OrderPlacement {
  std::optional<BrokerId> broker_id;
  std::string customer_email;  ///< normalised
  std::optional<std::string> customer_name;
  std::optional<std::string> customer_phone;
  std::vector<BasketLine> items;
  std::optional<Currency> currency;
};
BOOST_DESCRIBE_STRUCT(OrderPlacement, (),
                      (broker_id, customer_email, customer_name, customer_phone, items, currency))

/// Appends order.placed; `email_hash` is that of the address.
Result<OrderId> append_placed(Workspace& workspace, const OrderPlacement& placement,
                              const std::string& email_hash);

}  // namespace daybook::http
