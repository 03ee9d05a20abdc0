#include "adapters/postgres/open_orders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/order_states.hpp"
#include "adapters/postgres/read_pool.hpp"
#include "events/order/order_decide.hpp"

namespace daybook {
namespace {

constexpr std::int64_t kMostBehind = 200'000;  // events
constexpr std::size_t kAtOnce = 1'000;         // orders

OrderPieces supplier_view(const OrderState& order) {
  OrderPieces out;
  out.taken = order.tradeline_order_id.has_value();
  const bool open = order.status == OrderStatus::PENDING || order.status == OrderStatus::PROCESSING;
  out.held = open && !out.taken;
  out.paid = order.status == OrderStatus::PROCESSING || order.status == OrderStatus::COMPLETED;
  out.pieces = pieces_of(order);
  return out;
}

/// One snapshot of log and read models; rolled back when a read throws, so that the connection stays usable.
template <class F>
auto in_snapshot(pg::Connection& connection, F&& read) {
  connection.exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    auto out = read();
    connection.exec("COMMIT");
    return out;
  } catch (...) {
    if (connection.alive()) connection.exec("ROLLBACK");
    throw;
  }
}

}  // namespace

std::map<OrderId, OrderPieces> order_pieces_at(pg::Connection& connection, const std::vector<OrderId>& ids,
                                               std::int64_t position) {
  std::map<OrderId, OrderPieces> out;
  for (std::size_t start = 0; start < ids.size(); start += kAtOnce) {
    std::map<OrderId, std::int64_t> as_of;
    for (std::size_t i = start; i < std::min(start + kAtOnce, ids.size()); ++i)
      as_of.emplace(ids[i], position);
    for (const auto& [id, state] : order_states(connection, as_of)) out.emplace(id, supplier_view(state));
  }
  return out;
}

OpenOrders open_orders(pg::Connection& connection, std::int64_t touched_after) {
  return in_snapshot(connection, [&] {
    OpenOrders out;
    out.position = log_position(connection);
    const std::int64_t from = std::min(read_position(connection), touched_after);
    if (out.position - from > kMostBehind)
      throw std::runtime_error(fmt::format(
          "the read models are {} events behind: is daybook project running?", out.position - from));
    std::set<OrderId> ids;
    const auto rows = connection.exec("SELECT id FROM read.orders WHERE status IN ('PENDING', 'PROCESSING')");
    for (int i = 0; i < rows.size(); ++i) ids.insert(*OrderId::parse(rows.text(i, 0)));
    const auto streams = connection.exec(
        "SELECT DISTINCT stream FROM public.events WHERE position > $1 AND position <= $2 "
        "AND stream LIKE 'order-%'",
        {std::to_string(from), std::to_string(out.position)});
    for (int i = 0; i < streams.size(); ++i)
      if (const auto id = order_of_stream(streams.text(i, 0))) ids.insert(*id);
    out.orders = order_pieces_at(connection, {ids.begin(), ids.end()}, out.position);
    return out;
  });
}

}  // namespace daybook
