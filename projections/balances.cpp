#include "projections/balances.hpp"

#include <stdexcept>

#include "projections/read_models.hpp"

namespace daybook {
namespace {

Minor& column(BalanceRow& row, PayeeAccount account) {
  switch (account) {
    case PayeeAccount::pending:
      return row.pending;
    case PayeeAccount::available:
      return row.available;
    case PayeeAccount::held:
      return row.held;
    case PayeeAccount::in_transit:
      return row.in_transit;
  }
  throw std::logic_error("payee account out of range");
}

BalanceRow& row_of(ReadModels& models, const BrokerId& payee, Currency currency, BalanceComponent component) {
  BalanceRow zero;
  zero.payee = payee;
  zero.currency = currency;
  zero.component = component;
  return models.balances.at(std::move(zero));
}

void add_paid(ReadModels& models, const BrokerId& payee, Currency currency, const PayoutAmounts& amounts) {
  const auto add = [&](BalanceComponent component, Minor amount) {
    if (amount != Minor{}) row_of(models, payee, currency, component).paid += amount;
  };
  add(BalanceComponent::revenue_share, amounts.revenue_share);
  add(BalanceComponent::markup, amounts.markup);
  add(BalanceComponent::adjustments, amounts.adjustments);
}

}  // namespace

void fold_balances(const Recorded& recorded, const std::vector<Posting>& entry, ReadModels& models) {
  for (const Posting& p : entry) {
    if (!p.payee_part) continue;
    BalanceRow& row = row_of(models, p.payee_part->payee, p.currency, p.payee_part->component);
    column(row, p.payee_part->account) -= p.amount;  // what is owed is a credit
  }
  if (const auto* e = std::get_if<PayoutCompleted>(&recorded.event))
    add_paid(models, e->payee, e->currency, e->amounts);
  if (const auto* e = std::get_if<PayoutReturned>(&recorded.event))
    add_paid(models, e->payee, e->currency,
             {-e->amounts.revenue_share, -e->amounts.markup, -e->amounts.adjustments});
}

}  // namespace daybook
