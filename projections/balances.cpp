#include "projections/balances.hpp"

#include <algorithm>

#include "projections/read_models.hpp"

namespace daybook {
namespace {

constexpr BalanceComponent kComponents[] = {BalanceComponent::revenue_share, BalanceComponent::markup,
                                            BalanceComponent::adjustments};

}  // namespace

std::vector<BalanceRow> balances_of(const ReadModels& models) {
  std::vector<BalanceRow> rows;
  models.payee_open_blocks.each([&](const PayeeOpenBlockRow& block) {
    const PayeeSums sums = sums_of(block.first_position, block.state.value);
    for (const BalanceComponent component : kComponents) {
      if (!sums.moved(component)) continue;
      const auto figure = [&](PayeeFigure of) { return sums.at(payee_part(of, component)); };
      rows.push_back({block.payee, block.currency, component, figure(PayeeFigure::pending),
                      figure(PayeeFigure::available), figure(PayeeFigure::held),
                      figure(PayeeFigure::in_transit), figure(PayeeFigure::paid)});
    }
  });
  std::ranges::sort(rows, {},
                    [](const BalanceRow& row) { return std::tie(row.payee, row.currency, row.component); });
  return rows;
}

}  // namespace daybook
