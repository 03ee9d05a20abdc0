#pragma once
// What a supplier's price list changes in the catalogue. A list counts the supplier's pieces, a catalogue
// what is free to sell: between them stand our own orders. Source: domain rules, "Stock".

#include <map>
#include <string>

#include "core/result.hpp"
#include "events/ledger/ledger_state.hpp"

namespace daybook {

/// Our side of one card's stock, for comparison with what the list says.
struct PiecesOfOurs {
  /// Free to sell, and held by orders that the supplier did not have, both just before the list was asked
  /// for. Placing, cancelling and expiry move pieces between the two and leave the sum.
  std::int64_t free_and_held = 0;
  /// Of those held, and of orders since: what the supplier may have got before it wrote the list.
  std::int64_t on_the_way = 0;
};

struct ImportPriceList {
  std::string source;
  std::vector<Card> cards;  ///< `stock` as the supplier counts it
  std::map<std::string, PiecesOfOurs> pieces;
  std::int64_t catalog_version = 0;  ///< that `pieces` were counted at
  Instant now;
};

/// One catalog.imported; none when what the list says can be explained by what we knew. Refusals: those of
/// ImportCatalog; conflict when the catalogue has changed since the pieces were counted, or when the list is
/// empty and the catalogue is not.
Result<NewEvents> decide(const LedgerState& ledger, const ImportPriceList& command);

}  // namespace daybook
