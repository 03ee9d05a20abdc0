#include "adapters/supplier/price_list_sync.hpp"

#include "adapters/http/api/api.hpp"
#include "adapters/postgres/open_orders.hpp"
#include "events/catalog/price_list_decide.hpp"

namespace daybook::supplier {
namespace {

constexpr int kTries = 3;  // against others who change the catalogue meanwhile

/// Everything that we knew before the list was asked for.
struct Known {
  OpenOrders open;
  LedgerState ledger;  ///< at the same position
};

Known know(pg::Connection& connection, const CatalogPorts& ports) {
  LedgerState ledger = ports.view.copy();
  OpenOrders open = open_orders(connection);
  EventReader reader(ports.database_url);
  while (ledger.position().value < open.position) {
    const auto left = static_cast<std::size_t>(open.position - ledger.position().value);
    auto events = reader.read_after(ledger.position().value, std::min<std::size_t>(left, 1'000));
    if (events.empty()) throw std::runtime_error("the log ends before the position that its head names");
    for (auto& event : events) ledger.apply(decode(std::move(event)));
  }
  return {std::move(open), std::move(ledger)};
}

std::map<std::string, PiecesOfOurs> count(pg::Connection& connection, const Known& before) {
  std::map<std::string, PiecesOfOurs> out;
  for (const auto& [id, card] : before.ledger.cards()) out[id].free_and_held += card.card.stock;
  for (const auto& [id, order] : before.open.orders)
    if (order.held)
      for (const auto& piece : order.pieces) out[piece.card_id].free_and_held += piece.quantity;

  // Behind the list: whatever is paid by now and was not the supplier's before may be counted on it or not.
  const OpenOrders after = open_orders(connection, before.open.position);
  std::vector<OrderId> paid;
  for (const auto& [id, order] : after.orders)
    if (order.paid) paid.push_back(id);
  const auto earlier = order_pieces_at(connection, paid, before.open.position);
  for (const auto& id : paid) {
    const auto was = earlier.find(id);
    if (was != earlier.end() && was->second.taken) continue;
    for (const auto& piece : after.orders.at(id).pieces) out[piece.card_id].on_the_way += piece.quantity;
  }
  return out;
}

SyncResult result_of(const NewEvents& events, const ImportPriceList& command) {
  SyncResult out;
  out.cards = command.cards.size();
  out.catalog_version = command.catalog_version;
  if (events.empty()) return out;
  const auto& fact = std::get<CatalogImported>(events.front().event);
  out.changed = true;
  out.catalog_version = fact.catalog_version;
  out.added = fact.added;
  out.altered = fact.changed;
  out.removed = fact.removed;
  return out;
}

/// `moved`: the catalogue is another than the one that the pieces were counted for.
Result<SyncResult> carry_out(Writer& writer, ImportPriceList import, bool& moved) {
  SyncResult done;
  Command command;
  command.origin = {"scheduler", "", ""};
  command.run = [&](Workspace& ws) -> daybook::Result<daybook::Answer> {
    import.now = ws.now();
    moved = ws.ledger().catalog_version() != import.catalog_version;
    auto events = decide(ws.ledger(), import);
    if (!events) return refuse(events.error());
    done = result_of(*events, import);
    if (!events->empty()) ws.append(*events);
    return http::answer("{}");
  };
  const auto answered = writer.execute(std::move(command));
  if (!answered) return refuse(answered.error());
  return done;
}

/// What carry_out would come to.
Result<SyncResult> try_out(const LedgerState& ledger, const ImportPriceList& import) {
  const auto events = decide(ledger, import);
  if (!events) return refuse(events.error());
  return result_of(*events, import);
}

}  // namespace

Answer<SyncResult> sync_price_list(Supplier& supplier, const CatalogPorts& ports, const std::string& source,
                                   bool dry_run) {
  pg::Connection connection(ports.database_url);
  for (int attempt = 1;; ++attempt) {
    const Known before = know(connection, ports);
    auto list = supplier.price_list();
    if (!list) return tl::unexpected(list.error());
    ImportPriceList import{source, std::move(*list), count(connection, before),
                           before.ledger.catalog_version(), Instant{}};
    bool moved = false;
    const auto done =
        dry_run ? try_out(before.ledger, import) : carry_out(ports.writer, std::move(import), moved);
    if (done) return *done;
    if (moved && attempt < kTries) continue;
    return tl::unexpected(
        Failure{done.error().detail, {}, !moved && done.error().code != RefusalCode::store_unavailable});
  }
}

}  // namespace daybook::supplier
