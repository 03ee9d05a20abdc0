#pragma once
// A payee's payout accounts and tax form as they stand, folded from the payee's events. Source: the
// programme's payout rules ("two people, a change delays the payout").

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "events/envelope.hpp"
#include "events/payee/payee_events.hpp"

namespace daybook {

struct ProposedAccount {
  AccountChangeId change_id;
  PersonId person_id;  ///< whose key seals `account`
  PayoutAccountKind kind = PayoutAccountKind::ach;
  Sealed account;
  std::string proposed_by;
  Instant proposed_at;
};
BOOST_DESCRIBE_STRUCT(ProposedAccount, (), (change_id, person_id, kind, account, proposed_by, proposed_at))

struct ApprovedAccount {
  ProposedAccount change;
  std::string approved_by;
  Instant payable_from;
};
BOOST_DESCRIBE_STRUCT(ApprovedAccount, (), (change, approved_by, payable_from))

struct NotificationPreferences {
  bool new_order = true;
  bool payout = true;
  bool hold = true;
  bool operator==(const NotificationPreferences&) const = default;
};
BOOST_DESCRIBE_STRUCT(NotificationPreferences, (), (new_order, payout, hold))

struct PayeeState {
  std::optional<ProposedAccount> proposed;
  /// In order of approval. The last one is in force; those before it were not payable longer when it was
  /// approved, but one: what is in force again if the last one is withdrawn in its delay.
  std::vector<ApprovedAccount> approved;
  std::optional<TaxFormRecorded> tax_form;  ///< the last one recorded
  NotificationPreferences notifications;

  /// The account in force, payable or in its delay; null before the first approval.
  const ApprovedAccount* account() const { return approved.empty() ? nullptr : &approved.back(); }
  /// The account in force while its delay runs: nothing is paid by bank then. Else null.
  const ApprovedAccount* delayed(Instant now) const {
    return !approved.empty() && approved.back().payable_from > now ? &approved.back() : nullptr;
  }
};

BOOST_DESCRIBE_STRUCT(PayeeState, (), (proposed, approved, tax_form, notifications))

void evolve(PayeeState& s, const PayoutAccountProposed& e, const Envelope& at);
void evolve(PayeeState& s, const PayoutAccountApproved& e, const Envelope& at);
void evolve(PayeeState& s, const PayoutAccountWithdrawn& e, const Envelope& at);
void evolve(PayeeState& s, const TaxFormRecorded& e, const Envelope& at);
void evolve(PayeeState& s, const NotificationPreferencesChanged& e, const Envelope& at);

template <class E>
concept PayeeEvent = requires(PayeeState& s, const E& e, const Envelope& at) {
  evolve(s, e, at);
};

}  // namespace daybook
