#pragma once
// Random histories, the same for the same seed.

#include <random>

#include "tests/unit/projections/history.hpp"

namespace daybook::test {

/// What the generator knows of an order that it has made.
struct MadeOrder {
  OrderPlaced placed;
  CommissionState commission = CommissionState::none;
  bool captured = false;
  Minor refunded;
  std::optional<PaymentUnexpected> unexpected;
};

class HistoryGenerator {
 public:
  explicit HistoryGenerator(std::uint64_t seed) : random_(seed) {
    for (std::uint64_t b = 1; b <= 3; ++b) {
      brokers_.push_back(id_of<BrokerId>(b));
      history_.add(broker(brokers_.back()));
      history_.add(BrokerApproved{brokers_.back(), "admin-1", std::nullopt});
    }
  }

  void step() {
    switch (pick(10)) {
      case 0:
      case 1:
        return place();
      case 2:
      case 3:
        return with_order([&](MadeOrder& m) { pay(m); });
      case 4:
        return with_order([&](MadeOrder& m) { give_back(m); });
      case 5:
        return with_order([&](MadeOrder& m) { release(m); });
      case 6:
        return pay_out();
      case 7:
        return with_order([&](MadeOrder& m) { unexpected(m); });
      case 8:
        return delivery();
      default:
        return page_views();
    }
  }
  History take() { return std::move(history_); }

 private:
  std::uint64_t pick(std::uint64_t n) { return random_() % n; }
  template <class F>
  void with_order(F&& f) {
    if (!orders_.empty()) f(orders_[pick(orders_.size())]);
  }
  void line(const BrokerId& payee, Currency currency, Minor share, Minor markup) {
    if (currency != kUsd) return;  // payouts here are in dollars
    free_[payee].push_back({static_cast<std::int64_t>(history_.events().size()), {share, markup, Minor{}}});
  }

