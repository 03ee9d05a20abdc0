#pragma once
// Every adjustment and write-off as it stands; `state` is the decider's own AdjustmentState.

#include "events/adjustment/adjustment_state.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct AdjustmentRow {
  static constexpr std::string_view table = "adjustments";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::replace;
  static constexpr bool put_once = true;
  AdjustmentId id;
  AdjustmentStatus status = AdjustmentStatus::proposed;
  std::optional<BrokerId> payee;
  std::int64_t position = 0;  ///< of its proposal: the order of the list
  Stored<AdjustmentState> state;
};
BOOST_DESCRIBE_STRUCT(AdjustmentRow, (), (id, status, payee, position, state))

/// Throws std::logic_error for an event of an adjustment that was never proposed: poisoned.
void fold_adjustments(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
