#pragma once
// Decisions about where a payee's money goes: one person proposes an account, another one approves it, and
// what replaces an account is payable only after a delay in which it can be stopped.

#include "core/result.hpp"
#include "events/ledger/ledger_state.hpp"
#include "events/policy.hpp"

namespace daybook {

struct ProposePayoutAccount {
  PayoutAccountProposed fact;  ///< its account checked and sealed
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const ProposePayoutAccount& command);

/// By another person than the one who proposed it, and than the payee.
struct ApprovePayoutAccount {
  BrokerId payee;
  AccountChangeId change_id;
  std::string approved_by;
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const Policy& policy,
                         const ApprovePayoutAccount& command);

/// A proposed change, or an approved one whose delay still runs: the account before it is in force again.
struct WithdrawPayoutAccount {
  BrokerId payee;
  AccountChangeId change_id;
  std::string reason;
  std::string withdrawn_by;
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const WithdrawPayoutAccount& command);

}  // namespace daybook
