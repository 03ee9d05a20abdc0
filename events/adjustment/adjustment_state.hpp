#pragma once
// An adjustment as it stands, folded from its stream.

#include <boost/describe.hpp>

#include "events/envelope.hpp"

namespace daybook {

enum class AdjustmentStatus { proposed, approved, withdrawn };
BOOST_DESCRIBE_ENUM(AdjustmentStatus, proposed, approved, withdrawn)

struct AdjustmentState {
  AdjustmentId id;
  AdjustmentKind kind = AdjustmentKind::adjustment;
  AdjustmentStatus status = AdjustmentStatus::proposed;
  std::optional<BrokerId> payee;
  Currency currency;
  std::vector<AdjustmentPosting> postings;
  std::string reason;
  std::string proposed_by;
  Instant proposed_at;
  std::optional<std::string> approved_by;
  std::optional<Instant> approved_at;
  std::optional<std::string> withdrawn_by;
  std::optional<Instant> withdrawn_at;
  std::optional<std::string> withdrawal_reason;
  std::int64_t position = 0;  ///< of its last event
};
BOOST_DESCRIBE_STRUCT(AdjustmentState, (),
                      (id, kind, status, payee, currency, postings, reason, proposed_by, proposed_at,
                       approved_by, approved_at, withdrawn_by, withdrawn_at, withdrawal_reason, position))

void evolve(AdjustmentState& s, const AdjustmentProposed& e, const Envelope& at);
void evolve(AdjustmentState& s, const AdjustmentApproved& e, const Envelope& at);
void evolve(AdjustmentState& s, const AdjustmentWithdrawn& e, const Envelope& at);

/// Applies the event if it belongs to an adjustment; false otherwise.
bool evolve_adjustment(AdjustmentState& s, const Recorded& recorded);

/// What its debits come to.
Minor debited(const std::vector<AdjustmentPosting>& postings);
/// What the payee's available balance gains; 0 when no payee is named.
Minor gained_by_payee(const AdjustmentApproved& e);

}  // namespace daybook
