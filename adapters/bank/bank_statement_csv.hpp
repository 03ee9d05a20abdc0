#pragma once
// A bank's statement as CSV, by the names of its columns:
//
//   booking_date (or date)      YYYY-MM-DD
//   amount                      signed, decimal point: what the balance moved by
//   currency                    ISO 4217; one in the whole file
//   balance                     behind this line; may be missing: the balances are then not checked
//   entry_id (or transaction_id, id)   the bank's; may be missing
//   reference (or end_to_end_id)       may be missing
//   value_date, account                may be missing
//
// Other columns are not read: they hold names.

#include <string_view>

#include "core/period.hpp"
#include "core/result.hpp"
#include "events/reconciliation/import_statement.hpp"

namespace daybook::bank {

/// One statement, from the start of its first day to the end of its last in the zone. Newest first is turned
/// round. Refuses (refuse_line) a missing column by its name, and a running balance that does not run.
Result<std::vector<ReadStatement>> read_bank_csv(std::string_view bytes, const Zone& zone);

}  // namespace daybook::bank
