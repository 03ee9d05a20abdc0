#pragma once
// What each payee was paid in one year, as form 1099-NEC asks for it: US dollars by the date of payment,
// without what came back. Source: IRS, Instructions for Forms 1099-MISC and 1099-NEC: payments by card and
// through payment networks are the network's to report (form 1099-K), not ours.

#include <boost/describe.hpp>
#include <map>
#include <vector>

#include "core/money.hpp"
#include "core/uuid.hpp"
#include "events/payout/payout_events.hpp"

namespace daybook {

/// One payout that was completed in the year.
struct YearPayment {
  BrokerId payee;
  PayoutMethod method = PayoutMethod::ACH;
  Minor amount;
  bool returned = false;  ///< it came back, in whatever year
};

struct NecPayee {
  BrokerId payee;
  std::map<PayoutMethod, Minor> by_method;  ///< without what came back
  std::int64_t payouts = 0;                 ///< how many
  Minor reportable;                         ///< box 1: by bank, check, cash or by hand
  Minor not_reportable;                     ///< through PayPal or Stripe
  Minor returned;
  bool reported = false;  ///< reportable reaches the threshold
};

struct NecReport {
  int year = 0;
  Minor threshold;
  std::vector<NecPayee> payees;  ///< in order of id; who got nothing but returns is there with zero
  Minor reportable;
  Minor not_reportable;
  Minor returned;
};

/// In cents: 600.00 up to 2025, 2,000.00 from 2026 on (Public Law 119-21, section 70433, indexed from 2027),
/// unless `own` names the year.
Minor nec_threshold(int year, const std::map<int, Minor>& own);

/// Whether a payment by this method is ours to report.
bool is_nec_reportable(PayoutMethod method);

NecReport nec_report(int year, Minor threshold, const std::vector<YearPayment>& payments);

}  // namespace daybook
