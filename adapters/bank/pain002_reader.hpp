#pragma once
// A bank's ISO 20022 payment status report about a pain.001 of ours: pain.002.001.03 to .15, which agree in
// all that is read here.

#include <string_view>

#include "adapters/bank/bank_return.hpp"

namespace daybook::bank {

/// Every status, or the first line that is wrong and why (refuse_line). A payment's status is its own, else
/// that of its payment information, else the group's. An item of scope file stands first when group or
/// payment information have a status: for all payments of that file that no item names. Refused whole:
/// unknown statuses, a payment twice or without its end-to-end id, more payments or money than the report
/// says the original had, counts by status that are not there, a rejected file with a payment that is not
/// rejected.
Result<BankReturnFile> read_pain002(std::string_view bytes);

}  // namespace daybook::bank
