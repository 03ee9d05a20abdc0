#pragma once
// What the operator may configure about the programme's rules. Facts copy what they were decided with, so a
// changed setting never changes history.

#include "core/money.hpp"
#include "core/period.hpp"
#include "events/refund/refund_events.hpp"

namespace daybook {

struct Policy {
  std::int64_t hold_days = 0;            ///< a captured commission is pending that long
  std::int64_t order_expiry_hours = 24;  ///< an unpaid order expires after that
  Minor minimum_payout{};                ///< smaller ones carry forward
  SupplierRefunds supplier_refunds = SupplierRefunds::proportional;
  Zone zone = Zone();  ///< of days, months and payout periods
};

}  // namespace daybook
