#include <algorithm>

#include "events/fold.hpp"
#include "events/ledger/four_eyes.hpp"
#include "events/payout/payout_state.hpp"

namespace daybook {
namespace {

void touch(PayoutState& s, const Envelope& at) {
  s.updated_at = at.recorded_at;
  s.position = at.position.value;
  s.version = at.version.value;
}

}  // namespace

void evolve(PayoutState& s, const PayoutCreated& e, const Envelope& at) {
  s.id = e.payout_id;
  s.payee = e.payee;
  s.period_start = e.period_start;
  s.period_end = e.period_end;
  s.currency = e.currency;
  s.amounts = e.amounts;
  s.payment_method = e.payment_method;
  s.made_by = e.made_by;
  s.lines = e.lines;
  s.created_at = at.recorded_at;
  touch(s, at);
}

void evolve(PayoutState& s, const PayoutEdited& e, const Envelope& at) {
  s.edit_version = e.version;
  s.payment_method = e.payment_method;
  s.notes = e.notes;
  s.approved_by.reset();
  // What earlier editors set still stands in this version, so they stay.
  const std::string editor = admin_of_actor(at.actor);
  if (std::find(s.edited_by.begin(), s.edited_by.end(), editor) == s.edited_by.end())
    s.edited_by.push_back(editor);
  touch(s, at);
}

void evolve(PayoutState& s, const PayoutApproved& e, const Envelope& at) {
  s.approved_by = e.approved_by;
  touch(s, at);
}

void evolve(PayoutState& s, const PayoutProcessing&, const Envelope& at) {
  s.status = PayoutStatus::PROCESSING;
  touch(s, at);
}

void evolve(PayoutState& s, const PayoutCompleted& e, const Envelope& at) {
  s.status = PayoutStatus::COMPLETED;
  s.transaction_id = e.transaction_id;
  if (e.notes) s.notes = e.notes;
  s.processed_at = at.recorded_at;
  touch(s, at);
}

void evolve(PayoutState& s, const PayoutFailed&, const Envelope& at) {
  s.status = PayoutStatus::FAILED;
  touch(s, at);
}

void evolve(PayoutState& s, const PayoutCancelled&, const Envelope& at) {
  s.status = PayoutStatus::CANCELLED;
  touch(s, at);
}

void evolve(PayoutState& s, const PayoutReturned&, const Envelope& at) {
  s.status = PayoutStatus::RETURNED;
  touch(s, at);
}

bool evolve_payout(PayoutState& s, const Recorded& recorded) { return fold(s, recorded); }

}  // namespace daybook
