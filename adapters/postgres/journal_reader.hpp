#pragma once
// The journal's entries, told from the log (projections/journal_entry.hpp); which parts of it to read, the
// as-of index says.

#include <optional>
#include <vector>

#include "adapters/postgres/log_walk.hpp"
#include "projections/journal_entry.hpp"

namespace daybook {

/// Everything that is set must hold.
struct EntriesAsked {
  std::int64_t after = 0;          ///< positions behind it
  std::int64_t until = INT64_MAX;  ///< up to it
  Instant from{INT64_MIN};         ///< effective then or later
  Instant before{INT64_MAX};       ///< effective before then
  /// Only where an entry of this day may be, numbered as core/civil_day.hpp does in the read models' zone.
  std::optional<std::int64_t> near_day;
  std::optional<OrderId> order_id;
  std::optional<std::string> account;
};

/// But for its position.
bool matches(const JournalEntry& entry, const EntriesAsked& asked);

/// Within one transaction of the caller's, REPEATABLE READ.
class JournalReader {
 public:
  JournalReader(pg::Connection& connection, EntriesAsked asked);
  /// The next entries, some, in the order of positions; none at the end. Their orders' numbers are not told:
  /// add_order_numbers. Throws as LogWalk.
  std::vector<JournalEntry> next();
  /// All the entries that are left, one after the other. Throws as next.
  template <class F>
  void each(F&& f) {
    for (auto entries = next(); !entries.empty(); entries = next())
      for (const JournalEntry& entry : entries) f(entry);
  }

 private:
  EntriesAsked asked_;
  LogWalk walk_;
};

/// Those of the facts that moved money.
std::vector<JournalEntry> entries_of(const std::vector<Recorded>& facts);
void add_order_numbers(pg::Connection& connection, std::vector<JournalEntry>& entries);

/// What the entry adds to the account, debit positive; nothing when it does not touch it.
std::optional<Minor> amount_on(const JournalEntry& entry, std::string_view account);

}  // namespace daybook
