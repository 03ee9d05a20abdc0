#pragma once
// Reconciliation out of the read models and the log: both sides of one account, streamed in the order of
// their times through projections/reconciliation.hpp.
//
// Memory: what is open at once, and one batch of either side; not the number of entries. A statement's
// lines and postings that match are forgotten as they are read.

#include <string>
#include <vector>

#include "adapters/postgres/pg.hpp"
#include "projections/reconciliation.hpp"
#include "projections/statement_imports.hpp"

namespace daybook {

struct ReconciliationAsked {
  std::string account;               ///< "assets:stripe", "assets:bank"
  std::optional<Currency> currency;  ///< one of them; all when absent
  std::int64_t position = 0;         ///< what had been recorded up to it
  std::optional<Instant> until;      ///< only what takes effect before; never beyond the statements' end
};

/// A break carries what either side says; the sum of them is the difference.
struct CurrencyReconciled {
  Currency currency;
  std::optional<Instant> statement_end;  ///< nothing: no statement in this currency
  Minor ours;
  Minor theirs;
  Minor difference;  ///< ours - theirs
  Reconciled detail;
  std::vector<Break> breaks;
};

/// Must run in a snapshot. Throws std::logic_error should the breaks not sum to the difference.
std::vector<CurrencyReconciled> reconcile(pg::Connection& connection, const ReconciliationAsked& asked);

}  // namespace daybook
