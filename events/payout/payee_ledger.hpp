#pragma once
// A payee's available ledger lines and live payouts, folded from the events of its partition key. What a
// payout run decides on. Source: domain rules, "Payout".

#include <map>

#include "events/envelope.hpp"
#include "events/payout/payout_state.hpp"

namespace daybook {

/// One posting to the payee's `available` accounts.
struct PayeeLine {
  std::int64_t position = 0;
  Currency currency;
  PayoutAmounts amounts;
  Instant effective_at;
  std::optional<PayoutId> payout;
};

struct PayeeLedger {
  std::vector<PayeeLine> lines;
  std::map<PayoutId, PayoutState> payouts;

  void apply(const Recorded& recorded);
};

}  // namespace daybook
