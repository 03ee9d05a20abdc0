#pragma once
// A payee's available ledger lines and live payouts, folded from the events of its partition key. What a
// payout run decides on. Source: domain rules, "Payout".

#include <map>

#include "events/envelope.hpp"
#include "events/payee/payee_state.hpp"
#include "events/payout/payout_state.hpp"

namespace daybook {

/// One posting to the payee's `available` accounts.
struct PayeeLine {
  std::int64_t position = 0;
  Currency currency;
  PayoutAmounts amounts;
  Instant effective_at;  ///< the runs of months that end later take it
  std::optional<PayoutId> payout;
};

struct PayeeLedger {
  std::vector<PayeeLine> lines;
  std::map<PayoutId, PayoutState> payouts;
  PayeeState payee;  ///< account and tax form
  /// What no run may take yet, by currency: commissions in their hold period. Part of a preview's reasons
  /// only.
  std::map<Currency, Minor> pending;
  /// The same for what is held for a dispute or by a person.
  std::map<Currency, Minor> held;
  /// Since when an order's commission may be paid. Holding it takes it from the runs of that month too: what
  /// is disputed in November is in no payout for October that is made later.
  std::map<OrderId, Instant> payable_since;

  /// All others leave it as it is.
  void apply(const Recorded& recorded);
  /// The names of the events that change it, for those who need not read the others.
  static const std::vector<std::string>& event_types();
  /// The sum of the lines that no live payout took; negative: the payee owes it.
  Minor available(Currency currency) const;
};

}  // namespace daybook
