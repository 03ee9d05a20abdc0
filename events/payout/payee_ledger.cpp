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

  /// As move, for the whole commission of an order.
  void move_order(const OrderId& order, CommissionState state, Currency currency, Minor share, Minor markup) {
    if (state != CommissionState::available) return move(state, currency, share, markup);
    line(currency, share, markup, s.payable_since.try_emplace(order, r.envelope.effective_at).first->second);
  }
  void take(const PaymentCaptured& e) {
    if (e.broker_id)
      move_order(e.order_id, e.hold_until ? CommissionState::pending : CommissionState::available, e.currency,
                 e.parts.share, e.parts.markup);
  }
  void take(const CommissionReleased& e) {
    move(CommissionState::pending, e.currency, -e.share, -e.markup);
    move_order(e.order_id, CommissionState::available, e.currency, e.share, e.markup);
  }
  void take(const RefundSettled& e) {
    if (e.broker_id) move(e.from, e.currency, -e.parts.share, -e.parts.markup);
  }
  void take(const RefundFailed& e) {
    if (e.broker_id) move(e.to, e.currency, e.parts.share, e.parts.markup);
  }
  void take(const DisputeLost& e) {
    if (e.broker_id) move(e.from, e.currency, -e.parts.share, -e.parts.markup);
  }
  void take(const DisputeLossAdjusted& e) {
    if (e.broker_id) move(e.from, e.currency, -e.parts.share, -e.parts.markup);
  }
  void take(const CommissionHeld& e) {
    move_order(e.order_id, e.from, e.currency, -e.share, -e.markup);
    move(CommissionState::held, e.currency, e.share, e.markup);
  }
  void take(const CommissionUnheld& e) {
    move(CommissionState::held, e.currency, -e.share, -e.markup);
    move_order(e.order_id, e.to, e.currency, e.share, e.markup);
  }
  void take(const CommissionCorrected& e) { move(e.to, e.currency, e.delta.share, e.delta.markup); }
  void take(const AdjustmentApproved& e) {
    line(e.currency, Minor{}, Minor{}, r.envelope.effective_at, gained_by_payee(e));
  }
  void take(const PayoutCreated& e) {
    for (auto& l : s.lines)
      if (std::binary_search(e.lines.begin(), e.lines.end(), l.position)) l.payout = e.payout_id;
  }
  void take(const PayoutFailed& e) { free_lines(e.payout_id); }
  void take(const PayoutCancelled& e) { free_lines(e.payout_id); }
  void take(const PayoutReturned& e) { free_lines(e.payout_id); }
};

template <class E>
concept MovesLines = requires(Applier applier, const E& e) {
  applier.take(e);
};
template <class E>
concept PayoutEvent = requires(const E& e) {
  e.payout_id;
};

template <class... E>
std::vector<std::string> names_of(const std::variant<E...>*) {
  std::vector<std::string> names;
  (void)((MovesLines<E> || PayoutEvent<E> || PayeeEvent<E> ? names.emplace_back(event_type<E>.name), 0 : 0),
         ...);
  return names;
}

}  // namespace

const std::vector<std::string>& PayeeLedger::event_types() {
  static const std::vector<std::string> names = names_of(static_cast<const Event*>(nullptr));
  return names;
}

void PayeeLedger::apply(const Recorded& recorded) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (MovesLines<E>) Applier{*this, recorded}.take(e);
        if constexpr (PayoutEvent<E>) evolve(payouts[e.payout_id], e, recorded.envelope);
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
