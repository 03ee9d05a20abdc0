#include "projections/posting_entry.hpp"

#include <stdexcept>

#include "events/adjustment/adjustment_accounts.hpp"

namespace daybook::posting {

std::string asset_of(PaymentMethod method) {
  switch (method) {
    case PaymentMethod::STRIPE:
      return "assets:stripe";
    case PaymentMethod::CASH:
      return "assets:cash";
    case PaymentMethod::WIRE:
      return "assets:bank";
    case PaymentMethod::CHECK:
      return "assets:checks";
  }
  throw std::logic_error("payment method out of range");
}

std::string asset_of(PayoutMethod method) {
  switch (method) {
    case PayoutMethod::ACH:
    case PayoutMethod::WIRE:
    case PayoutMethod::CHECK:
    case PayoutMethod::MANUAL:
      return "assets:bank";
    case PayoutMethod::CASH:
      return "assets:cash";
    case PayoutMethod::PAYPAL:
      return "assets:paypal";
    case PayoutMethod::CONNECT:
      return "assets:stripe";
  }
  throw std::logic_error("payout method out of range");
}

const char* supplier_side(SupplierRefunds refunds) {
  return refunds == SupplierRefunds::none ? kSupplierNotRefunded : kSupplier;
}

PayeeAccount account_of(CommissionState state) {
  switch (state) {
    case CommissionState::pending:
      return PayeeAccount::pending;
    case CommissionState::available:
      return PayeeAccount::available;
    case CommissionState::held:
      return PayeeAccount::held;
    case CommissionState::none:
      break;
  }
  throw std::logic_error("a commission that does not exist stands in no account");
}

std::string payee_account_name(const BrokerId& payee, PayeeAccount account, BalanceComponent component) {
  std::string name;
  name.reserve(96);  // none is longer
  name += kPayeeAccounts;
  append(name, payee.uuid);
  name += ':';
  name += boost::describe::enum_to_string(account, "?");
  name += ':';
  name += boost::describe::enum_to_string(component, "?");
  return name;
}

Entry& Entry::debit_payee(const BrokerId& payee, PayeeAccount account, BalanceComponent component,
                          Minor amount) {
  if (amount == Minor{}) return *this;
  postings_.push_back({payee_account_name(payee, account, component), amount, currency_,
                       PayeePart{payee, account, component}});
  return *this;
}

}  // namespace daybook::posting
