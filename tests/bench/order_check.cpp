#include "tests/bench/order_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/payees_as_of.hpp"

namespace daybook::bench {

void find_orders(const Database& database, const std::vector<AcceptedOrder>& accepted) {
  std::vector<AcceptedOrder> sorted = accepted;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  EventReader reader(database.app_url());
  auto next = sorted.begin();
  const auto missing = [](std::int64_t position, const Uuid& id, const char* what) {
    throw std::runtime_error(
        fmt::format("order {}, accepted at position {}: {}", to_string(id), position, what));
  };
  std::int64_t position = 0;
  for (auto page = reader.read_after(0, 5'000); !page.empty(); page = reader.read_after(position, 5'000)) {
    for (auto& envelope : page) {
      if (envelope.position.value != ++position)
        throw std::runtime_error(fmt::format("position {} is missing in the store", position));
      if (envelope.type != "order.placed") continue;
      const Recorded recorded = decode(std::move(envelope));
      const auto& placed = std::get<OrderPlaced>(recorded.event);
      if (next == sorted.end() || next->position != position)
        throw std::runtime_error(
            fmt::format("the store holds an order at {} that nobody was told of", position));
      if (next->id != placed.order_id.uuid) missing(position, next->id, "another order stands there");
      if (next->total != placed.total_charged.value ||
          next->commission != placed.parts.share.value + placed.parts.markup.value)
        missing(position, next->id, "its stored amounts are not those answered");
      ++next;
    }
  }
  if (next != sorted.end()) missing(next->position, next->id, "it is not in the store");
}

void check_books(const DaybookRoles& roles, const std::vector<ShopBroker>& brokers,
                 const std::vector<std::int64_t>& commission, bool rebuild) {
  if (rebuild) roles.run({"projections", "rebuild"});
  roles.run({"audit", "verify"});
  pg::Connection connection(roles.database().app_url());
  std::unordered_map<BrokerId, std::int64_t> found;
  each_balance(connection, "read", [&](const BrokerId& payee, Currency, const PayeeSums& sums) {
    found[payee] += sums.owed().value;
  });
  for (std::size_t i = 0; i < brokers.size(); ++i)
    if (found[brokers[i].id] != commission[i])
      throw std::runtime_error(fmt::format("broker {} is owed {}, its balance says {}", brokers[i].id.str(),
                                           commission[i], found[brokers[i].id]));
}

}  // namespace daybook::bench
