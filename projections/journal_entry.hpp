#pragma once
// The double-entry journal. It is not stored: every entry is told again from its fact, whose posting rule is
// part of the event's meaning, so that no copy of it can be wrong. Why:
// projections/decisions/0002-told-from-the-log.md.

#include <optional>
#include <string>
#include <vector>

#include "core/instant.hpp"
#include "projections/posting.hpp"

namespace daybook {

/// One fact that moved money, with its postings: `accounts` and `amounts` are as long as each other, in the
/// order in which the fact is posted.
struct JournalEntry {
  std::int64_t position = 0;
  Instant recorded_at;
  Instant effective_at;
  std::string type;
  std::optional<OrderId> order_id;
  std::optional<std::string> order_number;  ///< the fact names its order by id only: whoever tells adds it
  std::optional<BrokerId> payee;
  std::string description;
  Currency currency;
  std::vector<std::string> accounts;
  std::vector<Minor> amounts;  ///< debit positive
};
BOOST_DESCRIBE_STRUCT(JournalEntry, (),
                      (position, recorded_at, effective_at, type, order_id, order_number, payee, description,
                       currency, accounts, amounts))

/// Of a fact's postings, which must not be empty, in one currency.
JournalEntry journal_entry(const Recorded& recorded, const std::vector<Posting>& postings);

}  // namespace daybook
