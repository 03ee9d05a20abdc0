#pragma once
// A broker's figures per day of the configured zone. Money is apart from visitors: it has a currency, they
// have none. Source: domain rules, "Analytics". Conversion rate and average order value are the readers'
// divisions.

#include "core/period.hpp"
#include "events/envelope.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

/// Captured orders and sales on the day of capture, refunds on theirs, share and markup net of clawbacks.
struct SalesDailyRow {
  static constexpr std::string_view table = "sales_daily";
  static constexpr int key_columns = 3;
  static constexpr Keep keep = Keep::add;
  BrokerId broker_id;
  Day date;  ///< "YYYY-MM-DD"
  Currency currency;
  std::int64_t orders_count = 0;
  Minor total_sales;
  Minor refunds;
  Minor revenue_share_earned;
  Minor markup_earned;
};
BOOST_DESCRIBE_STRUCT(SalesDailyRow, (),
                      (broker_id, date, currency, orders_count, total_sales, refunds, revenue_share_earned,
                       markup_earned))

struct VisitorsDailyRow {
  static constexpr std::string_view table = "visitors_daily";
  static constexpr int key_columns = 2;
  static constexpr Keep keep = Keep::replace;
  BrokerId broker_id;
  Day date;
  std::int64_t widget_loads = 0;
  std::int64_t unique_visitors = 0;
  std::int64_t cart_additions = 0;
  std::int64_t cart_abandonment = 0;  ///< visitors of the day with additions and no checkout started
  std::int64_t checkouts_started = 0;
};
BOOST_DESCRIBE_STRUCT(VisitorsDailyRow, (),
                      (broker_id, date, widget_loads, unique_visitors, cart_additions, cart_abandonment,
                       checkouts_started))

/// One visitor's day: what unique visitors and abandonment are counted from. The hash is salted per day.
struct VisitorDayRow {
  static constexpr std::string_view table = "visitor_days";
  static constexpr int key_columns = 3;
  static constexpr Keep keep = Keep::replace;
  BrokerId broker_id;
  Day date;
  std::string visitor_hash;
  std::int64_t loads = 0;
  std::int64_t cart_additions = 0;
  std::int64_t checkouts_started = 0;
};
BOOST_DESCRIBE_STRUCT(VisitorDayRow, (),
                      (broker_id, date, visitor_hash, loads, cart_additions, checkouts_started))

void fold_analytics(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
