#pragma once
// What stands in the store and in the read models, against what the load generator was told.

#include "tests/bench/daybook_roles.hpp"
#include "tests/bench/order_shop.hpp"

namespace daybook::bench {

/// Every accepted order is found at the position it was told, with its id, total and commission, and the
/// store holds no other order.placed. Throws std::runtime_error naming what is missing.
void find_orders(const Database& database, const std::vector<AcceptedOrder>& accepted);

/// The log verifies, read models made from it included (`projections rebuild`, then `audit verify`), and each
/// broker's balance is `commission` minor units, by broker number. Throws std::runtime_error.
void check_books(const DaybookRoles& roles, const std::vector<ShopBroker>& brokers,
                 const std::vector<std::int64_t>& commission, bool rebuild);

}  // namespace daybook::bench
