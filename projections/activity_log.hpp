#pragma once
// Who did what to what, and so what happened to each order, in order: an order's timeline is its stream's
// rows. Deliveries have a log of their own and page views are nobody's action: neither is here.

#include "core/instant.hpp"
#include "events/envelope.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct ActivityLogRow {
  static constexpr std::string_view table = "activity_log";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::append;
  std::int64_t position = 0;
  Instant at;            ///< when it was recorded
  Instant effective_at;  ///< business time
  std::string actor;     ///< "admin:<id>", "broker:<id>", "stripe", "scheduler", "cli"
  std::string type;      ///< of the event: see action_of
  std::string
      entity_type;  ///< of the stream: "order", "broker", "payout", "catalog", "admin", "person", "task"
  std::string entity_id;
  std::string detail;  ///< a sentence without personal data
};
BOOST_DESCRIBE_STRUCT(ActivityLogRow, (),
                      (position, at, effective_at, actor, type, entity_type, entity_id, detail))

/// The name of an action: "order.placed" -> "ORDER_PLACED".
std::string action_of(std::string_view type);
/// The type of event whose action this is; nothing when there is none.
std::optional<std::string_view> type_of_action(std::string_view action);

void fold_activity_log(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
