// Steps that people take with orders: selling, paying by hand, refunding by hand, holding.

#include "events/commission/commission_decide.hpp"
#include "events/order/order_decide.hpp"
#include "events/refund/refund_decide.hpp"
#include "tests/unit/books/scene.hpp"

namespace daybook::books {

void place(Scene& s) {
  if (s.books.orders.size() == 3) return;
  const std::size_t n = s.books.orders.size();
  PlaceOrder c;
  c.order_id = order_id(n);
  if (!s.random.one_in(6)) c.broker_id = s.brokers[s.random.index(2)];
  c.customer.person_id = given::id<PersonId>(500);
  c.customer.email.text = "ZQ==";
  c.now = s.now;
  const std::size_t first = 2 * s.random.index(2), kinds = 1 + s.random.index(2);
  std::vector<oracle::Pieces> basket;
  for (std::size_t i = first; i < first + kinds; ++i) {
    c.basket.push_back({s.cards[i].id, s.random.between(1, 10)});
    c.item_ids.push_back(given::id<ItemId>(100 * n + i));
    basket.push_back({s.cards[i].price, c.basket.back().quantity});
  }
  const std::string currency = s.cards[first].currency;
  s.did = "order";
  const std::string payee = c.broker_id ? c.broker_id->str() : "";
  s.agree(s.books.place(payee, basket, currency, s.now.micros),
          decide(s.program.ledger, s.program.policy, c));
  if (s.books.orders.size() > n) s.truths.emplace_back(n, 1, currency, s.books.orders[n].total());
}

void cancel(Scene& s) {
  const std::size_t n = s.some_order();
  s.did = "cancel";
  s.agree(s.books.cancel(n), decide(s.order(n), CancelOrder{"reason", s.now}));
}

void pay_by_hand(Scene& s) {
  const std::size_t n = s.some_order();
  const auto [method, asset] =
      std::array{std::pair{PaymentMethod::CASH, "assets:cash"}, std::pair{PaymentMethod::WIRE, "assets:bank"},
                 std::pair{PaymentMethod::CHECK, "assets:checks"}}[s.random.index(3)];
  // Often it came in before it is recorded, at times in the last moment of the month before.
  Instant received = s.now;
  const Month month = s.program.policy.zone.month_of(s.now);
  switch (s.random.pick(4)) {
    case 0:
      received.micros -= s.random.pick(40) * 3'600 * kMicrosPerSecond;
      break;
    case 1:
      received.micros = oracle::start_of_month(month.year, month.month, s.books.zone) - s.random.pick(2);
      break;
    case 2:
      if (s.random.one_in(5)) received.micros += 1;
      break;
    default:
      break;
  }
  s.did = "payment by hand";
  s.agree(s.books.pay_by_hand(n, asset, received.micros, s.now.micros),
          decide(s.order(n), s.program.policy, s.program.ids,
                 RecordManualPayment{method, "reason", std::nullopt, received, s.now}));
}

void refund_by_hand(Scene& s) {
  const std::size_t n = s.some_order();
  const oracle::Order& o = s.books.orders[n];
  const std::int64_t left = o.total() - o.returned();
  const std::int64_t amount = s.random.one_in(4) ? left : s.random.pick(left / 2 + 3);
  s.did = "refund by hand";
  s.agree(s.books.refund_by_hand(n, amount, s.now.micros),
          decide(s.order(n), s.program.policy, s.program.ids,
                 RefundManually{Minor{amount}, "reason", std::nullopt, s.now}));
}

void fail_refund(Scene& s) {
  const std::size_t n = s.some_order();
  const OrderState& order = s.order(n);
  const oracle::Order& o = s.books.orders[n];
  s.did = "failure of a refund";
  std::string refund = "re_unknown";
  bool accepted = false;
  if (!o.by_hand.empty()) {
    const std::size_t which = s.random.index(o.by_hand.size());
    refund = order.refunds.manual.at(which).id.str();
    accepted = s.books.fail_by_hand(n, which, s.now.micros);
  } else if (!o.refunds.empty()) {
    refund = std::next(o.refunds.begin(), s.random.pick(std::ssize(o.refunds)))->first;
    accepted = s.books.fail_stripe_refund(n, refund, s.now.micros);
  }
  s.agree(accepted, decide(order, s.program.policy, s.program.ids, FailRefund{refund, "reason", s.now}));
}

void hold_or_let_go(Scene& s) {
  const std::size_t n = s.some_order();
  s.did = "hold";
  if (s.random.one_in(s.books.orders[n].held_by_person ? 8 : 2))
    return s.agree(s.books.hold_commission(n, s.now.micros),
                   decide(s.order(n), HoldCommission{"reason", s.now}));
  s.agree(s.books.let_go(n, s.now.micros), decide(s.order(n), UnholdCommission{"reason", s.now}));
}

void release_due(Scene& s) {
  s.did = "release";
  for (std::size_t n = 0; n < s.books.orders.size(); ++n) {
    s.books.release(n, s.now.micros);
    s.agree(true, decide(s.order(n), ReleaseCommission{s.now}));
  }
}

}  // namespace daybook::books
