#include "events/period/period_history.hpp"

#include "events/envelope.hpp"

namespace daybook {

void evolve(PeriodHistory& s, const PeriodClosed& e, const Envelope& at) {
  s.month = e.month;
  s.status = PeriodStatus::closed;
  s.seals.push_back({e, at.recorded_at, at.position.value, at.event_id});
}

void evolve(PeriodHistory& s, const PeriodReopeningProposed& e, const Envelope& at) {
  s.month = e.month;
  PeriodReopening reopening;
  reopening.reason = e.reason;
  reopening.proposed_by = e.proposed_by;
  reopening.proposed_at = at.recorded_at;
  s.reopenings.push_back(std::move(reopening));
}

void evolve(PeriodHistory& s, const PeriodReopeningWithdrawn& e, const Envelope& at) {
  if (s.reopenings.empty()) return;
  PeriodReopening& last = s.reopenings.back();
  last.withdrawn_by = e.withdrawn_by;
  last.withdrawn_at = at.recorded_at;
  last.withdrawal_reason = e.reason;
}

void evolve(PeriodHistory& s, const PeriodReopened& e, const Envelope& at) {
  s.month = e.month;
  s.status = PeriodStatus::reopened;
  if (s.reopenings.empty()) return;
  s.reopenings.back().approved_by = e.approved_by;
  s.reopenings.back().approved_at = at.recorded_at;
}

}  // namespace daybook
