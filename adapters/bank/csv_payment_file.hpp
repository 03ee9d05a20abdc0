#pragma once
// Payouts as CSV (RFC 4180: a header line, CRLF, quoted where needed), for a bank's upload form or for paying
// by hand.

#include "adapters/bank/payment_file.hpp"
#include "core/result.hpp"

namespace daybook::bank {

/// Column `record` says what a row is: one `payment` each, at the end one `control` with the count and the
/// sum of the amounts. Amounts are exact decimals in the currency's major unit. Free text that a spreadsheet
/// would take for a formula gets an apostrophe in front. A reference is the end-to-end id. Refuses what
/// control_totals refuses.
Result<MadeFile> csv_payment_file(const PaymentFile& file);

}  // namespace daybook::bank
