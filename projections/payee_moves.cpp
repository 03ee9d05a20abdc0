#include "projections/payee_moves.hpp"

namespace daybook {

void AvailableGain::add(BalanceComponent component, Minor amount) {
  switch (component) {
    case BalanceComponent::revenue_share:
      revenue_share += amount;
      return;
    case BalanceComponent::markup:
      markup += amount;
      return;
    case BalanceComponent::adjustments:
      adjustments += amount;
      return;
  }
}

AvailableGain available_gain(const Recorded& fact, const BrokerId& payee, Currency currency) {
  AvailableGain gain;
  each_payee_move(fact, post(fact), [&](const BrokerId& of, Currency in, int part, Minor amount) {
    if (of == payee && in == currency && figure_of(part) == PayeeFigure::available)
      gain.add(component_of(part), amount);
  });
  return gain;
}

}  // namespace daybook
