#pragma once
// Who did what to what. Deliveries have a log of their own and page views are nobody's action: neither is
// here.

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
  Instant at;          ///< when it was recorded
  std::string actor;   ///< "admin:<id>", "broker:<id>", "stripe", "scheduler", "cli"
  std::string action;  ///< the event's name: "order.placed" -> "ORDER_PLACED"
  std::string
      entity_type;  ///< of the stream: "order", "broker", "payout", "catalog", "admin", "person", "task"
  std::string entity_id;
  std::string detail;  ///< a sentence without personal data
};
BOOST_DESCRIBE_STRUCT(ActivityLogRow, (), (position, at, actor, action, entity_type, entity_id, detail))

void fold_activity_log(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
