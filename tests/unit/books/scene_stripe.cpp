// Steps in which Stripe has a part: payments, what happens to them there, its reports, and what a person
// knows of a dispute first.

#include "events/dispute/dispute_decide.hpp"
#include "tests/unit/books/scene.hpp"

namespace daybook::books {
namespace {

DisputeStatus status_of(oracle::Outcome outcome) {
  switch (outcome) {
    case oracle::Outcome::won:
      return DisputeStatus::won;
    case oracle::Outcome::lost:
      return DisputeStatus::lost;
    case oracle::Outcome::inquiry_closed:
      return DisputeStatus::inquiry_closed;
    case oracle::Outcome::open:
      break;
  }
  throw std::logic_error("an outcome that closes nothing");
}

void owe_reports(Scene& s, StripeTruth& truth) {
  s.undelivered.insert(s.undelivered.end(), truth.reports.begin(), truth.reports.end());
  truth.reports.clear();
}

}  // namespace

/// The order's own payment: two signals, of which either may come first or lack the other's id.
void pay_at_stripe(Scene& s) {
  const std::size_t n = s.some_order();
  StripeReport r = s.truths[n].report(ReportKind::money, s.now);
  r.amount = s.books.orders[n].total();
  r.names_intent = !s.random.one_in(3);
  r.names_session = !r.names_intent || s.random.one_in(2);
  s.did = "payment at Stripe";
  s.report(r);
}

/// Another payment for the same order: once too often, too much, or in another currency.
void pay_unexpectedly(Scene& s) {
  const std::size_t n = s.some_order();
  const oracle::Order& o = s.books.orders[n];
  StripeReport r = s.truths[n].report(ReportKind::money, s.now);
  r.money = 2;
  if (o.money == 2 || o.aside.contains(2)) {  // it goes back, once or step by step
    r.kind = ReportKind::figure;
    r.amount = s.random.pick(o.aside.contains(2) ? o.aside.at(2).amount + 2 : o.total() + 2);
    s.did = "refund of the second payment";
  } else {
    r.amount = o.total() + (s.random.one_in(2) ? s.random.between(1, 9) : 0);
    if (s.random.one_in(4)) r.currency = "EUR";
    s.did = "unexpected payment";
  }
  s.report(r);
}

void apply_aside(Scene& s) {
  const std::size_t n = s.some_order();
  const int money = s.random.one_in(2) ? 1 : 2;
  const std::string payment = fmt::format("_{}_{}", n, money);
  ApplyUnapplied c;
  for (const Unapplied& u : s.order(n).unapplied)
    if (u.stripe_payment_intent == "pi" + payment || u.stripe_session_id == "cs" + payment)
      c.payment_id = u.payment_id;
  if (c.payment_id == PaymentId{}) return;
  c.reason = "reason";
  c.now = s.now;
  s.did = "applying money that was put aside";
  s.agree(s.books.apply_aside(n, money, s.now.micros),
          decide(s.program.ledger, s.order(n), s.program.policy, s.program.ids, c));
}

/// Something happens there; what Stripe owes us for it is delivered some day.
void happen_at_stripe(Scene& s) {
  const std::size_t n = s.some_order();
  StripeTruth& truth = s.truths[n];
  // Seldom before its payment is known here: its reports wait then.
  if (s.books.orders[n].money != 1 && !s.random.one_in(5)) return pay_at_stripe(s);
  const std::int64_t left = truth.captured() - truth.refunded();
  const std::int64_t dice = s.random.pick(8);
  s.tick(3);
  if (dice < 4 && left > 0) {
    truth.refund(s.random.one_in(4) ? left : s.random.between(1, left), s.random.one_in(2), s.now);
  } else if (dice < 6) {
    truth.go_on(s.random, s.now);
  } else if (s.books.orders[n].by_stripe() && s.books.orders[n].money == 1) {
    truth.dispute(s.random.one_in(2) ? truth.captured() : s.random.between(1, truth.captured()), s.random,
                  s.now);
  }
  owe_reports(s, truth);
}

/// Some of what is owed, in any order, and at times again.
void deliver_some(Scene& s) {
  for (std::int64_t left = s.random.between(1, 3); left > 0 && !s.undelivered.empty(); --left) {
    const std::size_t which = s.random.index(s.undelivered.size());
    StripeReport r = s.undelivered[which];
    const bool of_refunds = r.kind == ReportKind::figure || r.kind == ReportKind::refund;
    if (of_refunds && s.random.one_in(25))  // Stripe makes none: above the capture
      r.amount = s.books.orders[r.order].total() + s.random.between(1, 5);
    s.did = fmt::format("delivery {} {} {} {}", static_cast<int>(r.kind), r.id, r.status, r.amount);
    if (s.report(r) != oracle::Answer::waits && !s.random.one_in(6))
      s.undelivered.erase(s.undelivered.begin() + static_cast<std::ptrdiff_t>(which));
  }
}

void record_fee(Scene& s) {
  const std::size_t n = s.some_order();
  StripeReport r = s.truths[n].report(ReportKind::fee, s.now);
  r.transaction = fmt::format("txn_{}_{}", n, s.random.pick(3));
  r.fee = s.random.pick(900);
  if (s.random.one_in(4)) r.currency = "EUR";
  s.did = "fee";
  if (s.random.one_in(2)) {
    s.report(r);
    return;
  }
  s.agree(
      s.books.record_fee(n, r.transaction, r.fee, r.currency),
      decide(s.order(n), RecordFee{r.transaction, Minor{r.fee}, given::currency(r.currency.c_str()), s.now}));
}

/// A person does it first, or instead of Stripe: for an order paid by hand, under the bank's case number.
void dispute_by_hand(Scene& s) {
  const std::size_t n = s.some_order();
  const oracle::Order& o = s.books.orders[n];
  const bool known = !o.disputes.empty() && !s.random.one_in(8);
  const auto some = [&] { return std::next(o.disputes.begin(), s.random.pick(std::ssize(o.disputes))); };
  const std::string dispute = known ? some()->first : fmt::format("case_{}", s.random.pick(2));
  const std::int64_t amount = known ? o.disputes.at(dispute).amount : s.random.pick(o.total() + 2);
  const std::int64_t dice = s.random.pick(6);
  if (dice < 1 || !known) {
    const bool inquiry = s.random.one_in(4);
    s.did = "dispute by hand";
    return s.agree(s.books.open_dispute(n, {dispute, amount, inquiry}, s.now.micros),
                   decide(s.order(n), OpenDispute{dispute, Minor{amount}, "reason", inquiry, s.now}));
  }
  const oracle::DisputeCase& d = o.disputes.at(dispute);
  const std::int64_t fee = s.random.one_in(2) ? 0 : s.random.pick(1'502);
  if (dice < 3) {
    const std::int64_t taken = s.random.one_in(6) ? amount + s.random.pick(3) : amount;
    s.did = "withdrawal by hand";
    return s.agree(s.books.withdraw_disputed(n, dispute, taken, fee, s.now.micros),
                   decide(s.order(n), WithdrawDisputed{dispute, Minor{taken}, Minor{fee}, s.now}));
  }
  const auto outcome = std::array{oracle::Outcome::won, oracle::Outcome::lost, oracle::Outcome::lost,
                                  oracle::Outcome::inquiry_closed}[s.random.index(4)];
  const std::int64_t back = s.random.one_in(2) ? 0 : d.fees;
  s.did = "closing by hand";
  s.agree(
      s.books.close_dispute(n, dispute, outcome, back, s.now.micros),
      decide(s.order(n), s.program.policy, CloseDispute{dispute, status_of(outcome), Minor{back}, s.now}));
}

}  // namespace daybook::books
