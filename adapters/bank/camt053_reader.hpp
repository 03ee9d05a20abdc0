#pragma once
// ISO 20022 camt.053.001.02 to .13, bank to customer statements, whichever bank writes them: booked entries
// with the ids that a payment carries, opening and closing balance. Names, addresses, account numbers and
// remittance texts are not read. Source: ISO 20022 message definitions, "BankToCustomerStatement".

#include <string_view>

#include "core/period.hpp"
#include "core/result.hpp"
#include "events/reconciliation/import_statement.hpp"

namespace daybook::bank {

/// Each <Stmt> is a statement. An entry with several payments becomes a line for each when their amounts are
/// told and sum to the entry's; one line else. Pending and informational entries are left out. Refuses
/// (refuse_line) what is no such document or lacks what is needed, also a statement of several currencies.
Result<std::vector<ReadStatement>> read_camt053(std::string_view bytes, const Zone& zone);

}  // namespace daybook::bank
