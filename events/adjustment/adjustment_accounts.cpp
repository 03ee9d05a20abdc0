#include "events/adjustment/adjustment_accounts.hpp"

#include <algorithm>
#include <array>

namespace daybook {
namespace {

constexpr auto kOwnAccounts = std::to_array<std::string_view>(
    {"assets:stripe", "assets:bank", "assets:cash", "assets:checks", "assets:paypal", "assets:disputed",
     "income:platform:brokers", "expenses:stripe_fees", "expenses:dispute_fees",
     "expenses:affiliate_commission", kWriteOffs, "expenses:supplier_not_refunded"});

constexpr auto kPartyAccounts =
    std::to_array<std::string_view>({"assets:receivable:", "liabilities:supplier:"});

std::string payee_fault(const std::optional<BrokerId>& payee) {
  if (payee) return "only " + adjustments_account(*payee) + " may be adjusted: commissions own the others";
  return "a payee's account needs the member payee, and is its available:adjustments";
}

}  // namespace

std::string adjustments_account(const BrokerId& payee) {
  return std::string(kPayeeAccounts) + payee.str() + ":available:adjustments";
}

bool is_party_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::optional<std::string> account_fault(std::string_view account, const std::optional<BrokerId>& payee) {
  if (std::find(kOwnAccounts.begin(), kOwnAccounts.end(), account) != kOwnAccounts.end()) return std::nullopt;
  for (const auto prefix : kPartyAccounts)
    if (account.starts_with(prefix)) {
      if (is_party_name(account.substr(prefix.size()))) return std::nullopt;
      return "must end in 1 to 64 of a-z, 0-9, - and _";
    }
  if (account.starts_with("liabilities:unapplied:"))
    return "unexpected money is applied or refunded by its task, never adjusted";
  if (account.starts_with(kPayeeAccounts)) {
    if (payee && account == adjustments_account(*payee)) return std::nullopt;
    return payee_fault(payee);
  }
  return "is not an account of the chart that may be adjusted: "
         "assets:stripe|bank|cash|checks|paypal|disputed, "
         "assets:receivable:<who>, liabilities:supplier:<id>, a payee's available:adjustments, "
         "income:platform:brokers, expenses:stripe_fees|dispute_fees|affiliate_commission|write_offs|"
         "supplier_not_refunded";
}

}  // namespace daybook
