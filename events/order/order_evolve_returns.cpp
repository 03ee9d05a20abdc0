// The part of the order's fold that is about money going back, disputes, and where the commission stands.

#include <algorithm>

#include "core/pricing.hpp"
#include "events/order/order_state.hpp"

namespace daybook {
namespace {

Dispute* find_dispute(OrderState& s, const std::string& id) {
  return const_cast<Dispute*>(std::as_const(s).dispute(id));
}

/// The dispute, which its first fact opens: deliveries have no order.
Dispute& dispute_of(OrderState& s, const std::string& id) {
  if (Dispute* known = find_dispute(s, id)) return *known;
  s.disputes.push_back({});
  s.disputes.back().id = id;
  return s.disputes.back();
}

/// REFUNDED when everything went back; when some of it came again, what it was before.
void settle_status(OrderState& s) {
  if (s.returned() == s.total_charged) {
    s.status = OrderStatus::REFUNDED;
    s.payment_status = PaymentStatus::REFUNDED;
  } else if (s.status == OrderStatus::REFUNDED) {
    s.status = s.tradeline_order_status == "rejected"    ? OrderStatus::FAILED
               : s.tradeline_order_status == "completed" ? OrderStatus::COMPLETED
                                                         : OrderStatus::PROCESSING;
    s.payment_status = PaymentStatus::SUCCEEDED;
  }
}

void close(OrderState& s, const std::string& dispute_id, DisputeStatus status, const Envelope& at) {
  if (Dispute* dispute = find_dispute(s, dispute_id)) {
    dispute->status = status;
    dispute->closed_position = at.position.value;
  }
  s.touch(at);
}

void count_transaction(Dispute& dispute, const std::optional<std::string>& transaction) {
  if (transaction) dispute.transactions.push_back(*transaction);
}

}  // namespace

Minor OrderState::refundable() const {
  RefundEvidence with_pending = refunds;
  for (KnownRefund& refund : with_pending.refunds) refund.succeeded = true;
  Minor left = total_charged - total_lost - refunded_by(with_pending);
  for (const RefundRequest& request : refund_requests)
    if (!request.unapplied) left -= request.amount;
  return std::max(left, Minor{});
}

void evolve(OrderState& s, const RefundRequested& e, const Envelope& at) {
  s.refund_requests.push_back({e.refund_id, e.amount, e.unapplied});
  s.touch(at);
}

void evolve(OrderState& s, const RefundRequestClosed& e, const Envelope& at) {
  std::erase_if(s.refund_requests, [&](const RefundRequest& request) { return request.id == e.refund_id; });
  s.touch(at);
}

const Dispute* OrderState::dispute(const std::string& dispute_id) const {
  const auto found = std::find_if(disputes.begin(), disputes.end(),
                                  [&](const Dispute& dispute) { return dispute.id == dispute_id; });
  return found == disputes.end() ? nullptr : &*found;
}

bool OrderState::must_hold() const {
  return hold_reason ||
         std::any_of(disputes.begin(), disputes.end(), [](const Dispute& d) { return d.holds(); });
}

void evolve(OrderState& s, const RefundSettled& e, const Envelope& at) {
  s.total_refunded = e.total_refunded;
  s.returned_parts = s.returned_parts + e.parts;
  if (e.method != PaymentMethod::STRIPE) {
    s.refunds.manual.push_back({e.refund_id, e.amount, false});
  } else if (refunded_by(s.refunds) < e.total_refunded) {
    // Settled before Stripe's figures were facts of their own: it is its own evidence.
    s.refunds.figures.push_back({e.total_refunded, Instant{}});
  }
  settle_status(s);
  s.touch(at);
}

void evolve(OrderState& s, const RefundReported& e, const Envelope& at) {
  KnownRefund* known = find_refund(s.refunds, e.stripe_refund_id);
  if (!known) {
    s.refunds.refunds.push_back({e.stripe_refund_id, e.amount, false, {}});
    known = &s.refunds.refunds.back();
  }
  if (e.status == RefundStatus::succeeded) known->succeeded = true;
  if (e.status == RefundStatus::failed || e.status == RefundStatus::canceled)
    known->failed_at = std::min(known->failed_at.value_or(e.reported_at), e.reported_at);
  s.touch(at);
}

void evolve(OrderState& s, const RefundTotalReported& e, const Envelope& at) {
  s.refunds.figures.push_back({e.amount_refunded, e.reported_at});
  s.touch(at);
}

void evolve(OrderState& s, const RefundFailed& e, const Envelope& at) {
  s.total_refunded = e.total_refunded;
  s.returned_parts = s.returned_parts - e.parts;
  for (ManualRefund& manual : s.refunds.manual)
    if (e.reference == manual.id.str()) manual.failed = true;
  settle_status(s);
  s.touch(at);
}

void evolve(OrderState& s, const PaymentFeeKnown& e, const Envelope& at) {
  s.fee_transactions.push_back(e.balance_transaction);
  s.touch(at);
}

void evolve(OrderState& s, const DisputeOpened& e, const Envelope& at) {
  Dispute& dispute = dispute_of(s, e.dispute_id);
  dispute.amount = e.amount;
  dispute.reason = e.reason;
  dispute.inquiry = e.inquiry;
  s.touch(at);
}

void evolve(OrderState& s, const DisputeFundsWithdrawn& e, const Envelope& at) {
  Dispute& dispute = dispute_of(s, e.dispute_id);
  dispute.inquiry = false;
  dispute.withdrawn += e.amount;
  dispute.fees += e.fee;
  count_transaction(dispute, e.balance_transaction);
  s.touch(at);
}

void evolve(OrderState& s, const DisputeFundsReinstated& e, const Envelope& at) {
  Dispute& dispute = dispute_of(s, e.dispute_id);
  dispute.reinstated += e.amount;
  dispute.fees -= e.fee;
  count_transaction(dispute, e.balance_transaction);
  s.touch(at);
}

void evolve(OrderState& s, const DisputeLost& e, const Envelope& at) {
  s.total_lost = e.total_lost;
  s.lost_totals.push_back({at.position.value, e.total_lost});
  if (Dispute* dispute = find_dispute(s, e.dispute_id))
    dispute->kept = std::max(dispute->amount - dispute->reinstated, Minor{});
  s.returned_parts = s.returned_parts + e.parts;
  settle_status(s);
  close(s, e.dispute_id, DisputeStatus::lost, at);
}

void evolve(OrderState& s, const DisputeLossAdjusted& e, const Envelope& at) {
  s.total_lost = e.total_lost;
  s.returned_parts = s.returned_parts + e.parts;
  s.lost_totals.push_back({at.position.value, e.total_lost});
  settle_status(s);
  s.touch(at);
}

void evolve(OrderState& s, const DisputeWon& e, const Envelope& at) {
  close(s, e.dispute_id, DisputeStatus::won, at);
}

void evolve(OrderState& s, const DisputeInquiryClosed& e, const Envelope& at) {
  close(s, e.dispute_id, DisputeStatus::inquiry_closed, at);
}

void evolve(OrderState& s, const CommissionReleased&, const Envelope& at) {
  s.commission = CommissionState::available;
  s.touch(at);
}

void evolve(OrderState& s, const CommissionHeld& e, const Envelope& at) {
  s.commission = CommissionState::held;
  if (e.cause == HoldCause::person) s.hold_reason = e.reason;
  s.touch(at);
}

void evolve(OrderState& s, const CommissionUnheld& e, const Envelope& at) {
  s.commission = e.to;
  if (e.cause == HoldCause::person) s.hold_reason.reset();
  s.touch(at);
}

void evolve(OrderState& s, const CommissionCorrected& e, const Envelope& at) {
  s.corrected.push_back({at.position.value, s.terms.revenue_share, s.terms_version, s.parts});
  if (s.captured()) s.returned_parts = e.new_parts - (s.standing() + e.delta);
  s.parts = e.new_parts;
  s.terms.revenue_share = e.new_share_rate;
  s.terms_version = e.terms_version;
  for (OrderItem& item : s.items) {
    item.revenue_share = price_unit(item.base_price, s.terms).revenue_share;
    item.total_revenue_share = item.revenue_share * item.quantity;
  }
  s.touch(at);
}

}  // namespace daybook