  void place() {
    const std::uint64_t who = pick(brokers_.size() + 1);
    OrderPlaced o = order(id_of<OrderId>(1'000 + orders_.size()),
                          who < brokers_.size() ? std::optional(brokers_[who]) : std::nullopt);
    const auto part = [&] { return Minor(static_cast<std::int64_t>(pick(5'000))); };
    o.parts = {o.broker_id ? part() : Minor{}, o.broker_id ? part() : Minor{}, part() - Minor(500),
               part() + Minor(500)};
    o.total_charged = o.parts.total();
    o.currency = pick(4) == 0 ? *parse_currency("EUR") : kUsd;
    history_.add(o);
    orders_.push_back({o, CommissionState::none, false, Minor{}, std::nullopt});
  }
  void pay(MadeOrder& m) {
    if (m.captured || m.placed.total_charged <= Minor{}) return;
    const bool held = m.placed.broker_id && pick(2) == 0;
    PaymentCaptured e =
        capture(m.placed, held ? std::optional(Instant{1'793'900'000 * kMicrosPerSecond}) : std::nullopt);
    e.method = static_cast<PaymentMethod>(pick(4));
    history_.add(e);
    m.captured = true;
    if (!m.placed.broker_id) return;
    m.commission = held ? CommissionState::pending : CommissionState::available;
    if (!held) line(*m.placed.broker_id, m.placed.currency, e.parts.share, e.parts.markup);
  }
  void give_back(MadeOrder& m) {
    const Minor left = m.placed.total_charged - m.refunded;
    if (!m.captured || left == Minor{}) return;
    const Minor total =
        pick(3) == 0
            ? m.placed.total_charged
            : m.refunded + Minor(1 + static_cast<std::int64_t>(pick(static_cast<std::uint64_t>(left.value))));
    RefundSettled e = refund(m.placed, m.refunded, total, m.commission);
    e.supplier_refunds = pick(2) == 0 ? SupplierRefunds::none : SupplierRefunds::proportional;
    history_.add(e);
    m.refunded = total;
    if (m.commission == CommissionState::available)
      line(*m.placed.broker_id, m.placed.currency, -e.parts.share, -e.parts.markup);
  }
  void release(MadeOrder& m) {
    if (m.commission != CommissionState::pending) return;
    const Parts left = m.placed.parts - returned_parts(m.placed.parts, m.refunded);
    const CommissionReleased e{m.placed.order_id, *m.placed.broker_id, m.placed.currency,
                               left.share,        left.markup,         {}};
    history_.add(e);
    m.commission = CommissionState::available;
    line(e.broker_id, e.currency, e.share, e.markup);
  }
  void pay_out() {
    const BrokerId payee = brokers_[pick(brokers_.size())];
    PayoutCreated e;
    e.payout_id = id_of<PayoutId>(9'000 + ++payouts_);
    e.payee = payee;
    e.period_start = {1'793'491'200 * kMicrosPerSecond};
    e.period_end = {1'796'083'200 * kMicrosPerSecond};
    for (const auto& [position, a] : free_[payee]) {
      e.lines.push_back(position);
      e.amounts = {e.amounts.revenue_share + a.revenue_share, e.amounts.markup + a.markup, Minor{}};
    }
    if (e.amounts.total() <= Minor{}) return;
    history_.add(e);
    const std::uint64_t end = pick(3);
    if (end == 0) {
      history_.add(PayoutFailed{e.payout_id, payee, e.currency, e.amounts, "account closed"});
    } else if (end == 1) {
      history_.add(PayoutCancelled{e.payout_id, payee, e.currency, e.amounts, "wrong month"});
    } else {
      history_.add(PayoutProcessing{e.payout_id, payee});
      history_.add(PayoutCompleted{e.payout_id, payee, e.currency, e.amounts, PayoutMethod::PAYPAL, "tx",
                                   std::nullopt});
      if (pick(3) == 0)
        history_.add(PayoutReturned{e.payout_id, payee, e.currency, e.amounts, PayoutMethod::PAYPAL, "R03",
                                    "trace", "no such account"});
      else
        free_[payee].clear();
    }
  }
  void unexpected(MadeOrder& m) {
    if (m.unexpected) {
      const PaymentUnexpected& u = *m.unexpected;
      history_.add(UnappliedRefunded{u.payment_id, u.order_id, u.broker_id, u.method, u.amount, u.amount,
                                     true, u.currency});
      m.unexpected.reset();
      return;
    }
    PaymentUnexpected e;
    e.payment_id = id_of<PaymentId>(70'000 + history_.events().size());
    e.order_id = m.placed.order_id;
    e.broker_id = m.placed.broker_id;
    e.amount = Minor(1 + static_cast<std::int64_t>(pick(9'999)));
    e.currency = m.placed.currency;
    history_.add(e);
    m.unexpected = e;
  }
  void delivery() {
    WebhookReceived e;
    e.source = "STRIPE";
    e.external_id = fmt::format("evt_{}", history_.events().size());
    e.event_type = "charge.refunded";
    e.fact.object_id = "ch_1";
    history_.add(e, "stripe");
    const bool parked = pick(2) == 0;
    if (parked) history_.add(WebhookParked{e.external_id, "intent:pi_1", "no such intent yet"}, "stripe");
    history_.add(WebhookProcessed{e.external_id, "stored", std::nullopt, parked}, "stripe");
  }
  void page_views() {
    WidgetEventsGathered e{brokers_[pick(brokers_.size())], {}};
    for (std::uint64_t n = pick(3) + 1; n > 0; --n)
      e.visitors.push_back({pick(2) == 0 ? "2026-11-01" : "2026-11-02", fmt::format("{:02x}", pick(6)), 1,
                            static_cast<std::int64_t>(pick(2)), static_cast<std::int64_t>(pick(2))});
    history_.add(e);
  }

  std::mt19937_64 random_;
  History history_;
  std::vector<BrokerId> brokers_;
  std::vector<MadeOrder> orders_;
  std::map<BrokerId, std::vector<std::pair<std::int64_t, PayoutAmounts>>> free_;
  std::uint64_t payouts_ = 0;
};

/// A plausible random history over three brokers and direct sales: orders, captures with and without hold,
/// unexpected money, refunds, releases, payouts that complete, fail, are cancelled or returned, deliveries,
/// page views.
inline History random_history(std::uint64_t seed, int steps) {
  HistoryGenerator generator(seed);
  for (int i = 0; i < steps; ++i) generator.step();
  return generator.take();
}

}  // namespace daybook::test
