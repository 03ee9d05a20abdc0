#include "projections/read_models.hpp"

#include <unordered_set>

#include "projections/apply_halves.hpp"

namespace daybook {
namespace {

/// Keys of rows that some events put, unless an earlier one of them looks for it, and of those looked for.
template <class Row>
struct Keys {
  std::vector<KeyOf<Row>> put;
  std::vector<KeyOf<Row>> wanted;
  std::unordered_set<KeyOf<Row>, RowKeyHash> wanted_before;

  void puts(KeyOf<Row> key) {
    if (!wanted_before.contains(key)) put.push_back(std::move(key));
  }
  void wants(KeyOf<Row> key) {
    if (wanted_before.insert(key).second) wanted.push_back(std::move(key));
  }
  template <class... F>
  void load(Table<Row>& table, F&&... there) const {
    table.will_put(put);
    table.prefetch(wanted, there...);
  }
};

/// The keys of rows that the events' folds will put and look for.
struct Wanted {
  Keys<OrderRow> orders;
  Keys<WebhookLogRow> deliveries;
  Keys<EffectRow> effects;
  std::vector<KeyOf<PayoutRow>> payouts;
  std::vector<KeyOf<BrokerRow>> brokers;
  std::vector<KeyOf<VisitorsDailyRow>> days;
  std::vector<KeyOf<VisitorDayRow>> visitors;
  std::vector<KeyOf<TaskRow>> tasks;
  std::vector<KeyOf<AdjustmentRow>> adjustments;
  std::vector<KeyOf<HandMatchRow>> hand_matches;
  std::vector<KeyOf<PayeeOpenBlockRow>> blocks;

  template <class E>
  void operator()(const E& e) {
    if constexpr (std::is_same_v<E, OrderPlaced>) orders.puts(e.order_id);
    if constexpr (std::is_same_v<E, WebhookReceived>) deliveries.puts(e.external_id);
    if constexpr (std::is_same_v<E, EffectIntended>) effects.puts(e.effect_id);
    if constexpr (!event_type<E>.opens_stream) {
      if constexpr (OrderEvent<E>) orders.wants(e.order_id);
      if constexpr (requires { e.payout_id; }) payouts.emplace_back(e.payout_id);
      if constexpr (requires(BrokerState & s, const Envelope& at) { evolve(s, e, at); })
        brokers.emplace_back(e.broker_id);
      if constexpr (requires { e.external_id; }) deliveries.wants(e.external_id);
      if constexpr (requires { e.adjustment_id; }) {
        adjustments.emplace_back(e.adjustment_id);
        tasks.emplace_back("adjustment-" + e.adjustment_id.str());
      }
      if constexpr (requires { e.effect_id; }) effects.wants(e.effect_id);
    }
    if constexpr (!std::is_same_v<E, OrderPlaced> && requires { e.currency; }) {
      if constexpr (requires { std::optional<BrokerId>(e.payee); }) {
        if (const std::optional<BrokerId> payee = e.payee) blocks.emplace_back(*payee, e.currency);
      } else if constexpr (requires { std::optional<BrokerId>(e.broker_id); }) {
        if (const std::optional<BrokerId> payee = e.broker_id) blocks.emplace_back(*payee, e.currency);
      }
    }
    if constexpr (std::is_same_v<E, RefundSettled>) tasks.emplace_back("refund-" + e.order_id.str());
    if constexpr (std::is_same_v<E, UnappliedRefunded>) tasks.emplace_back("unapplied-" + e.payment_id.str());
    if constexpr (std::is_same_v<E, ReconciliationUnmatched>) hand_matches.emplace_back(e.match_id);
    if constexpr (std::is_same_v<E, TaskDismissed>) tasks.emplace_back(e.task_id);
    if constexpr (std::is_same_v<E, WidgetEventsGathered>)
      for (const VisitorDay& seen : e.visitors) {
        days.emplace_back(e.broker_id, seen.day);
        visitors.emplace_back(e.broker_id, seen.day, seen.visitor_hash);
      }
  }
};

}  // namespace

void apply_by_key(const Recorded& recorded, const std::vector<Posting>& entry, ReadModels& models) {
  fold_orders(recorded, models);
  fold_payee_blocks(recorded, entry, models);
  models.available_lines.fold(recorded);
  fold_commissions(recorded, models);
  fold_payouts(recorded, models);
  fold_brokers(recorded, models);
  fold_analytics(recorded, models);
  fold_webhook_log(recorded, models);
  fold_tasks(recorded, models);
  fold_effects(recorded, models);
  fold_adjustments(recorded, models);
  fold_statement_imports(recorded, models);
  fold_late_facts(recorded, models);
  fold_periods(recorded, models);
}

void apply_by_stretch(const Envelope& at, const std::vector<Posting>& entry, ReadModels& models) {
  fold_account_days(at, entry, models);
  fold_event_types(at, models);
}

std::vector<Posting> ReadModels::apply(const Recorded& recorded) {
  std::vector<Posting> entry = post(recorded);
  apply_by_key(recorded, entry, *this);
  apply_by_stretch(recorded.envelope, entry, *this);
  return entry;
}

void ReadModels::prefetch(std::span<const Recorded> events) {
  Wanted wanted;
  for (const Recorded& recorded : events) std::visit(wanted, recorded.event);
  std::vector<OrderRow*> untold;
  wanted.orders.load(orders, [&](OrderRow& row) {
    if (!row.state) untold.push_back(&row);
  });
  if (!untold.empty()) tell_order_states(untold);
  wanted.deliveries.load(webhook_log);
  wanted.effects.load(effects);
  payouts.prefetch(wanted.payouts);
  brokers.prefetch(wanted.brokers);
  visitors_daily.prefetch(wanted.days);
  visitor_days.prefetch(wanted.visitors);
  tasks.prefetch(wanted.tasks);
  adjustments.prefetch(wanted.adjustments);
  hand_matches.prefetch(wanted.hand_matches);
  payee_open_blocks.prefetch(wanted.blocks);
}

}  // namespace daybook
