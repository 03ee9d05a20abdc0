#pragma once
// A bank's NACHA return file: entries with addenda 99 (returns, R01 ...) and 98 (notifications of change, C01
// ...).

#include <string_view>

#include "adapters/bank/bank_return.hpp"

namespace daybook::bank {

/// Every item, or the first line that does not add up and why (refuse_line). Verified: lengths, record order,
/// routing check digits, ascending batch and trace numbers, a return addenda's trace against its entry's,
/// known codes; of each batch and of the file: counts, entry hash, debit and credit totals, ids, blocks. The
/// nines that fill the last block may be there or not. A wrong amount shows in the control record that it
/// breaks.
Result<BankReturnFile> read_nacha_returns(std::string_view bytes);

}  // namespace daybook::bank
