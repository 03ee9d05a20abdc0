#pragma once
// Who did what to what, and so what happened to each order, in order: an order's timeline is its stream's.
// Told from the log's events, not stored. Deliveries have a log of their own and page views are nobody's
// action: neither is an activity.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"
#include "events/envelope.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct Activity {
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

/// Whether events of the type are any.
bool is_activity(std::string_view type);
/// All such types.
const std::vector<std::string>& activity_types();
/// Of an event whose type is one.
Activity activity_of(const Recorded& recorded);
/// Every `entity_type` that there is.
const std::vector<std::string>& entity_types();

/// The name of an action: "order.placed" -> "ORDER_PLACED".
std::string action_of(std::string_view type);
/// The type of event whose action this is; nothing when there is none.
std::optional<std::string_view> type_of_action(std::string_view action);

/// How many events of a type a short stretch of the log holds: where a list by type need not look.
struct EventTypeRow {
  static constexpr std::string_view table = "event_types";
  static constexpr int key_columns = 2;
  static constexpr Keep keep = Keep::add;
  std::string type;
  std::int64_t stretch = 0;  ///< position >> kStretchBits[0] (projections/account_days.hpp)
  std::int64_t events = 0;
};
BOOST_DESCRIBE_STRUCT(EventTypeRow, (), (type, stretch, events))

void fold_event_types(const Envelope& at, ReadModels& models);

}  // namespace daybook
