#pragma once
// A payout as it stands, folded from its stream.

#include <boost/describe.hpp>

#include "events/envelope.hpp"
#include "events/payout/payout_events.hpp"

namespace daybook {

enum class PayoutStatus { PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED, RETURNED };
BOOST_DESCRIBE_ENUM(PayoutStatus, PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED, RETURNED)

struct PayoutState {
  PayoutId id;
  BrokerId payee;
  Instant period_start;
  Instant period_end;
  Currency currency;
  PayoutAmounts amounts;
  PayoutMethod payment_method = PayoutMethod::ACH;
  std::optional<std::string> transaction_id;
  PayoutStatus status = PayoutStatus::PENDING;
  std::string made_by;
  std::optional<std::string> approved_by;  ///< of the current version
  std::int64_t edit_version = 1;           ///< what the wire calls `version`
  std::optional<Instant> processed_at;
  std::optional<std::string> notes;
  std::vector<std::int64_t> lines;
  /// Admin ids of who edited it, each once: none of them may approve it. A fold of the envelopes for the
  /// decider alone, so not described: read models neither hold nor show it.
  std::vector<std::string> edited_by;
  Instant created_at;
  Instant updated_at;
  std::int64_t position = 0;
  std::int64_t version = 0;  ///< of its stream

  /// A live payout blocks its period and owns its lines.
  bool live() const {
    return status != PayoutStatus::FAILED && status != PayoutStatus::CANCELLED &&
           status != PayoutStatus::RETURNED;
  }
};
BOOST_DESCRIBE_STRUCT(PayoutState, (),
                      (id, payee, period_start, period_end, currency, amounts, payment_method, transaction_id,
                       status, made_by, approved_by, edit_version, processed_at, notes, lines, created_at,
                       updated_at, position, version))

void evolve(PayoutState& s, const PayoutCreated& e, const Envelope& at);
void evolve(PayoutState& s, const PayoutEdited& e, const Envelope& at);
void evolve(PayoutState& s, const PayoutApproved& e, const Envelope& at);
void evolve(PayoutState& s, const PayoutProcessing& e, const Envelope& at);
void evolve(PayoutState& s, const PayoutCompleted& e, const Envelope& at);
void evolve(PayoutState& s, const PayoutFailed& e, const Envelope& at);
void evolve(PayoutState& s, const PayoutCancelled& e, const Envelope& at);
void evolve(PayoutState& s, const PayoutReturned& e, const Envelope& at);

/// Applies the event if it belongs to a payout; false otherwise.
bool evolve_payout(PayoutState& s, const Recorded& recorded);

}  // namespace daybook
