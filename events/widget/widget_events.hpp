#pragma once
// Page views, gathered for up to a second per broker. Visitors are hashed with a daily salt: they can be told
// apart within one day only. Source: domain rules, "Analytics".

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "core/period.hpp"
#include "core/uuid.hpp"

namespace daybook {

struct VisitorDay {
  Day day;                   ///< in the configured zone
  std::string visitor_hash;  ///< hex, salted per day
  std::int64_t loads = 0;
  std::int64_t cart_additions = 0;
  std::int64_t checkouts_started = 0;
};
BOOST_DESCRIBE_STRUCT(VisitorDay, (), (day, visitor_hash, loads, cart_additions, checkouts_started))

struct WidgetEventsGathered {
  BrokerId broker_id;
  std::vector<VisitorDay> visitors;
};
BOOST_DESCRIBE_STRUCT(WidgetEventsGathered, (), (broker_id, visitors))

}  // namespace daybook
