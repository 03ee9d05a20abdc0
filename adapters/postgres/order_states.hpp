#pragma once
// Orders as they stand, told from their streams: the read models keep only what lists filter and sum by.

#include <map>

#include "adapters/postgres/pg.hpp"
#include "events/order/order_state.hpp"

namespace daybook {

/// Each order as of a position: that of its last event to count, as its row says. Throws pg::Error.
std::map<OrderId, OrderState> order_states(pg::Connection& connection,
                                           const std::map<OrderId, std::int64_t>& as_of);
/// As of their rows in the read models; orders without a row are left out.
std::map<OrderId, OrderState> order_states(pg::Connection& connection, const std::vector<std::string>& ids);

}  // namespace daybook
