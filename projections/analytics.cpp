#include "projections/analytics.hpp"

#include "projections/read_models.hpp"

namespace daybook {
namespace {

SalesDailyRow& sales(ReadModels& models, const BrokerId& broker, Instant when, Currency currency) {
  const Day day = models.zone.day_of(when);
  return models.sales_daily.at(std::tie(broker, day, currency));
}

/// Refunds and lost disputes: what the customer has again, and what the broker has no longer.
void went_back(ReadModels& models, const BrokerId& broker, Instant when, Currency currency,
               const Parts& parts) {
  SalesDailyRow& row = sales(models, broker, when, currency);
  row.refunds += parts.total();
  row.revenue_share_earned -= parts.share;
  row.markup_earned -= parts.markup;
}

bool abandoned(const VisitorDayRow& v) { return v.cart_additions > 0 && v.checkouts_started == 0; }

void count_visitor(const BrokerId& broker, const VisitorDay& seen, ReadModels& models) {
  VisitorsDailyRow* day = models.visitors_daily.edit({broker, seen.day});
  if (!day) {
    VisitorsDailyRow fresh;
    fresh.broker_id = broker;
    fresh.date = seen.day;
    day = &models.visitors_daily.put(std::move(fresh));
  }
  VisitorDayRow* visitor = models.visitor_days.edit({broker, seen.day, seen.visitor_hash});
  if (!visitor) {
    VisitorDayRow fresh;
    fresh.broker_id = broker;
    fresh.date = seen.day;
    fresh.visitor_hash = seen.visitor_hash;
    visitor = &models.visitor_days.put(std::move(fresh));
    ++day->unique_visitors;
  }
  const bool before = abandoned(*visitor);
  visitor->loads += seen.loads;
  visitor->cart_additions += seen.cart_additions;
  visitor->checkouts_started += seen.checkouts_started;
  day->widget_loads += seen.loads;
  day->cart_additions += seen.cart_additions;
  day->checkouts_started += seen.checkouts_started;
  day->cart_abandonment += static_cast<int>(abandoned(*visitor)) - static_cast<int>(before);
}

}  // namespace

void fold_analytics(const Recorded& recorded, ReadModels& models) {
  const Instant when = recorded.envelope.effective_at;
  if (const auto* e = std::get_if<PaymentCaptured>(&recorded.event); e && e->broker_id) {
    SalesDailyRow& row = sales(models, *e->broker_id, when, e->currency);
    ++row.orders_count;
    row.total_sales += e->amount;
    row.revenue_share_earned += e->parts.share;
    row.markup_earned += e->parts.markup;
  } else if (const auto* r = std::get_if<RefundSettled>(&recorded.event); r && r->broker_id) {
    went_back(models, *r->broker_id, when, r->currency, r->parts);
  } else if (const auto* lost = std::get_if<DisputeLost>(&recorded.event); lost && lost->broker_id) {
    went_back(models, *lost->broker_id, when, lost->currency, lost->parts);
  } else if (const auto* a = std::get_if<DisputeLossAdjusted>(&recorded.event); a && a->broker_id) {
    went_back(models, *a->broker_id, when, a->currency, a->parts);
  } else if (const auto* f = std::get_if<RefundFailed>(&recorded.event); f && f->broker_id) {
    went_back(models, *f->broker_id, when, f->currency, Parts{} - f->parts);
  } else if (const auto* c = std::get_if<CommissionCorrected>(&recorded.event)) {
    SalesDailyRow& row = sales(models, c->broker_id, when, c->currency);
    row.revenue_share_earned += c->delta.share;
    row.markup_earned += c->delta.markup;
  } else if (const auto* w = std::get_if<WidgetEventsGathered>(&recorded.event)) {
    for (const VisitorDay& seen : w->visitors) count_visitor(w->broker_id, seen, models);
  }
}

}  // namespace daybook
