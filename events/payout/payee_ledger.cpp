#include "events/payout/payee_ledger.hpp"

#include <algorithm>

#include "events/adjustment/adjustment_state.hpp"

namespace daybook {
namespace {

struct Applier {
  PayeeLedger& s;
  const Recorded& r;

  void line(Currency currency, Minor share, Minor markup, Instant effective, Minor adjustments = {}) {
    if (share == Minor{} && markup == Minor{} && adjustments == Minor{}) return;
    s.lines.push_back({r.envelope.position.value, currency, {share, markup, adjustments}, effective, {}});
  }
  /// What the payee gains in the account that a commission stands in.
  void move(CommissionState state, Currency currency, Minor share, Minor markup) {
    if (state == CommissionState::available) line(currency, share, markup, r.envelope.effective_at);
    if (state == CommissionState::pending) s.pending[currency] += share + markup;
    if (state == CommissionState::held) s.held[currency] += share + markup;
  }
  void free_lines(const PayoutId& payout) {
    for (auto& l : s.lines)
      if (l.payout == payout) l.payout.reset();
  }

  template <class E>
  void operator()(const E&) {}
  /// As move, for the whole commission of an order.
  void move_order(const OrderId& order, CommissionState state, Currency currency, Minor share, Minor markup) {
    if (state != CommissionState::available) return move(state, currency, share, markup);
    line(currency, share, markup, s.payable_since.try_emplace(order, r.envelope.effective_at).first->second);
  }
  void operator()(const PaymentCaptured& e) {
    if (e.broker_id)
      move_order(e.order_id, e.hold_until ? CommissionState::pending : CommissionState::available, e.currency,
                 e.parts.share, e.parts.markup);
  }
  void operator()(const CommissionReleased& e) {
    move(CommissionState::pending, e.currency, -e.share, -e.markup);
    move_order(e.order_id, CommissionState::available, e.currency, e.share, e.markup);
  }
  void operator()(const RefundSettled& e) {
    if (e.broker_id) move(e.from, e.currency, -e.parts.share, -e.parts.markup);
  }
  void operator()(const RefundFailed& e) {
    if (e.broker_id) move(e.to, e.currency, e.parts.share, e.parts.markup);
  }
  void operator()(const DisputeLost& e) {
    if (e.broker_id) move(e.from, e.currency, -e.parts.share, -e.parts.markup);
  }
  void operator()(const CommissionHeld& e) {
    move_order(e.order_id, e.from, e.currency, -e.share, -e.markup);
    move(CommissionState::held, e.currency, e.share, e.markup);
  }
  void operator()(const CommissionUnheld& e) {
    move(CommissionState::held, e.currency, -e.share, -e.markup);
    move_order(e.order_id, e.to, e.currency, e.share, e.markup);
  }
  void operator()(const CommissionCorrected& e) { move(e.to, e.currency, e.delta.share, e.delta.markup); }
  void operator()(const AdjustmentApproved& e) {
    line(e.currency, Minor{}, Minor{}, r.envelope.effective_at, gained_by_payee(e));
  }
  void operator()(const PayoutCreated& e) {
    for (auto& l : s.lines)
      if (std::binary_search(e.lines.begin(), e.lines.end(), l.position)) l.payout = e.payout_id;
  }
  void operator()(const PayoutFailed& e) { free_lines(e.payout_id); }
  void operator()(const PayoutCancelled& e) { free_lines(e.payout_id); }
  void operator()(const PayoutReturned& e) { free_lines(e.payout_id); }
};

}  // namespace

void PayeeLedger::apply(const Recorded& recorded) {
  std::visit(Applier{*this, recorded}, recorded.event);
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (requires { e.payout_id; }) evolve(payouts[e.payout_id], e, recorded.envelope);
        if constexpr (PayeeEvent<E>) evolve(payee, e, recorded.envelope);
      },
      recorded.event);
}

Minor PayeeLedger::available(Currency currency) const {
  Minor sum;
  for (const auto& l : lines)
    if (!l.payout && l.currency == currency) sum += l.amounts.total();
  return sum;
}

}  // namespace daybook
