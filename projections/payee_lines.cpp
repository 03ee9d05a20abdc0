#include "projections/payee_lines.hpp"

#include "events/adjustment/adjustment_state.hpp"
#include "projections/read_models.hpp"

namespace daybook {
namespace {

struct Folder {
  const Envelope& at;
  ReadModels& models;

  void operator()(const PaymentCaptured& e) const {
    if (e.broker_id && !e.hold_until)
      add(PayeeLineKind::accrual, *e.broker_id, e.order_id, e.currency, e.parts.share, e.parts.markup);
  }
  void operator()(const CommissionReleased& e) const {
    add(PayeeLineKind::release, e.broker_id, e.order_id, e.currency, e.share, e.markup);
  }
  void operator()(const RefundSettled& e) const {
    if (e.broker_id && e.from == CommissionState::available)
      add(PayeeLineKind::clawback, *e.broker_id, e.order_id, e.currency, -e.parts.share, -e.parts.markup);
  }
  void operator()(const RefundFailed& e) const {
    if (e.broker_id && e.to == CommissionState::available)
      add(PayeeLineKind::clawback_reversed, *e.broker_id, e.order_id, e.currency, e.parts.share,
          e.parts.markup);
  }
  void operator()(const DisputeLost& e) const {
    if (e.broker_id && e.from == CommissionState::available)
      add(PayeeLineKind::clawback, *e.broker_id, e.order_id, e.currency, -e.parts.share, -e.parts.markup);
  }
  void operator()(const DisputeLossAdjusted& e) const {
    if (e.broker_id && e.from == CommissionState::available)
      add(e.excess < Minor{} ? PayeeLineKind::clawback : PayeeLineKind::clawback_reversed, *e.broker_id,
          e.order_id, e.currency, -e.parts.share, -e.parts.markup);
  }
  void operator()(const CommissionHeld& e) const {
    if (e.from == CommissionState::available)
      add(PayeeLineKind::hold, e.broker_id, e.order_id, e.currency, -e.share, -e.markup);
  }
  void operator()(const CommissionUnheld& e) const {
    if (e.to == CommissionState::available)
      add(PayeeLineKind::unhold, e.broker_id, e.order_id, e.currency, e.share, e.markup);
  }
  void operator()(const CommissionCorrected& e) const {
    if (e.to == CommissionState::available)
      add(PayeeLineKind::correction, e.broker_id, e.order_id, e.currency, e.delta.share, e.delta.markup);
  }
  void operator()(const AdjustmentApproved& e) const {
    const Minor gained = gained_by_payee(e);
    if (gained == Minor{}) return;
    PayeeLineRow row = line_of(PayeeLineKind::adjustment, *e.payee, e.currency);
    row.adjustments = gained;
    models.payee_lines.put(std::move(row));
  }
  void operator()(const PayoutCreated& e) const { hold(e.lines, std::nullopt, e.payout_id); }
  void operator()(const PayoutFailed& e) const { free_lines(e.payout_id); }
  void operator()(const PayoutCancelled& e) const { free_lines(e.payout_id); }
  void operator()(const PayoutReturned& e) const { free_lines(e.payout_id); }
  template <class E>
  void operator()(const E&) const {}

  void add(PayeeLineKind kind, const BrokerId& payee, const OrderId& order, Currency currency, Minor share,
           Minor markup) const {
    if (share == Minor{} && markup == Minor{}) return;
    PayeeLineRow row = line_of(kind, payee, currency);
    row.revenue_share = share;
    row.markup = markup;
    row.order_id = order;
    if (const OrderRow* known = models.orders.find({order})) row.order_number = known->order_number;
    models.payee_lines.put(std::move(row));
  }

  PayeeLineRow line_of(PayeeLineKind kind, const BrokerId& payee, Currency currency) const {
    PayeeLineRow row;
    row.position = at.position.value;
    row.payee = payee;
    row.currency = currency;
    row.effective_at = at.effective_at;
    row.recorded_at = at.recorded_at;
    row.kind = kind;
    return row;
  }

  /// Moves the lines that are in payout `from` to `to`. A listed line without an amount has no row.
  void hold(const std::vector<std::int64_t>& lines, std::optional<PayoutId> from,
            std::optional<PayoutId> to) const {
    std::vector<std::tuple<std::int64_t>> keys(lines.begin(), lines.end());
    models.payee_lines.prefetch(keys);
    for (const auto& key : keys) {
      const PayeeLineRow* line = models.payee_lines.find(key);
      if (line && line->payout_id == from) models.payee_lines.edit(key)->payout_id = to;
    }
  }
  void free_lines(const PayoutId& payout) const {
    if (const PayoutRow* row = models.payouts.find({payout}))
      hold(row->state.value.lines, payout, std::nullopt);
  }
};

}  // namespace

void fold_payee_lines(const Recorded& recorded, ReadModels& models) {
  std::visit(Folder{recorded.envelope, models}, recorded.event);
}

}  // namespace daybook
