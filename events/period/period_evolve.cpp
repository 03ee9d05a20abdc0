#include "events/envelope.hpp"
#include "events/period/period_state.hpp"

namespace daybook {

void evolve(PeriodsState& s, const PeriodClosed& e, const Envelope& at) {
  s.closed_through = e.month;
  s.closed_until = e.end;
  s.closed.push_back({e.month, e.start, e.end, e.closed_by, at.recorded_at, at.position.value});
  s.reopening.reset();
  s.ever_closed = true;
}

void evolve(PeriodsState& s, const PeriodReopeningProposed& e, const Envelope& at) {
  s.reopening = ReopeningProposal{e.month, e.reason, e.proposed_by, at.recorded_at};
}

void evolve(PeriodsState& s, const PeriodReopeningWithdrawn&, const Envelope&) { s.reopening.reset(); }

void evolve(PeriodsState& s, const PeriodReopened& e, const Envelope&) {
  s.reopening.reset();
  std::erase_if(s.closed, [&](const ClosedPeriod& period) { return period.month == e.month; });
  if (const auto month = parse_month(e.month)) s.closed_through = to_string(month_before(*month));
  s.closed_until = e.start;
}

Month month_before(Month month) {
  return month.month == 1 ? Month{month.year - 1, 12} : Month{month.year, month.month - 1};
}

Month month_after(Month month) {
  return month.month == 12 ? Month{month.year + 1, 1} : Month{month.year, month.month + 1};
}

}  // namespace daybook
