#include "adapters/postgres/order_states.hpp"

#include <algorithm>

#include "adapters/postgres/event_reader.hpp"

namespace daybook {

std::map<OrderId, OrderState> order_states(pg::Connection& connection,
                                           const std::map<OrderId, std::int64_t>& as_of) {
  std::map<OrderId, OrderState> states;
  if (as_of.empty()) return states;
  std::vector<std::string> streams;
  std::int64_t last = 0;
  for (const auto& [id, position] : as_of) {
    streams.push_back("order-" + id.str());
    last = std::max(last, position);
  }
  const auto rows = connection.exec(streams_up_to(), {pg::text_array(streams), std::to_string(last)});
  for (int i = 0; i < rows.size(); ++i) {
    const auto id = order_of_stream(rows.text(i, 2));
    if (!id || rows.integer(i, 0) > as_of.at(*id)) continue;
    evolve_order(states[*id], decode(envelope_of(rows, i)));
  }
  return states;
}

std::map<OrderId, OrderState> order_states(pg::Connection& connection, const std::vector<std::string>& ids) {
  std::map<OrderId, std::int64_t> as_of;
  if (ids.empty()) return {};
  const auto rows =
      connection.exec("SELECT id, position FROM orders WHERE id = ANY($1::uuid[])", {pg::text_array(ids)});
  for (int i = 0; i < rows.size(); ++i) as_of.emplace(*OrderId::parse(rows.text(i, 0)), rows.integer(i, 1));
  return order_states(connection, as_of);
}

}  // namespace daybook
