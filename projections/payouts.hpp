#pragma once
// Every payout as it stands; `state` is the decider's own PayoutState.

#include "events/payout/payout_state.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct PayoutRow {
  static constexpr std::string_view table = "payouts";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::replace;
  PayoutId id;
  BrokerId payee;
  Currency currency;
  PayoutStatus status = PayoutStatus::PENDING;
  Instant period_start;
  Instant period_end;
  std::string made_by;  ///< admin id
  Minor total_amount;
  Instant created_at;
  std::int64_t position = 0;     ///< of its last event
  std::int64_t order_count = 0;  ///< distinct orders among its lines effective inside its period
  Stored<PayoutState> state;
};
BOOST_DESCRIBE_STRUCT(PayoutRow, (),
                      (id, payee, currency, status, period_start, period_end, made_by, total_amount,
                       created_at, position, order_count, state))

/// Throws std::logic_error for an event of a payout that was never created: poisoned.
void fold_payouts(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
