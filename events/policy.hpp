#pragma once
// What the operator may configure about the programme's rules. Facts copy what they were decided with, so a
// changed setting never changes history.

#include <map>

#include "core/currency.hpp"
#include "core/money.hpp"
#include "core/period.hpp"
#include "events/refund/refund_events.hpp"

namespace daybook {

struct Policy {
  std::int64_t hold_days = 0;                    ///< a captured commission is pending that long
  std::int64_t order_expiry_hours = 24;          ///< an unpaid order expires after that
  Minor minimum_payout{};                        ///< of USD, in cents; smaller ones carry forward
  std::map<Currency, Minor> minimum_payouts;     ///< the same by currency, in its minor units; goes first
  std::int64_t account_change_delay_hours = 72;  ///< a changed payout account is payable after that
  bool require_payout_account = false;           ///< no payout without an approved account
  bool require_tax_form = false;                 ///< no payout without a W-9
  /// From which sum of a year a payee is reported on form 1099-NEC, in cents of USD, where it is not the
  /// one that the report knows.
  std::map<int, Minor> form_1099_nec_thresholds;
  SupplierRefunds supplier_refunds = SupplierRefunds::proportional;
  Zone zone = Zone();  ///< of days, months and payout periods

  /// 0 where none is configured. One number cannot serve all: 2500 is 25.00 USD, and 2,500 yen.
  Minor minimum_for(Currency currency) const {
    if (const auto own = minimum_payouts.find(currency); own != minimum_payouts.end()) return own->second;
    return currency == Currency{{'U', 'S', 'D'}} ? minimum_payout : Minor{};
  }
};

}  // namespace daybook
