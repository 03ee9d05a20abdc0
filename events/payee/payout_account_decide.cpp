#include "events/payee/payout_account_decide.hpp"

#include <algorithm>

#include "events/ledger/four_eyes.hpp"

namespace daybook {
namespace {

const PayeeState kNothingYet;

const PayeeState& payee_of(const LedgerState& ledger, const BrokerId& id) {
  const PayeeState* payee = ledger.payee(id);
  return payee ? *payee : kNothingYet;
}

tl::unexpected<Refusal> unknown_change() {
  return refuse(RefusalCode::not_found, "the payee has no such change of account waiting");
}

/// An admin may be a broker too, under one address: nobody approves where his own money goes.
bool is_payee(const LedgerState& ledger, const std::string& admin_id, const BrokerState& broker) {
  const auto id = AdminId::parse(admin_id);
  const AdminState* admin = id ? ledger.admin(*id) : nullptr;
  return admin && admin->person_id == broker.profile.person_id;
}

}  // namespace

Result<NewEvents> decide(const LedgerState& ledger, const ProposePayoutAccount& c) {
  if (!ledger.broker(c.fact.payee)) return refuse(RefusalCode::not_found, "there is no broker with this id");
  if (const auto& waiting = payee_of(ledger, c.fact.payee).proposed)
    return refuse(RefusalCode::conflict, "the change " + waiting->change_id.str() +
                                             " waits for a second person: approve or withdraw it first");
  return NewEvents{{c.fact, c.now}};
}

Result<NewEvents> decide(const LedgerState& ledger, const Policy& policy, const ApprovePayoutAccount& c) {
  const BrokerState* broker = ledger.broker(c.payee);
  if (!broker) return refuse(RefusalCode::not_found, "there is no broker with this id");
  const PayeeState& payee = payee_of(ledger, c.payee);
  if (!payee.proposed || payee.proposed->change_id != c.change_id) return unknown_change();
  if (same_person(ledger, payee.proposed->proposed_by, c.approved_by))
    return refuse(
        RefusalCode::same_person,
        "you proposed this account, so you may not approve it under any admin id of yours: another person "
        "must");
  if (is_payee(ledger, c.approved_by, *broker))
    return refuse(RefusalCode::same_person,
                  "this is your own account, so you may not approve it: another admin must");
  // The first account replaces none: nobody's money goes elsewhere than it did.
  const std::int64_t delay =
      payee.account() ? policy.account_change_delay_hours * 3'600 * kMicrosPerSecond : std::int64_t{0};
  return NewEvents{
      {PayoutAccountApproved{c.change_id, c.payee, c.approved_by, {c.now.micros + delay}}, c.now}};
}

Result<NewEvents> decide(const LedgerState& ledger, const WithdrawPayoutAccount& c) {
  if (!ledger.broker(c.payee)) return refuse(RefusalCode::not_found, "there is no broker with this id");
  const PayeeState& payee = payee_of(ledger, c.payee);
  const auto approved =
      std::find_if(payee.approved.begin(), payee.approved.end(),
                   [&](const ApprovedAccount& a) { return a.change.change_id == c.change_id; });
  if (approved != payee.approved.end() && approved->payable_from <= c.now)
    return refuse(RefusalCode::conflict,
                  "this account is payable already: propose another one in its place instead");
  const bool proposed = payee.proposed && payee.proposed->change_id == c.change_id;
  if (!proposed && approved == payee.approved.end()) return unknown_change();
  return NewEvents{{PayoutAccountWithdrawn{c.change_id, c.payee, c.reason, c.withdrawn_by}, c.now}};
}

}  // namespace daybook
