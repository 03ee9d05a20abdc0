#pragma once
// Every broker as it stands; `state` is the decider's own BrokerState.

#include "events/broker/broker_state.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct BrokerRow {
  static constexpr std::string_view table = "brokers";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::replace;
  BrokerId id;
  BrokerStatus status = BrokerStatus::PENDING;
  PersonId person_id;
  Currency currency;
  Instant created_at;
  std::int64_t position = 0;  ///< of its last event
  Stored<BrokerState> state;
};
BOOST_DESCRIBE_STRUCT(BrokerRow, (), (id, status, person_id, currency, created_at, position, state))

/// Throws std::logic_error for an event of a broker who never registered: poisoned.
void fold_brokers(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
