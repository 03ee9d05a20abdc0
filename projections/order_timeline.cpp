#include "projections/order_timeline.hpp"

#include "events/order/order_state.hpp"
#include "projections/read_models.hpp"
#include "projections/sentences.hpp"

namespace daybook {

void fold_order_timeline(const Recorded& recorded, ReadModels& models) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (OrderEvent<E>) {
          const Envelope& at = recorded.envelope;
          models.order_timeline.put(
              {e.order_id, at.position.value, at.effective_at, at.type, sentence_of(recorded.event)});
        }
      },
      recorded.event);
}

}  // namespace daybook
