#pragma once
// Closing months and opening them again. Source: domain rules, "Month".

#include "core/result.hpp"
#include "events/ledger/ledger_state.hpp"
#include "events/period/period_checks.hpp"

namespace daybook {

/// `seal` is complete but for `acknowledged`; `checks` were made when it was, with everything before
/// `closed_until` closed.
struct ClosePeriod {
  PeriodClosed seal;
  std::vector<PeriodCheck> checks;
  std::optional<Instant> closed_until;
  std::vector<std::string> acknowledge;  ///< codes of warnings
  Instant now;
};
Result<NewEvents> decide(const PeriodsState& periods, const ClosePeriod& command);

struct ProposeReopening {
  Month month;
  std::string reason;
  std::string proposed_by;  ///< admin id
  Instant now;
};
Result<NewEvents> decide(const PeriodsState& periods, const ProposeReopening& command);

/// By another person than the proposer.
struct ApproveReopening {
  Month month;
  std::string approved_by;
  const Zone& zone;  ///< of the month's start, where it was closed along with a later one
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const ApproveReopening& command);

/// By anybody of the role, the proposer too.
struct WithdrawReopening {
  Month month;
  std::string reason;
  std::string withdrawn_by;
  Instant now;
};
Result<NewEvents> decide(const PeriodsState& periods, const WithdrawReopening& command);

}  // namespace daybook
