#pragma once
// The registry of projections: every table there is, and the one order in which their folds take an event.
// The live projector, the rebuild and the audit all apply events through here.
//
// Events come in order within one partition key and in any order across keys: no fold may depend on the
// events of another key.

#include <span>

#include "core/civil_day.hpp"
#include "core/period.hpp"
#include "projections/account_days.hpp"
#include "projections/activity.hpp"
#include "projections/adjustments.hpp"
#include "projections/analytics.hpp"
#include "projections/available_lines.hpp"
#include "projections/brokers.hpp"
#include "projections/commissions.hpp"
#include "projections/effects.hpp"
#include "projections/late_facts.hpp"
#include "projections/orders.hpp"
#include "projections/payee_blocks.hpp"
#include "projections/payouts.hpp"
#include "projections/periods.hpp"
#include "projections/statement_imports.hpp"
#include "projections/tasks.hpp"
#include "projections/webhook_log.hpp"

namespace daybook {

struct ReadModels {
  explicit ReadModels(Zone days_zone) : zone(std::move(days_zone)), days(zone) {}
  ReadModels(const ReadModels&) = delete;
  ReadModels& operator=(const ReadModels&) = delete;

  Zone zone;        ///< of days in analytics and of days on which facts take effect
  DayNumbers days;  ///< of that zone

  Table<OrderRow> orders;
  Table<OrderDueRow> orders_due;
  Table<PayoutRow> payouts;
  Table<BrokerRow> brokers;
  Table<SalesDailyRow> sales_daily;
  Table<VisitorsDailyRow> visitors_daily;
  Table<VisitorDayRow> visitor_days;
  Table<WebhookLogRow> webhook_log;
  Table<EventTypeRow> event_types;
  Table<TaskRow> tasks;
  Table<EffectRow> effects;
  Table<AdjustmentRow> adjustments;
  Table<LateFactRow> late_facts;
  Table<PeriodRow> periods;
  Table<StatementRow> statements;
  Table<StatementLineRow> statement_lines;
  Table<HandMatchRow> hand_matches;
  Table<PayeeBlockRow> payee_blocks;
  Table<PayeeOpenBlockRow> payee_open_blocks;
  Table<AccountDayRow> account_days;
  Table<EntryDayRow> entry_days;

  AvailableLines available_lines;      ///< no table
  OrderStateTeller tell_order_states;  ///< asked for loaded orders only

  /// Folds one event into every table. Throws std::logic_error for an event that contradicts what came before
  /// it; the tables are then half changed and must be cleared. Returns the fact's postings.
  std::vector<Posting> apply(const Recorded& recorded);
  /// Loads, in few queries, the rows that these events will ask for. Only a matter of speed.
  void prefetch(std::span<const Recorded> events);

  /// Calls f(table) for every table.
  template <class F>
  void each_table(F&& f) {
    f(orders), f(orders_due), f(payouts), f(brokers);
    f(sales_daily), f(visitors_daily), f(visitor_days);
    f(webhook_log), f(event_types), f(tasks), f(effects), f(adjustments);
    f(late_facts), f(periods);
    f(statements), f(statement_lines), f(hand_matches);
    f(payee_blocks), f(payee_open_blocks), f(account_days), f(entry_days);
  }
  void clear_cache() {
    each_table([](auto& table) { table.clear_cache(); });
  }
};

}  // namespace daybook
