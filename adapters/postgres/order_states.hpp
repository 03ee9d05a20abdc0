#pragma once
// Orders as they stand, told from their streams: the read models keep only what lists filter and sum by.

#include <map>
#include <span>

#include "adapters/postgres/pg.hpp"
#include "events/order/order_state.hpp"

namespace daybook {

/// Asks for the facts of these orders up to a position, which says which of the log's partitions there are to
/// look at: by the orders' ids, oldest first. Its rows are in binary: order id, position, version, type,
/// schema_version, recorded_at, effective_at, payload.
pg::Query order_facts(std::span<const Uuid> orders, std::int64_t up_to);
/// The order of such a row.
OrderId order_of_fact(const pg::Rows& rows, int row);
/// The fact; of its envelope only what the row has. Throws std::runtime_error, naming the position, when the
/// payload does not fit its type.
Recorded order_fact(const pg::Rows& rows, int row);

/// Each order as of a position: that of its last event to count, as its row says. Throws pg::Error.
std::map<OrderId, OrderState> order_states(pg::Connection& connection,
                                           const std::map<OrderId, std::int64_t>& as_of);
/// As of their rows in the read models; orders without a row are left out.
std::map<OrderId, OrderState> order_states(pg::Connection& connection, const std::vector<std::string>& ids);

}  // namespace daybook
