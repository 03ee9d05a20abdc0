#pragma once
// Decisions about entries made by hand, which two people agree on. Source: domain rules, "adjustment /
// write-off (second person approves): as given".

#include "core/result.hpp"
#include "events/adjustment/adjustment_state.hpp"
#include "events/ledger/ledger_state.hpp"
#include "events/payout/payee_ledger.hpp"

namespace daybook {

/// Of one posting made by hand, settlement or payout of Stripe's, in minor units: thousands of them fit into
/// a balance of 64 bits, so that no fold can overflow.
inline constexpr Minor kMaxEntryAmount{1'000'000'000'000'000};
inline constexpr std::size_t kMaxAdjustmentPostings = 20;

/// A faulty amount of one entry that must be positive.
std::optional<Refusal> check_entry_amount(const std::string& pointer, Minor amount);

struct ProposeAdjustment {
  AdjustmentId id;
  std::optional<BrokerId> payee;
  Currency currency;
  std::vector<AdjustmentPosting> postings;
  std::string reason;
  std::string proposed_by;  ///< admin id
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const ProposeAdjustment& command);

/// A payee's negative balance that will never be recovered: at most what it owes.
struct ProposeWriteOff {
  AdjustmentId id;
  BrokerId payee;
  Currency currency;
  Minor amount;
  std::string reason;
  std::string proposed_by;
  Instant now;
};
Result<NewEvents> decide(const PayeeLedger& payee, const ProposeWriteOff& command);

/// By another person than the proposer; posts what was proposed, word for word. `payee` is the write-off's
/// payee and may be null for an adjustment.
struct ApproveAdjustment {
  std::string approved_by;
  Instant now;
};
Result<NewEvents> decide(const AdjustmentState& adjustment, const LedgerState& ledger,
                         const PayeeLedger* payee, const ApproveAdjustment& command);

/// By anybody of the role, the proposer too.
struct WithdrawAdjustment {
  std::string reason;
  std::string withdrawn_by;
  Instant now;
};
Result<NewEvents> decide(const AdjustmentState& adjustment, const WithdrawAdjustment& command);

}  // namespace daybook
