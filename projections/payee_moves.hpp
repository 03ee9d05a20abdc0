#pragma once
// What a fact does to its payee's balance, figure by figure: the postings to its accounts, and what a payout
// paid. The index of the past is folded from these, and with it balances and statements.

#include "projections/posting.hpp"

namespace daybook {

/// A payee's balance: its four accounts, credit positive, then what was paid out less what came back.
enum class PayeeFigure { pending, available, held, in_transit, paid };
BOOST_DESCRIBE_ENUM(PayeeFigure, pending, available, held, in_transit, paid)

/// The figures by component, as one number: figure x 3 + component.
inline constexpr int kPayeeParts = 15;
constexpr int payee_part(PayeeFigure figure, BalanceComponent component) {
  return static_cast<int>(figure) * 3 + static_cast<int>(component);
}
constexpr PayeeFigure figure_of(int part) { return static_cast<PayeeFigure>(part / 3); }
constexpr BalanceComponent component_of(int part) { return static_cast<BalanceComponent>(part % 3); }

/// Calls f(payee, currency, part, amount) for each move, none of which is zero; all are of one payee, the
/// event's partition key, and in one currency.
template <class F>
void each_payee_move(const Recorded& recorded, const std::vector<Posting>& entry, F&& f) {
  for (const Posting& p : entry)
    if (p.payee_part)
      f(p.payee_part->payee, p.currency,
        payee_part(static_cast<PayeeFigure>(p.payee_part->account), p.payee_part->component), -p.amount);
  const auto paid = [&](const auto& e, bool back) {
    const auto add = [&](BalanceComponent component, Minor amount) {
      if (amount != Minor{})
        f(e.payee, e.currency, payee_part(PayeeFigure::paid, component), back ? -amount : amount);
    };
    add(BalanceComponent::revenue_share, e.amounts.revenue_share);
    add(BalanceComponent::markup, e.amounts.markup);
    add(BalanceComponent::adjustments, e.amounts.adjustments);
  };
  if (const auto* e = std::get_if<PayoutCompleted>(&recorded.event)) paid(*e, false);
  if (const auto* e = std::get_if<PayoutReturned>(&recorded.event)) paid(*e, true);
}

/// What the fact adds to the payee's available account in this currency, by component.
struct AvailableGain {
  Minor revenue_share, markup, adjustments;
  Minor total() const { return revenue_share + markup + adjustments; }
  void add(BalanceComponent component, Minor amount);
  friend bool operator==(const AvailableGain&, const AvailableGain&) = default;
};
AvailableGain available_gain(const Recorded& fact, const BrokerId& payee, Currency currency);

}  // namespace daybook
