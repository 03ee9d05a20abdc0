#include "projections/commissions.hpp"

#include "projections/read_models.hpp"

namespace daybook {
namespace {

struct Folder {
  const Envelope& at;
  ReadModels& models;

  void operator()(const PaymentCaptured& e) const {
    if (!e.broker_id) return;
    OrderRow& row = *models.orders.edit({e.order_id});
    row.payout_status = CommissionStatus::PENDING;
    row.commission_hold_until = e.hold_until;
    row.accrued_at = at.recorded_at;
  }

  void operator()(const CommissionReleased& e) const {
    models.orders.edit({e.order_id})->commission_hold_until.reset();
  }

  void operator()(const RefundSettled& e) const { clawed_back(e); }
  void operator()(const DisputeLost& e) const { clawed_back(e); }
  void operator()(const DisputeLossAdjusted& e) const { clawed_back(e); }
  void operator()(const RefundFailed& e) const {
    if (models.orders.find({e.order_id})->payout_status == CommissionStatus::CANCELLED)
      models.orders.edit({e.order_id})->payout_status = CommissionStatus::PENDING;
  }

  // Only what was earned ties a commission to a payout: a later clawback rides in another one. A commission
  // that was wholly clawed back before stays CANCELLED, though its lines (which cancel each other) go along.
  void operator()(const PayoutCreated& e) const {
    each_earned(e.lines, [&](OrderRow& row) {
      if (row.payout_status != CommissionStatus::PENDING) return;
      row.payout_status = CommissionStatus::PROCESSING;
      row.payout_id = e.payout_id;
    });
  }
  void operator()(const PayoutCompleted& e) const {
    each_of(e.payout_id, [&](OrderRow& row) {
      row.payout_status = CommissionStatus::COMPLETED;
      row.paid_at = at.recorded_at;
    });
  }
  void operator()(const PayoutFailed& e) const { free_commissions(e.payout_id); }
  void operator()(const PayoutCancelled& e) const { free_commissions(e.payout_id); }
  void operator()(const PayoutReturned& e) const { free_commissions(e.payout_id); }
  template <class E>
  void operator()(const E&) const {}

  template <class E>
  void clawed_back(const E& e) const {
    if (e.full && models.orders.find({e.order_id})->payout_status == CommissionStatus::PENDING)
      models.orders.edit({e.order_id})->payout_status = CommissionStatus::CANCELLED;
  }

  template <class F>
  void each_earned(const std::vector<std::int64_t>& lines, F&& f) const {
    std::vector<std::tuple<OrderId>> orders;
    for (const AvailableLine* line : models.available_lines.at(lines)) {
      const bool earned = line->kind == StatementKind::accrual || line->kind == StatementKind::release;
      if (earned && line->order_id) orders.emplace_back(*line->order_id);
    }
    models.orders.prefetch(orders);
    for (const auto& order : orders)
      if (OrderRow* row = models.orders.edit(order)) f(*row);
  }
  template <class F>
  void each_of(const PayoutId& payout, F&& f) const {
    const PayoutRow* row = models.payouts.find({payout});
    if (!row) return;
    each_earned(row->state.value.lines, [&](OrderRow& order) {
      if (order.payout_id == payout) f(order);
    });
  }
  void free_commissions(const PayoutId& payout) const {
    each_of(payout, [&](OrderRow& row) {
      const bool gone = row.status == OrderStatus::REFUNDED;
      row.payout_status = gone ? CommissionStatus::CANCELLED : CommissionStatus::PENDING;
      row.payout_id.reset();
      row.paid_at.reset();  // a returned one had been paid
    });
  }
};

}  // namespace

void fold_commissions(const Recorded& recorded, ReadModels& models) {
  std::visit(Folder{recorded.envelope, models}, recorded.event);
}

}  // namespace daybook
