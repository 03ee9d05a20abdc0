#pragma once
// What a run would do and why, payee by payee, with nothing decided. Source: domain rules, "Payout".

#include <boost/describe.hpp>

#include "events/payout/payout_decide.hpp"

namespace daybook {

/// The first reason that applies, in this order. `held`: nothing to pay now, but something pending or held.
enum class PayoutVerdict {
  payout_exists,
  held,
  nothing_available,
  negative,
  below_minimum,
  blocked,
  eligible
};
BOOST_DESCRIBE_ENUM(PayoutVerdict, payout_exists, held, nothing_available, negative, below_minimum, blocked,
                    eligible)

/// One payee's one currency.
struct PayeePreview {
  BrokerId payee;
  Currency currency;
  PayoutVerdict verdict = PayoutVerdict::nothing_available;
  Minor amount;            ///< sum of the lines that the run takes, or would take
  std::int64_t lines = 0;  ///< how many
  Minor pending;           ///< in a hold period
  Minor held;              ///< for a dispute
  Minor available;         ///< of all free lines, those after the period's end too
  std::string why;
};
BOOST_DESCRIBE_STRUCT(PayeePreview, (),
                      (payee, currency, verdict, amount, lines, pending, held, available, why))

/// Every currency in which the payee has anything, in order of code; else the one of its catalogue.
std::vector<PayeePreview> preview(const PayeeLedger& ledger, const BrokerState& broker, const Policy& policy,
                                  const RunPayout& command);

}  // namespace daybook
