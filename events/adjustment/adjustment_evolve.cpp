#include "events/adjustment/adjustment_accounts.hpp"
#include "events/adjustment/adjustment_state.hpp"
#include "events/fold.hpp"

namespace daybook {

void evolve(AdjustmentState& s, const AdjustmentProposed& e, const Envelope& at) {
  s.id = e.adjustment_id;
  s.kind = e.kind;
  s.payee = e.payee;
  s.currency = e.currency;
  s.postings = e.postings;
  s.reason = e.reason;
  s.proposed_by = e.proposed_by;
  s.proposed_at = at.recorded_at;
  s.position = at.position.value;
}

void evolve(AdjustmentState& s, const AdjustmentApproved& e, const Envelope& at) {
  s.status = AdjustmentStatus::approved;
  s.approved_by = e.approved_by;
  s.approved_at = at.recorded_at;
  s.position = at.position.value;
}

void evolve(AdjustmentState& s, const AdjustmentWithdrawn& e, const Envelope& at) {
  s.status = AdjustmentStatus::withdrawn;
  s.withdrawn_by = e.withdrawn_by;
  s.withdrawn_at = at.recorded_at;
  s.withdrawal_reason = e.reason;
  s.position = at.position.value;
}

bool evolve_adjustment(AdjustmentState& s, const Recorded& recorded) { return fold(s, recorded); }

Minor debited(const std::vector<AdjustmentPosting>& postings) {
  Minor sum;
  for (const auto& p : postings)
    if (p.amount > Minor{}) sum += p.amount;
  return sum;
}

Minor gained_by_payee(const AdjustmentApproved& e) {
  Minor gained;
  if (!e.payee) return gained;
  const std::string own = adjustments_account(*e.payee);
  for (const auto& p : e.postings)
    if (p.account == own) gained -= p.amount;
  return gained;
}

}  // namespace daybook
