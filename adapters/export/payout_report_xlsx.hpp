#pragma once
// A payout's report as a workbook. The same model gives the same bytes.

#include <string>

#include "projections/payout_report.hpp"

namespace daybook::exports {

/// Sheet "Summary": facts and sums; sheet "Orders": the head in row 1, an order a row.
std::string payout_report_xlsx(const PayoutReport& report);

}  // namespace daybook::exports
