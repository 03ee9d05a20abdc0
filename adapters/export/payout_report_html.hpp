#pragma once
// A payout's report as one HTML page for people and printers.

#include <string>

#include "projections/payout_report.hpp"

namespace daybook::exports {

std::string payout_report_html(const PayoutReport& report);

}  // namespace daybook::exports
