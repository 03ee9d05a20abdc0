#include "events/payout/payee_ledger.hpp"

#include <algorithm>

namespace daybook {
namespace {

struct Applier {
  PayeeLedger& s;
  const Recorded& r;

  void line(Currency currency, Minor share, Minor markup) {
    if (share == Minor{} && markup == Minor{}) return;
    s.lines.push_back(
        {r.envelope.position.value, currency, {share, markup, Minor{}}, r.envelope.effective_at, {}});
  }
  void free_lines(const PayoutId& payout) {
    for (auto& l : s.lines)
      if (l.payout == payout) l.payout.reset();
  }

  template <class E>
  void operator()(const E&) {}
  void operator()(const PaymentCaptured& e) {
    if (e.broker_id && !e.hold_until) line(e.currency, e.parts.share, e.parts.markup);
    if (e.broker_id && e.hold_until) s.pending[e.currency] += e.parts.share + e.parts.markup;
  }
  void operator()(const CommissionReleased& e) {
    s.pending[e.currency] -= e.share + e.markup;
    line(e.currency, e.share, e.markup);
  }
  void operator()(const RefundSettled& e) {
    if (e.from == CommissionState::pending) s.pending[e.currency] -= e.parts.share + e.parts.markup;
    if (e.from == CommissionState::available) line(e.currency, -e.parts.share, -e.parts.markup);
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
      },
      recorded.event);
}

}  // namespace daybook
