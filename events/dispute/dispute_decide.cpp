#include "events/dispute/dispute_decide.hpp"

#include <algorithm>

#include "core/clawback.hpp"
#include "events/commission/commission_decide.hpp"

namespace daybook {
namespace {

std::string why(const std::string& dispute_id) { return "dispute " + dispute_id; }

/// Whether an opening of it says more than is known: it is new, or the inquiry that is open becomes a
/// dispute. What is closed stays as it was closed: another amount would leave part of it in assets:disputed
/// for ever.
bool opens(const Dispute* known, bool inquiry) {
  return !known || (known->status == DisputeStatus::open && known->inquiry && !inquiry);
}

/// Opens it where it is not known, and makes a known inquiry a dispute; never the other way round.
void open(OrderSteps& steps, const DisputeReport& r) {
  const OrderState& order = steps.order();
  if (!opens(order.dispute(r.dispute_id), r.inquiry)) return;
  steps.add(
      DisputeOpened{order.id, order.broker_id, r.dispute_id, r.amount, order.currency, r.reason, r.inquiry});
}

/// Whether money that moved is one that was counted, of which `moved` is the sum: by its transaction, or
/// because a person recorded it first and there cannot be so much.
bool counted(const Dispute& dispute, const DisputeMoney& money, Minor moved) {
  if (money.balance_transaction && std::find(dispute.transactions.begin(), dispute.transactions.end(),
                                             *money.balance_transaction) != dispute.transactions.end())
    return true;
  return moved > Minor{} && moved + money.amount > std::max(dispute.amount, dispute.withdrawn);
}

/// A dispute that was lost before its money was taken needs no more than the disputed amount.
Minor excess_of(const Dispute& dispute, Minor amount) {
  if (dispute.status != DisputeStatus::lost) return Minor{};
  return dispute.withdrawn == Minor{} ? amount - dispute.amount : amount;
}

void withdraw(OrderSteps& steps, const std::string& dispute_id, const DisputeMoney& money) {
  const OrderState& order = steps.order();
  const Dispute& dispute = *order.dispute(dispute_id);
  steps.add(DisputeFundsWithdrawn{order.id, order.broker_id, dispute_id, *order.payment_method, money.amount,
                                  money.fee, excess_of(dispute, money.amount), order.currency,
                                  money.balance_transaction});
}

void reinstate(OrderSteps& steps, const std::string& dispute_id, const DisputeMoney& money) {
  const OrderState& order = steps.order();
  steps.add(DisputeFundsReinstated{order.id, order.broker_id, dispute_id, *order.payment_method, money.amount,
                                   money.fee, order.currency, money.balance_transaction});
}

/// R never exceeds T: what the dispute took above what is left of the capture is our cost.
void lose(OrderSteps& steps, const Policy& policy, const std::string& dispute_id) {
  const OrderState& order = steps.order();
  const Dispute& dispute = *order.dispute(dispute_id);
  const Minor kept = std::max(dispute.amount - dispute.reinstated, Minor{});
  const Minor returned = std::min(kept, order.total_charged - order.returned());
  DisputeLost fact;
  fact.order_id = order.id;
  fact.broker_id = order.broker_id;
  fact.dispute_id = dispute_id;
  fact.amount = dispute.withdrawn > Minor{} ? dispute.withdrawn - dispute.reinstated : kept;
  fact.excess = fact.amount - returned;
  fact.total_lost = order.total_lost + returned;
  fact.total_returned = order.returned() + returned;
  fact.full = order.returned() + returned == order.total_charged;
  fact.currency = order.currency;
  fact.parts = returned_parts(order.parts, order.returned() + returned) - order.returned_parts;
  fact.from = order.commission;
  fact.supplier_refunds = policy.supplier_refunds;
  steps.add(std::move(fact));
}

void close(OrderSteps& steps, const Policy& policy, const std::string& dispute_id, DisputeStatus outcome) {
  const OrderState& order = steps.order();
  if (outcome == DisputeStatus::lost) {
    lose(steps, policy, dispute_id);
  } else if (outcome == DisputeStatus::won) {
    steps.add(DisputeWon{order.id, order.broker_id, dispute_id});
  } else {
    steps.add(DisputeInquiryClosed{order.id, order.broker_id, dispute_id});
  }
  settle_hold(steps, why(dispute_id) + " closed");
}

Effect effect_of(OrderSteps& steps, const char* outcome) {
  if (steps.empty()) return {{}, "known dispute, nothing new"};
  return {steps.take(), outcome};
}

tl::unexpected<Refusal> unknown_dispute() {
  return refuse(RefusalCode::not_found, "this order has no such dispute: open it first");
}
tl::unexpected<Refusal> closed_before() {
  return refuse(RefusalCode::conflict, "this dispute is closed already");
}

}  // namespace

Effect note_dispute(const OrderState& order, const DisputeReport& r) {
  OrderSteps steps(order, r.now);
  open(steps, r);
  settle_hold(steps, why(r.dispute_id));
  return effect_of(steps, r.inquiry ? "inquiry opened" : "dispute opened");
}

Effect note_withdrawal(const OrderState& order, const DisputeReport& r, const DisputeMoney& money) {
  OrderSteps steps(order, r.now);
  open(steps, r);
  const Dispute& dispute = *steps.order().dispute(r.dispute_id);
  if (!counted(dispute, money, dispute.withdrawn)) withdraw(steps, r.dispute_id, money);
  settle_hold(steps, why(r.dispute_id));
  return effect_of(steps, "disputed money withdrawn");
}

Result<Effect> note_reinstatement(const OrderState& order, const DisputeReport& r,
                                  const DisputeMoney& money) {
  OrderSteps steps(order, r.now);
  open(steps, r);
  const Dispute& dispute = *steps.order().dispute(r.dispute_id);
  const bool known = counted(dispute, money, dispute.reinstated);
  if (!known && dispute.status == DisputeStatus::lost)
    return refuse(RefusalCode::conflict,
                  "the dispute is recorded as lost: money that comes back needs an adjustment");
  if (!known) reinstate(steps, r.dispute_id, money);
  settle_hold(steps, why(r.dispute_id));
  return effect_of(steps, "disputed money reinstated");
}

Result<Effect> note_closing(const OrderState& order, const Policy& policy, const DisputeReport& r,
                            DisputeStatus outcome) {
  OrderSteps steps(order, r.now);
  open(steps, r);
  const DisputeStatus status = steps.order().dispute(r.dispute_id)->status;
  if (status != DisputeStatus::open && status != outcome)
    return refuse(RefusalCode::conflict, "the dispute is closed already, with another outcome");
  if (status == DisputeStatus::open) close(steps, policy, r.dispute_id, outcome);
  return effect_of(steps, outcome == DisputeStatus::lost  ? "dispute lost"
                          : outcome == DisputeStatus::won ? "dispute won"
                                                          : "inquiry closed");
}

Result<NewEvents> decide(const OrderState& order, const OpenDispute& c) {
  if (!order.captured())
    return refuse(RefusalCode::conflict, "the order is not paid: there is nothing to dispute");
  if (c.amount < Minor{1} || c.amount > order.total_charged)
    return refuse(invalid_field("/amount", "must be from 1 to the order's total: " +
                                               std::to_string(order.total_charged.value) + " minor units"));
  if (!opens(order.dispute(c.dispute_id), c.inquiry))
    return refuse(RefusalCode::conflict, "this dispute is recorded already");
  return note_dispute(order, {c.dispute_id, c.amount, c.reason, c.inquiry, c.now}).events;
}

Result<NewEvents> decide(const OrderState& order, const WithdrawDisputed& c) {
  const Dispute* dispute = order.dispute(c.dispute_id);
  if (!dispute) return unknown_dispute();
  if (dispute->withdrawn > Minor{})
    return refuse(RefusalCode::conflict, "the withdrawal is recorded already");
  if (c.amount < Minor{1} || c.amount > order.total_charged)
    return refuse(invalid_field("/amount", "must be from 1 to the order's total: " +
                                               std::to_string(order.total_charged.value) + " minor units"));
  if (c.fee < Minor{} || c.fee > kLargestFee)
    return refuse(
        invalid_field("/fee", "must be from 0 to " + std::to_string(kLargestFee.value) + " minor units"));
  OrderSteps steps(order, c.now);
  withdraw(steps, c.dispute_id, {c.amount, c.fee, {}});
  settle_hold(steps, why(c.dispute_id));
  return steps.take();
}

Result<NewEvents> decide(const OrderState& order, const Policy& policy, const CloseDispute& c) {
  const Dispute* dispute = order.dispute(c.dispute_id);
  if (!dispute) return unknown_dispute();
  if (dispute->status != DisputeStatus::open) return closed_before();
  if (c.outcome == DisputeStatus::inquiry_closed && !dispute->inquiry)
    return refuse(RefusalCode::conflict, "this is no inquiry: it is won or lost");
  // Given back before it was seen to be taken, they are negative for a while.
  if (c.fee_returned < Minor{} || c.fee_returned > std::max(dispute->fees, Minor{}))
    return refuse(invalid_field("/fee_returned", "must be from 0 to the fees that were taken: " +
                                                     std::to_string(dispute->fees.value) + " minor units"));
  OrderSteps steps(order, c.now);
  // More may have come back than was seen to go: its withdrawal is still on its way.
  const Minor out = std::max(dispute->withdrawn - dispute->reinstated, Minor{});
  if (c.outcome == DisputeStatus::won && (out > Minor{} || c.fee_returned > Minor{}))
    reinstate(steps, c.dispute_id, {out, c.fee_returned, {}});
  close(steps, policy, c.dispute_id, c.outcome);
  return steps.take();
}

}  // namespace daybook
