#pragma once
// What happened to each order, in order.

#include "core/instant.hpp"
#include "events/envelope.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

struct OrderTimelineRow {
  static constexpr std::string_view table = "order_timeline";
  static constexpr int key_columns = 2;
  static constexpr Keep keep = Keep::append;
  OrderId order_id;
  std::int64_t position = 0;
  Instant at;  ///< business time
  std::string type;
  std::string detail;  ///< a sentence without personal data
};
BOOST_DESCRIBE_STRUCT(OrderTimelineRow, (), (order_id, position, at, type, detail))

void fold_order_timeline(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
