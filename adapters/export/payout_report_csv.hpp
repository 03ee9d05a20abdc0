#pragma once
// A payout's report as CSV, one table for machines and spreadsheets. Amounts are exact decimals in the
// currency's major unit.

#include <string>

#include "projections/payout_report.hpp"

namespace daybook::exports {

/// Column `record` says what a row is: an `order` each; what the total is made up of (`revenue_share`,
/// `markup`, `adjustments`, `earlier_periods`, `total`); by kind over all lines (`total_revenue_share`,
/// `total_markup`, `total_adjustments`), all in `amount`; then one `value` a row: payout_id, payee_name, … ,
/// position.
std::string payout_report_csv(const PayoutReport& report);

}  // namespace daybook::exports
