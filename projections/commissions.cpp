#include "projections/commissions.hpp"

#include "projections/read_models.hpp"

namespace daybook {
namespace {

void set_amounts(CommissionRow& row, Minor share, Minor markup) {
  row.revenue_share_amount = share;
  row.markup_amount = markup;
  row.total_commission = share + markup;
}

struct Folder {
  const Envelope& at;
  ReadModels& models;

  void operator()(const PaymentCaptured& e) const {
    if (!e.broker_id) return;
    CommissionRow row;
    row.order_id = e.order_id;
    row.broker_id = *e.broker_id;
    row.currency = e.currency;
    row.hold_until = e.hold_until;
    row.created_at = at.recorded_at;
    set_amounts(row, e.parts.share, e.parts.markup);
    models.commissions.put(std::move(row));
  }

  void operator()(const CommissionReleased& e) const {
    if (CommissionRow* row = models.commissions.edit({e.order_id})) row->hold_until.reset();
  }

  void operator()(const RefundSettled& e) const { clawed_back(e); }
  void operator()(const DisputeLost& e) const { clawed_back(e); }
  void operator()(const DisputeLossAdjusted& e) const { clawed_back(e); }
  void operator()(const RefundFailed& e) const {
    CommissionRow* row = gained(e.order_id, e.parts.share, e.parts.markup);
    if (row && row->payout_status == CommissionStatus::CANCELLED)
      row->payout_status = CommissionStatus::PENDING;
  }
  void operator()(const CommissionCorrected& e) const { gained(e.order_id, e.delta.share, e.delta.markup); }

  // Only what was earned ties a commission to a payout: a later clawback rides in another one. A commission
  // that was wholly clawed back before stays CANCELLED, though its lines (which cancel each other) go along.
  void operator()(const PayoutCreated& e) const {
    each_earned(e.lines, [&](CommissionRow& row) {
      if (row.payout_status != CommissionStatus::PENDING) return;
      row.payout_status = CommissionStatus::PROCESSING;
      row.payout_id = e.payout_id;
    });
  }
  void operator()(const PayoutCompleted& e) const {
    each_of(e.payout_id, [&](CommissionRow& row) {
      row.payout_status = CommissionStatus::COMPLETED;
      row.paid_at = at.recorded_at;
    });
  }
  void operator()(const PayoutFailed& e) const { free_commissions(e.payout_id); }
  void operator()(const PayoutCancelled& e) const { free_commissions(e.payout_id); }
  void operator()(const PayoutReturned& e) const { free_commissions(e.payout_id); }
  template <class E>
  void operator()(const E&) const {}

  /// The commission's row, net of what it gained; null for a direct sale.
  CommissionRow* gained(const OrderId& order, Minor share, Minor markup) const {
    CommissionRow* row = models.commissions.edit({order});
    if (row) set_amounts(*row, row->revenue_share_amount + share, row->markup_amount + markup);
    return row;
  }
  template <class E>
  void clawed_back(const E& e) const {
    CommissionRow* row = e.broker_id ? gained(e.order_id, -e.parts.share, -e.parts.markup) : nullptr;
    if (row && e.full && row->payout_status == CommissionStatus::PENDING)
      row->payout_status = CommissionStatus::CANCELLED;
  }

  template <class F>
  void each_earned(const std::vector<std::int64_t>& lines, F&& f) const {
    std::vector<std::tuple<std::int64_t>> keys(lines.begin(), lines.end());
    models.payee_lines.prefetch(keys);
    std::vector<std::tuple<OrderId>> orders;
    for (const auto& key : keys) {
      const PayeeLineRow* line = models.payee_lines.find(key);
      const bool earned =
          line && (line->kind == PayeeLineKind::accrual || line->kind == PayeeLineKind::release);
      if (earned && line->order_id) orders.emplace_back(*line->order_id);
    }
    models.commissions.prefetch(orders);
    for (const auto& order : orders)
      if (models.commissions.find(order)) f(*models.commissions.edit(order));
  }
  template <class F>
  void each_of(const PayoutId& payout, F&& f) const {
    const PayoutRow* row = models.payouts.find({payout});
    if (!row) return;
    each_earned(row->state.value.lines, [&](CommissionRow& commission) {
      if (commission.payout_id == payout) f(commission);
    });
  }
  void free_commissions(const PayoutId& payout) const {
    each_of(payout, [&](CommissionRow& row) {
      const OrderRow* order = models.orders.find({row.order_id});
      const bool gone = order && order->status == OrderStatus::REFUNDED;
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
