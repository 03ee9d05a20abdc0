#pragma once
// A payout's report as PDF: A4, every text searchable in any script. The same model gives the same bytes.

#include <string>

#include "projections/payout_report.hpp"

namespace daybook::exports {

/// As statement_pdf: for threads that may block. Throws std::runtime_error when a font is missing.
std::string payout_report_pdf(const PayoutReport& report);

}  // namespace daybook::exports
