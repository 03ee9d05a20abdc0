#pragma once
// Placing an order: alone, with others in one call, and for a checkout.

#include "adapters/http/api/api.hpp"
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
Result<OrderId> append_placed(Workspace& workspace, const OrderPlacement& placement, const Uuid& email_hash);

/// What its fields' types do not say: normalises the address, and a key's order is its broker's. Refusals:
/// validation_failed.
Result<OrderPlacement> checked(OrderPlacement placement, const Caller& caller);

/// What places it and answers Order, and what that needs from the store.
struct PlacementCommand {
  std::function<Result<Answer>(Workspace&)> run;
  Hints hints;
};
PlacementCommand placement_command(const Api& api, OrderPlacement placement);

}  // namespace daybook::http
