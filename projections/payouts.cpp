#include "projections/payouts.hpp"

#include <set>
#include <stdexcept>

#include "projections/read_models.hpp"

namespace daybook {
namespace {

std::int64_t orders_in_period(const PayoutState& s, ReadModels& models) {
  std::set<OrderId> orders;
  for (const AvailableLine* line : models.available_lines.at(s.lines))
    if (line->order_id && line->effective_at >= s.period_start && line->effective_at < s.period_end)
      orders.insert(*line->order_id);
  return static_cast<std::int64_t>(orders.size());
}

void fill_columns(PayoutRow& row) {
  const PayoutState& s = row.state.value;
  row.payee = s.payee;
  row.currency = s.currency;
  row.status = s.status;
  row.period_start = s.period_start;
  row.period_end = s.period_end;
  row.made_by = s.made_by;
  row.total_amount = s.amounts.total();
  row.created_at = s.created_at;
  row.position = s.position;
}

}  // namespace

void fold_payouts(const Recorded& recorded, ReadModels& models) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (requires(PayoutState & s) { evolve(s, e, recorded.envelope); }) {
          PayoutRow* row = nullptr;
          if constexpr (std::is_same_v<E, PayoutCreated>) {
            PayoutRow fresh;
            fresh.id = e.payout_id;
            row = &models.payouts.put(std::move(fresh));
          } else {
            row = models.payouts.edit({e.payout_id});
          }
          if (!row) throw std::logic_error("payout " + e.payout_id.str() + " was never created");
          evolve(row->state.value, e, recorded.envelope);
          fill_columns(*row);
          if constexpr (std::is_same_v<E, PayoutCreated>)
            row->order_count = orders_in_period(row->state.value, models);
        }
      },
      recorded.event);
}

}  // namespace daybook
