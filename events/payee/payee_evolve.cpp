#include <algorithm>

#include "events/payee/payee_state.hpp"

namespace daybook {

void evolve(PayeeState& s, const PayoutAccountProposed& e, const Envelope& at) {
  s.proposed = {e.change_id, e.person_id, e.kind, e.account, e.proposed_by, at.recorded_at};
}

void evolve(PayeeState& s, const PayoutAccountApproved& e, const Envelope& at) {
  if (!s.proposed || s.proposed->change_id != e.change_id) return;
  // Nothing before the last payable one can come back.
  const auto payable = std::find_if(s.approved.rbegin(), s.approved.rend(), [&](const ApprovedAccount& a) {
    return a.payable_from <= at.recorded_at;
  });
  if (payable != s.approved.rend()) s.approved.erase(s.approved.begin(), payable.base() - 1);
  s.approved.push_back({*std::exchange(s.proposed, std::nullopt), e.approved_by, e.payable_from});
}

void evolve(PayeeState& s, const PayoutAccountWithdrawn& e, const Envelope&) {
  if (s.proposed && s.proposed->change_id == e.change_id) s.proposed.reset();
  std::erase_if(s.approved, [&](const ApprovedAccount& a) { return a.change.change_id == e.change_id; });
}

void evolve(PayeeState& s, const TaxFormRecorded& e, const Envelope&) { s.tax_form = e; }

void evolve(PayeeState& s, const NotificationPreferencesChanged& e, const Envelope&) {
  s.notifications = {e.new_order, e.payout, e.hold};
}

}  // namespace daybook
