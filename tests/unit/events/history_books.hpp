#pragma once
// The oracle of the history test: what everybody must have, kept with exact rationals and plain sums, from
// the commands that were sent and never from the program's own arithmetic.

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <vector>

#include "events/order/order_state.hpp"
#include "events/payout/payout_events.hpp"
#include "tests/support/rational.hpp"

namespace daybook::given {

/// share, markup, platform, supplier.
using Four = std::array<std::int64_t, 4>;

struct BookedOrder {
  std::optional<BrokerId> broker;
  Currency currency;
  Four parts{};
  std::int64_t total = 0;
  bool paid = false;
  bool held = false;
  bool supplier_pays = true;
  std::int64_t returned = 0;
  Four given_back{};
};

/// One amount that a payee may be paid: position -> share and markup, and the payout that has it.
struct BookedLine {
  BrokerId payee;
  Currency currency;
  std::int64_t share = 0, markup = 0;
  Instant effective;
  std::optional<PayoutId> payout;
  bool paid_out = false;
};

class Books {
 public:
  std::map<OrderId, BookedOrder> orders;
  std::map<std::int64_t, BookedLine> lines;
  /// pending, available, in transit, paid; by payee and currency, share and markup apart.
  struct Owed {
    std::array<std::int64_t, 2> pending{}, available{}, in_transit{}, paid{};
  };
  std::map<std::pair<BrokerId, Currency>, Owed> owed;
  std::map<Currency, std::int64_t> unapplied, platform, supplier, not_refunded;

  /// The split of a price by the rules, in exact rationals.
  static BookedOrder agreed(std::optional<BrokerId> broker, const Terms& terms, const OrderState& order) {
    using oracle::fraction;
    BookedOrder o{broker, order.currency, {}, 0, false, false, true, 0, {}};
    std::int64_t base = 0;
    for (const auto& item : order.items) {
      const std::int64_t price = item.base_price.value, n = item.quantity;
      base += price * n;
      if (!broker) continue;
      o.parts[0] += n * oracle::rounded(fraction(price, 1) * fraction(terms.revenue_share.ppm, 1'000'000));
      o.parts[1] +=
          n * (terms.markup_type == MarkupType::FIXED
                   ? terms.markup_fixed.value
                   : oracle::rounded(fraction(price, 1) * fraction(terms.markup_percent.ppm, 1'000'000)));
    }
    const std::int64_t gross = oracle::rounded(fraction(base, 2));
    o.parts[2] = gross - o.parts[0];
    o.parts[3] = base - gross;
    o.total = base + o.parts[1];
    return o;
  }

  void paid(const OrderId& id, bool held, std::int64_t position, Instant at) {
    BookedOrder& o = orders.at(id);
    o.paid = true;
    o.held = held && o.broker;
    platform[o.currency] += o.parts[2];
    supplier[o.currency] += o.parts[3];
    if (!o.broker) return;
    Owed& owe = owed[{*o.broker, o.currency}];
    for (std::size_t i : {0U, 1U}) (o.held ? owe.pending : owe.available)[i] += o.parts[i];
    if (!o.held) line(o, position, at, o.parts[0], o.parts[1]);
  }
  void released(const OrderId& id, std::int64_t position, Instant at) {
    BookedOrder& o = orders.at(id);
    o.held = false;
    Owed& owe = owed[{*o.broker, o.currency}];
    std::array<std::int64_t, 2> left{};
    for (std::size_t i : {0U, 1U}) {
      left[i] = o.parts[i] - o.given_back[i];
      owe.pending[i] -= left[i];
      owe.available[i] += left[i];
    }
    line(o, position, at, left[0], left[1]);
  }
  /// The whole of `total` has now gone back. Each party stays within one unit of its exact part.
  void returned(const OrderId& id, std::int64_t total, bool supplier_pays, std::int64_t position,
                Instant at) {
    using oracle::fraction;
    BookedOrder& o = orders.at(id);
    const auto [s, m, p, c] = o.parts;
    const auto share_of = [](std::int64_t of, std::int64_t part, std::int64_t whole) {
      return whole == 0 ? 0 : oracle::rounded(fraction(of, 1) * fraction(part, whole));
    };
    const std::int64_t earned = share_of(total, s + m, o.total);
    const std::int64_t share = share_of(earned, s, s + m);
    const std::int64_t ours = share_of(total - earned, p, p + c);
    const Four now{share, earned - share, ours, total - earned - ours};
    for (std::size_t i = 0; i < 4; ++i)
      CHECK(abs(fraction(now[i], 1) - fraction(o.parts[i], 1) * fraction(total, o.total)) <= 1);
    Four step{};
    for (std::size_t i = 0; i < 4; ++i) step[i] = now[i] - o.given_back[i];
    o.returned = total;
    o.given_back = now;
    platform[o.currency] -= step[2];
    (supplier_pays ? supplier : not_refunded)[o.currency] -= step[3];
    if (!o.broker) return;
    Owed& owe = owed[{*o.broker, o.currency}];
    for (std::size_t i : {0U, 1U}) (o.held ? owe.pending : owe.available)[i] -= step[i];
    if (!o.held) line(o, position, at, -step[0], -step[1]);
  }

  /// A payout may take exactly the free lines before the period's end, and none twice.
  void payout(const PayoutCreated& e) {
    std::vector<std::int64_t> free;
    std::int64_t share = 0, markup = 0;
    for (auto& [position, l] : lines) {
      if (l.payee != e.payee || l.currency != e.currency || l.payout || l.effective >= e.period_end) continue;
      CHECK(!l.paid_out);
      free.push_back(position);
      share += l.share, markup += l.markup;
      l.payout = e.payout_id;
    }
    CHECK(e.lines == free);
    CHECK(e.amounts.revenue_share.value == share);
    CHECK(e.amounts.markup.value == markup);
    CHECK(share + markup > 0);
    Owed& owe = owed[{e.payee, e.currency}];
    owe.available[0] -= share, owe.available[1] -= markup;
    owe.in_transit[0] += share, owe.in_transit[1] += markup;
  }
  void payout_ended(const PayoutCreated& e, bool completed) {
    Owed& owe = owed[{e.payee, e.currency}];
    const std::array<std::int64_t, 2> amounts{e.amounts.revenue_share.value, e.amounts.markup.value};
    for (std::size_t i : {0U, 1U}) {
      owe.in_transit[i] -= amounts[i];
      (completed ? owe.paid : owe.available)[i] += amounts[i];
    }
    for (auto& [position, l] : lines) {
      if (l.payout != e.payout_id) continue;
      if (completed) l.paid_out = true;
      if (!completed) l.payout.reset();
    }
  }

  /// The bank sends a completed one back: what was paid is available again, every line of it free.
  void payout_returned(const PayoutCreated& e) {
    Owed& owe = owed[{e.payee, e.currency}];
    const std::array<std::int64_t, 2> amounts{e.amounts.revenue_share.value, e.amounts.markup.value};
    for (std::size_t i : {0U, 1U}) owe.paid[i] -= amounts[i], owe.available[i] += amounts[i];
    for (auto& [position, l] : lines)
      if (l.payout == e.payout_id) l.paid_out = false, l.payout.reset();
  }

 private:
  void line(const BookedOrder& o, std::int64_t position, Instant at, std::int64_t share,
            std::int64_t markup) {
    if (share != 0 || markup != 0)
      lines[position] = {*o.broker, o.currency, share, markup, at, std::nullopt, false};
  }
};

}  // namespace daybook::given
