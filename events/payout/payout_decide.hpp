#pragma once
// Decisions about paying payees. Source: domain rules, "Payout"; wire contract, "Payouts".

#include "core/id_source.hpp"
#include "core/result.hpp"
#include "events/ledger/ledger_state.hpp"
#include "events/payout/payee_ledger.hpp"
#include "events/policy.hpp"

namespace daybook {

/// One payee's monthly run, all its currencies.
struct RunPayout {
  BrokerId payee;
  Period period;
  std::string made_by;
  Instant now;
};

/// Why nothing is paid, as the wire spells it: payout_exists, nothing_available, negative, below_minimum,
/// blocked.
struct SkippedPayout {
  BrokerId payee;
  std::string reason;
  Minor amount;
  Currency currency;
};

struct PayoutRun {
  std::vector<PayoutCreated> created;
  std::vector<SkippedPayout> skipped;
};
PayoutRun decide(const PayeeLedger& ledger, const BrokerState& broker, const Policy& policy, IdSource& ids,
                 const RunPayout& command);

struct EditPayout {
  std::int64_t version = 0;
  std::optional<PayoutMethod> payment_method;
  std::optional<std::string> notes;
  Instant now;
};
Result<NewEvents> decide(const PayoutState& payout, const EditPayout& command);

/// By another person than the maker and everyone who edited it; binds payee, amount and version. The ledger
/// tells which person is behind an admin id.
struct ApprovePayout {
  std::int64_t version = 0;
  std::string approved_by;
  Instant now;
};
Result<NewEvents> decide(const PayoutState& payout, const LedgerState& ledger, const ApprovePayout& command);

/// With the ledger, what goes by bank waits while a change of the payee's account is in its delay, and for
/// the account and the tax form that the policy asks for.
struct ProcessPayout {
  Instant now;
};
Result<NewEvents> decide(const PayoutState& payout, const ProcessPayout& command);
Result<NewEvents> decide(const PayoutState& payout, const LedgerState& ledger, const Policy& policy,
                         const ProcessPayout& command);

struct CompletePayout {
  std::string transaction_id;
  std::optional<std::string> notes;
  Instant now;
};
Result<NewEvents> decide(const PayoutState& payout, const CompletePayout& command);

struct FailPayout {
  std::string reason;
  Instant now;
};
Result<NewEvents> decide(const PayoutState& payout, const FailPayout& command);

struct CancelPayout {
  std::string reason;
  Instant now;
};
Result<NewEvents> decide(const PayoutState& payout, const CancelPayout& command);

/// The bank sent a completed payout back: what it paid is the payee's again, and a later run may take its
/// lines.
struct ReturnPayout {
  std::string return_code;
  std::string reason;
  std::string reference;
  Instant now;
};
Result<NewEvents> decide(const PayoutState& payout, const ReturnPayout& command);

}  // namespace daybook
