#pragma once
// A payment file made of facts: the same facts and settings give the same bytes at any time.

#include "adapters/bank/make_payment_file.hpp"
#include "adapters/http/api/api.hpp"
#include "events/bank/bank_file_state.hpp"

namespace daybook::http {

/// The payouts' accounts in the clear, in the order of `fact.payouts`.
Result<bank::MadeFile> made_file(const BankFileMade& fact, const NachaNumbers& numbers,
                                 std::vector<BankAccount> accounts, const BankSettings& settings);

/// Hex SHA-256 of the bytes.
std::string digest_of(const std::string& bytes);

/// What the log calls a payment that a NACHA file names by this trace number.
std::string trace_ref(std::string_view trace);

}  // namespace daybook::http
