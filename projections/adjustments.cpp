#include "projections/adjustments.hpp"

#include <stdexcept>

#include "projections/read_models.hpp"

namespace daybook {

void fold_adjustments(const Recorded& recorded, ReadModels& models) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (requires(AdjustmentState & s) { evolve(s, e, recorded.envelope); }) {
          AdjustmentRow* row = nullptr;
          if constexpr (std::is_same_v<E, AdjustmentProposed>) {
            AdjustmentRow fresh;
            fresh.id = e.adjustment_id;
            fresh.payee = e.payee;
            fresh.position = recorded.envelope.position.value;
            row = &models.adjustments.put(std::move(fresh));
          } else {
            row = models.adjustments.edit({e.adjustment_id});
          }
          if (!row) throw std::logic_error("adjustment " + e.adjustment_id.str() + " was never proposed");
          evolve(row->state.value, e, recorded.envelope);
          row->status = row->state.value.status;
        }
      },
      recorded.event);
}

}  // namespace daybook
