#include "projections/balances.hpp"

#include <stdexcept>

#include "projections/payee_moves.hpp"
#include "projections/read_models.hpp"

namespace daybook {
namespace {

Minor& column(BalanceRow& row, PayeeFigure figure) {
  switch (figure) {
    case PayeeFigure::pending:
      return row.pending;
    case PayeeFigure::available:
      return row.available;
    case PayeeFigure::held:
      return row.held;
    case PayeeFigure::in_transit:
      return row.in_transit;
    case PayeeFigure::paid:
      return row.paid;
  }
  throw std::logic_error("figure of a balance out of range");
}

}  // namespace

void fold_balances(const Recorded& recorded, const std::vector<Posting>& entry, ReadModels& models) {
  each_payee_move(recorded, entry, [&](const BrokerId& payee, Currency currency, int part, Minor amount) {
    const BalanceComponent component = component_of(part);
    column(models.balances.at(std::tie(payee, currency, component)), figure_of(part)) += amount;
  });
}

}  // namespace daybook
