#include "events/payout/payout_decide.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/ledger/four_eyes.hpp"
#include "events/payee/payout_block.hpp"

namespace daybook {
namespace {

tl::unexpected<Refusal> wrong_status(const PayoutState& p, const char* verb, const char* needed) {
  return refuse(RefusalCode::conflict, fmt::format("cannot {} a payout that is {}: it must be {}", verb,
                                                   boost::describe::enum_to_string(p.status, "?"), needed));
}

tl::unexpected<Refusal> stale(const PayoutState& p) {
  return refuse(RefusalCode::stale_version,
                fmt::format("the payout is at version {}: read it again before you go on", p.edit_version));
}

/// Says what the approver did and who may approve instead.
tl::unexpected<Refusal> own_work(const char* verb) {
  return refuse(RefusalCode::same_person,
                fmt::format("you {} this payout, so you may not approve it under any admin id of yours: that "
                            "takes another person than its maker and everyone who edited it",
                            verb));
}

}  // namespace

Result<NewEvents> decide(const PayoutState& p, const EditPayout& c) {
  if (p.status != PayoutStatus::PENDING) return wrong_status(p, "edit", "PENDING");
  if (c.version != p.edit_version) return stale(p);
  return NewEvents{{PayoutEdited{p.id, p.payee, p.edit_version + 1,
                                 c.payment_method.value_or(p.payment_method), c.notes ? c.notes : p.notes},
                    c.now}};
}

Result<NewEvents> decide(const PayoutState& p, const LedgerState& ledger, const ApprovePayout& c) {
  if (p.status != PayoutStatus::PENDING) return wrong_status(p, "approve", "PENDING");
  const auto by_same = [&](const std::string& admin) { return same_person(ledger, admin, c.approved_by); };
  if (by_same(p.made_by)) return own_work("made");
  if (std::any_of(p.edited_by.begin(), p.edited_by.end(), by_same)) return own_work("edited");
  if (c.version != p.edit_version) return stale(p);
  if (p.approved_by) return refuse(RefusalCode::conflict, "this version is approved already");
  return NewEvents{{PayoutApproved{p.id, p.payee, p.amounts.total(), p.edit_version, c.approved_by}, c.now}};
}

Result<NewEvents> decide(const PayoutState& p, const ProcessPayout& c) {
  if (p.status != PayoutStatus::PENDING) return wrong_status(p, "process", "PENDING and approved");
  if (!p.approved_by) return refuse(RefusalCode::conflict, "a second admin must approve the payout first");
  return NewEvents{{PayoutProcessing{p.id, p.payee}, c.now}};
}

Result<NewEvents> decide(const PayoutState& p, const LedgerState& ledger, const Policy& policy,
                         const ProcessPayout& c) {
  auto events = decide(p, c);
  const bool by_bank = p.payment_method == PayoutMethod::ACH || p.payment_method == PayoutMethod::WIRE;
  if (!events || !by_bank) return events;
  const PayeeState* payee = ledger.payee(p.payee);
  if (const auto block = payout_block(payee ? *payee : PayeeState{}, policy, c.now))
    return refuse(RefusalCode::conflict, "the payee " + *block + ": nothing goes to the bank before");
  return events;
}

Result<NewEvents> decide(const PayoutState& p, const CompletePayout& c) {
  if (p.status != PayoutStatus::PROCESSING) return wrong_status(p, "complete", "PROCESSING");
  return NewEvents{
      {PayoutCompleted{p.id, p.payee, p.currency, p.amounts, p.payment_method, c.transaction_id, c.notes},
       c.now}};
}

Result<NewEvents> decide(const PayoutState& p, const FailPayout& c) {
  if (p.status != PayoutStatus::PROCESSING) return wrong_status(p, "fail", "PROCESSING");
  return NewEvents{{PayoutFailed{p.id, p.payee, p.currency, p.amounts, c.reason}, c.now}};
}

Result<NewEvents> decide(const PayoutState& p, const CancelPayout& c) {
  if (p.status != PayoutStatus::PENDING) return wrong_status(p, "cancel", "PENDING");
  return NewEvents{{PayoutCancelled{p.id, p.payee, p.currency, p.amounts, c.reason}, c.now}};
}

Result<NewEvents> decide(const PayoutState& p, const ReturnPayout& c) {
  if (p.status != PayoutStatus::COMPLETED) return wrong_status(p, "return", "COMPLETED");
  return NewEvents{{PayoutReturned{p.id, p.payee, p.currency, p.amounts, p.payment_method, c.return_code,
                                   c.reference, c.reason},
                    c.now}};
}

}  // namespace daybook
