#pragma once
// Which accounts a person may post to by hand. Source: domain rules, "Chart of accounts"; the accounts that
// other commands own (unapplied money, a payee's commissions) are not among them.

#include <optional>
#include <string>
#include <string_view>

#include "core/uuid.hpp"

namespace daybook {

/// What the names of all payees' accounts begin with; the payee's id follows.
inline constexpr std::string_view kPayeeAccounts = "liabilities:brokers:";

/// The one account of a payee that an adjustment may touch:
/// "liabilities:brokers:<payee>:available:adjustments".
std::string adjustments_account(const BrokerId& payee);

inline constexpr std::string_view kWriteOffs = "expenses:write_offs";

/// Why an adjustment about this payee (or none) may not post to the account; nothing when it may.
std::optional<std::string> account_fault(std::string_view account, const std::optional<BrokerId>& payee);

/// The last part of assets:receivable:<who> or liabilities:supplier:<id>: 1 to 64 of a-z, 0-9, "-" and "_",
/// so that no export must escape it.
bool is_party_name(std::string_view name);

}  // namespace daybook
