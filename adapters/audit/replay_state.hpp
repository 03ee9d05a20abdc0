#pragma once
// What the books said at a point of the log: `audit replay` and `audit trial-balance`.

#include <map>
#include <string>

#include "adapters/audit/replay.hpp"

namespace daybook::audit {

/// Only what takes effect by the end of a day.
struct EffectiveBy {
  Day day;
  Instant end;  ///< excluded
};

/// The replayed state; every figure in minor units beside its currency. With `effective`, events and sums of
/// what takes effect by then: the models then hold balances only.
struct ReplayState {
  explicit ReplayState(Zone zone) : models(std::move(zone)) {}
  std::int64_t position = 0;           ///< of the last event in it, 0 for none
  std::optional<Instant> recorded_at;  ///< of that event
  std::map<std::string, std::int64_t> events_by_type;
  ReadModels models;  ///< without the rows that are only appended
  std::map<std::pair<std::string, Currency>, Minor>
      accounts;  ///< every one that was posted to, debit positive
  std::optional<EffectiveBy> effective;
};

/// Replays from the first event. Throws pg::Error, Damaged.
void replay_state(EventSource& source, const ReplayOptions& options, ReplayState& state);

/// Every account that was posted to, by name and currency, debits positive, and the sum per currency.
std::string trial_balance_text(const ReplayState& state);
std::string trial_balance_json(const ReplayState& state);

/// Events by type, orders by status, each payee's balance by component.
std::string replay_text(const ReplayState& state);
std::string replay_json(const ReplayState& state);

/// Rows of text, the first being the headings, as an aligned table; the last `numbers` columns are set right.
std::string text_table(const std::vector<std::vector<std::string>>& rows, std::size_t numbers);

}  // namespace daybook::audit
