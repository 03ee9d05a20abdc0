#pragma once
// How a posting rule writes its entry, and the accounts that no party owns.

#include <string>
#include <vector>

#include "projections/posting.hpp"

namespace daybook::posting {

inline constexpr const char* kPlatformIncome = "income:platform:brokers";
inline constexpr const char* kSupplier = "liabilities:supplier:tradelinesupply";
inline constexpr const char* kSupplierNotRefunded = "expenses:supplier_not_refunded";
inline constexpr const char* kStripe = "assets:stripe";
inline constexpr const char* kBank = "assets:bank";
inline constexpr const char* kDisputed = "assets:disputed";
inline constexpr const char* kStripeFees = "expenses:stripe_fees";
inline constexpr const char* kDisputeFees = "expenses:dispute_fees";

/// Where a payment came in, and where it goes back to.
std::string asset_of(PaymentMethod method);
/// What a payout is paid from.
std::string asset_of(PayoutMethod method);
/// Who bears the supplier's part of money that goes back.
const char* supplier_side(SupplierRefunds refunds);
/// The payee's account that a commission stands in. Throws std::logic_error for `none`.
PayeeAccount account_of(CommissionState state);

/// "liabilities:brokers:<payee>:available:markup".
std::string payee_account_name(const BrokerId& payee, PayeeAccount account, BalanceComponent component);

/// Collects the postings of one entry in one currency; zero amounts are left out.
class Entry {
 public:
  explicit Entry(Currency currency) : currency_(currency) { postings_.reserve(5); }

  Entry& debit(std::string account, Minor amount) {
    if (amount != Minor{}) postings_.push_back({std::move(account), amount, currency_, std::nullopt});
    return *this;
  }
  Entry& credit(std::string account, Minor amount) { return debit(std::move(account), -amount); }

  Entry& debit_payee(const BrokerId& payee, PayeeAccount account, BalanceComponent component, Minor amount);
  Entry& debit_payee(const BrokerId& payee, PayeeAccount account, const PayoutAmounts& a) {
    debit_payee(payee, account, BalanceComponent::revenue_share, a.revenue_share);
    debit_payee(payee, account, BalanceComponent::markup, a.markup);
    return debit_payee(payee, account, BalanceComponent::adjustments, a.adjustments);
  }
  Entry& credit_payee(const BrokerId& payee, PayeeAccount account, const PayoutAmounts& a) {
    return debit_payee(payee, account, {-a.revenue_share, -a.markup, -a.adjustments});
  }
  /// What was collected.
  std::vector<Posting> take() { return std::move(postings_); }

 private:
  Currency currency_;
  std::vector<Posting> postings_;
};

}  // namespace daybook::posting
