#include "projections/payee_moves.hpp"

namespace daybook {

AvailableGain available_gain(const Recorded& fact, const BrokerId& payee, Currency currency) {
  AvailableGain gain;
  each_payee_move(fact, post(fact), [&](const BrokerId& of, Currency in, int part, Minor amount) {
    if (of != payee || in != currency || figure_of(part) != PayeeFigure::available) return;
    switch (component_of(part)) {
      case BalanceComponent::revenue_share:
        gain.revenue_share += amount;
        break;
      case BalanceComponent::markup:
        gain.markup += amount;
        break;
      case BalanceComponent::adjustments:
        gain.adjustments += amount;
        break;
    }
  });
  return gain;
}

}  // namespace daybook
