#pragma once
// Which payouts a file for the bank may hold.

#include <optional>
#include <string>

#include "core/result.hpp"
#include "events/ledger/ledger_state.hpp"
#include "events/payout/payout_state.hpp"
#include "events/policy.hpp"

namespace daybook {

struct FileTerms {
  BankFileFormat format = BankFileFormat::nacha;
  Currency currency;
  Instant now;
};

/// The account that the payout goes to, or a conflict that says what is missing: PENDING and approved, by a
/// method of the bank's, in the file's currency, to an approved account that is payable now and that the
/// format can name.
Result<ApprovedAccount> account_for_file(const PayoutState& payout, const LedgerState& ledger,
                                         const Policy& policy, const FileTerms& file);

}  // namespace daybook
