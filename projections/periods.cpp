#include "projections/periods.hpp"

#include "projections/read_models.hpp"

namespace daybook {

void fold_periods(const Recorded& recorded, ReadModels& models) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (PeriodEvent<E>) {
          PeriodRow* row = models.periods.edit({e.month});
          if (!row) row = &models.periods.put({e.month, PeriodStatus::open, {}});
          evolve(row->state.value, e, recorded.envelope);
          row->status = row->state.value.status;
        }
      },
      recorded.event);
}

}  // namespace daybook
