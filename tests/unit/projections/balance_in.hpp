#pragma once
// One balance of read models in memory; zeros before anything happened to it.

#include <algorithm>

#include "projections/balances.hpp"
#include "projections/read_models.hpp"

namespace daybook::test {

inline BalanceRow balance_in(const ReadModels& models, const BrokerId& payee, Currency currency,
                             BalanceComponent component) {
  const auto rows = balances_of(models);
  const auto found = std::ranges::find_if(rows, [&](const BalanceRow& row) {
    return row.payee == payee && row.currency == currency && row.component == component;
  });
  return found == rows.end() ? BalanceRow{payee, currency, component, {}, {}, {}, {}, {}} : *found;
}

}  // namespace daybook::test
