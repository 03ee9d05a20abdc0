#pragma once
// What must be done before a month is closed, out of the read models and the months closed so far.

#include "adapters/http/api/api.hpp"
#include "events/period/period_checks.hpp"

namespace daybook::http {

struct ChecklistRequest {
  Month month;
  const Zone& zone;
  PeriodsState periods;
  Instant now;
  std::int64_t head = 0;  ///< the log's, before the read models were waited for
};

/// Waits, bounded, until the read models have the whole log as it stands now; returns its head.
std::int64_t await_head(const Api& api, pg::Connection& connection);

/// All checks, in their order. Within one snapshot of the caller's.
std::vector<PeriodCheck> period_checks(pg::Connection& connection, const ChecklistRequest& request);

/// "2026-10"; nothing for any other text, and for the last year that times can be written of, whose end
/// cannot.
std::optional<Month> parse_period(std::string_view text);
/// The path's month; nothing when it is none.
std::optional<Month> path_month(const Call& call);

}  // namespace daybook::http
