#pragma once
// The orders that the supplier may still have to get, exactly as they stood at one position of the log. The
// read models say which orders to look at; what they have not reached yet is taken from the log.

#include <map>

#include "adapters/postgres/pg.hpp"
#include "events/order/order_state.hpp"

namespace daybook {

/// What of an order counts for the supplier's stock.
struct OrderPieces {
  bool held = false;   ///< it has pieces that the supplier must still deliver
  bool paid = false;   ///< and may be on its way to the supplier, or there
  bool taken = false;  ///< the supplier has it, as our log says
  std::vector<CardQuantity> pieces;
};

struct OpenOrders {
  std::int64_t position = 0;
  /// Those that were pending or in processing, and all that any event touched behind `touched_after`.
  std::map<OrderId, OrderPieces> orders;
};

/// Opens a transaction of its own. Throws pg::Error; std::runtime_error when the read models are so far
/// behind that the log would have to be read at length.
OpenOrders open_orders(pg::Connection& connection, std::int64_t touched_after = INT64_MAX);
/// Some orders as they stood at a position; those that did not exist are left out.
std::map<OrderId, OrderPieces> order_pieces_at(pg::Connection& connection, const std::vector<OrderId>& ids,
                                               std::int64_t position);

}  // namespace daybook
