#pragma once
// A statement as CSV (RFC 4180: a header line, CRLF, quoted where needed), one table for machines and
// spreadsheets. Amounts are exact decimals in the currency's major unit ("-12.50").

#include <string>

#include "projections/statement.hpp"

namespace daybook::exports {

/// Column `record` says what a row is: per currency `opening`, one `line` each, `accruals`, `clawbacks`,
/// `adjustments`, `payouts`, `closing` (their figure in `amount`); at the end the footer, one `value` a row:
/// payee, period, start, end, time_zone, position, template_version, digest.
std::string statement_csv(const Statement& statement);

}  // namespace daybook::exports
