#pragma once
// Decisions about the catalogue. Source: wire contract, "Prices" (PUT /api/catalog).

#include "core/result.hpp"
#include "events/ledger/ledger_state.hpp"

namespace daybook {

inline constexpr std::int64_t kMaxStock = 10'000'000;
inline constexpr Minor kMaxOrderTotal{99'999'999};  ///< Stripe's limit

struct ImportCatalog {
  std::string source;
  std::vector<Card> cards;
  Instant now;
};
/// One catalog.imported with what was added, changed and removed; the cards of other sources stay.
Result<NewEvents> decide(const LedgerState& ledger, const ImportCatalog& command);

}  // namespace daybook
