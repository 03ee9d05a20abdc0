#include "adapters/postgres/order_states.hpp"

#include <algorithm>

#include "adapters/postgres/binary_format.hpp"
#include "adapters/postgres/event_reader.hpp"

namespace daybook {
namespace {

// Ids in text sort as their bytes do.
constexpr pg::Statement kOrderFacts{
    "order_facts",
    "SELECT substr(stream, 7)::uuid, position, version, type, schema_version, recorded_at, effective_at, "
    "payload FROM public.events WHERE stream = ANY($1::text[]) AND position <= $2::bigint "
    "ORDER BY stream, version"};

}  // namespace

pg::Query order_facts(std::span<const Uuid> orders, std::int64_t up_to) {
  std::vector<std::string> streams;
  streams.reserve(orders.size());
  for (const Uuid& id : orders) streams.push_back("order-" + to_string(id));
  std::string last;
  pg::append_be(last, up_to);
  return {&kOrderFacts, {pg::binary_texts(streams), std::move(last)}};
}

OrderId order_of_fact(const pg::Rows& rows, int row) { return OrderId(rows.binary_uuid(row, 0)); }

Recorded order_fact(const pg::Rows& rows, int row) {
  Envelope e;
  e.position = {rows.binary_integer(row, 1)};
  e.version = {rows.binary_integer(row, 2)};
  e.type = rows.text(row, 3);
  e.schema_version = static_cast<int>(rows.binary_integer(row, 4));
  e.recorded_at = {rows.micros(row, 5)};
  e.effective_at = {rows.micros(row, 6)};
  e.payload = rows.text(row, 7);
  return decode(std::move(e));
}

std::map<OrderId, OrderState> order_states(pg::Connection& connection,
                                           const std::map<OrderId, std::int64_t>& as_of) {
  std::map<OrderId, OrderState> states;
  if (as_of.empty()) return states;
  std::vector<Uuid> ids;
  ids.reserve(as_of.size());
  std::int64_t last = 0;
  for (const auto& [id, position] : as_of) {
    ids.push_back(id.uuid);
    last = std::max(last, position);
  }
  pg::Query query = order_facts(ids, last);
  query.plan = pg::Query::Plan::each_time;
  const auto rows = connection.pipeline({&query, 1}).front();
  for (int i = 0; i < rows.size(); ++i) {
    const OrderId id = order_of_fact(rows, i);
    if (rows.binary_integer(i, 1) <= as_of.at(id)) evolve_order(states[id], order_fact(rows, i));
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
