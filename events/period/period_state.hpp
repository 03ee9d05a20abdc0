#pragma once
// Which months are closed, as every decision needs to know it: folded into the ledger state.

#include <boost/describe.hpp>
#include <optional>

#include "core/period.hpp"
#include "events/period/period_events.hpp"

namespace daybook {

struct Envelope;

/// A month that is closed now by an event of its own; earlier ones without are closed along with it.
struct ClosedPeriod {
  std::string month;
  Instant start;
  Instant end;
  std::string closed_by;
  Instant closed_at;
  std::int64_t position = 0;  ///< of the closing event
};
BOOST_DESCRIBE_STRUCT(ClosedPeriod, (), (month, start, end, closed_by, closed_at, position))

struct ReopeningProposal {
  std::string month;
  std::string reason;
  std::string proposed_by;
  Instant proposed_at;
};
BOOST_DESCRIBE_STRUCT(ReopeningProposal, (), (month, reason, proposed_by, proposed_at))

struct PeriodsState {
  std::optional<std::string> closed_through;  ///< the last closed month
  std::optional<Instant> closed_until;        ///< its end: nothing is effective before it any more
  std::vector<ClosedPeriod> closed;           ///< oldest first
  std::optional<ReopeningProposal> reopening;
  bool ever_closed = false;

  bool is_closed(Instant effective) const { return closed_until && effective < *closed_until; }
};
BOOST_DESCRIBE_STRUCT(PeriodsState, (), (closed_through, closed_until, closed, reopening, ever_closed))

void evolve(PeriodsState& s, const PeriodClosed& e, const Envelope& at);
void evolve(PeriodsState& s, const PeriodReopeningProposed& e, const Envelope& at);
void evolve(PeriodsState& s, const PeriodReopeningWithdrawn& e, const Envelope& at);
void evolve(PeriodsState& s, const PeriodReopened& e, const Envelope& at);

/// The month before: 2026-01 -> 2025-12.
Month month_before(Month month);
Month month_after(Month month);

}  // namespace daybook
