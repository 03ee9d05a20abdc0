#include "events/catalog/price_list_decide.hpp"

#include <algorithm>

#include "events/catalog/catalog_decide.hpp"

namespace daybook {
namespace {

/// What is free to sell, given what is free now.
std::int64_t free_to_sell(std::int64_t free, std::int64_t listed, const PiecesOfOurs& ours) {
  // The list differs from what we knew by at least `least`, at most by as many more as are on the way: it may
  // have counted those as gone already.
  const std::int64_t least = listed - ours.free_and_held;
  const bool explained = least <= 0 && least + ours.on_the_way >= 0;
  return std::clamp<std::int64_t>(explained ? free : free + least, 0, kMaxStock);
}

}  // namespace

Result<NewEvents> decide(const LedgerState& ledger, const ImportPriceList& c) {
  if (ledger.catalog_version() != c.catalog_version)
    return refuse(RefusalCode::conflict,
                  "the catalogue changed while the price list was read: read it again");
  const bool any = std::any_of(ledger.cards().begin(), ledger.cards().end(),
                               [&](const auto& entry) { return entry.second.source == c.source; });
  if (c.cards.empty() && any)
    return refuse(RefusalCode::conflict,
                  "the price list is empty: if that is right, import an empty catalogue for source \"" +
                      c.source + "\" by hand");
  ImportCatalog import{c.source, c.cards, c.now};
  for (Card& card : import.cards) {
    const auto* before = ledger.card(card.card_id);
    const auto ours = c.pieces.find(card.card_id);
    card.stock = free_to_sell(before ? before->card.stock : 0, card.stock,
                              ours == c.pieces.end() ? PiecesOfOurs{} : ours->second);
  }
  auto events = decide(ledger, import);
  if (!events) return events;
  const auto& fact = std::get<CatalogImported>(events->front().event);
  if (fact.added + fact.changed + fact.removed == 0) return NewEvents{};
  return events;
}

}  // namespace daybook
