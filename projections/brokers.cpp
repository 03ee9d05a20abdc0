#include "projections/brokers.hpp"

#include <stdexcept>

#include "projections/read_models.hpp"

namespace daybook {

void fold_brokers(const Recorded& recorded, ReadModels& models) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (requires(BrokerState & s) { evolve(s, e, recorded.envelope); }) {
          BrokerRow* row = nullptr;
          if constexpr (std::is_same_v<E, BrokerRegistered>) {
            BrokerRow fresh;
            fresh.id = e.broker_id;
            row = &models.brokers.put(std::move(fresh));
          } else {
            row = models.brokers.edit({e.broker_id});
          }
          if (!row) throw std::logic_error("broker " + e.broker_id.str() + " never registered");
          evolve(row->state.value, e, recorded.envelope);
          const BrokerState& s = row->state.value;
          row->status = s.status;
          row->person_id = s.profile.person_id;
          row->currency = s.currency;
          row->created_at = s.created_at;
          row->position = s.position;
        }
      },
      recorded.event);
}

}  // namespace daybook
