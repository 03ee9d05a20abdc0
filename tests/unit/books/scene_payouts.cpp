// Steps with payouts: monthly runs, and what four eyes and the bank make of them.

#include "events/payout/payout_decide.hpp"
#include "tests/unit/books/scene.hpp"

namespace daybook::books {
namespace {

constexpr std::array<std::pair<PayoutMethod, const char*>, 7> kMethods{
    {{PayoutMethod::ACH, "assets:bank"},
     {PayoutMethod::WIRE, "assets:bank"},
     {PayoutMethod::CHECK, "assets:bank"},
     {PayoutMethod::MANUAL, "assets:bank"},
     {PayoutMethod::CASH, "assets:cash"},
     {PayoutMethod::PAYPAL, "assets:paypal"},
     {PayoutMethod::CONNECT, "assets:stripe"}}};

void agree_on_run(const Scene& s, const oracle::Payout& expected, const PayoutCreated& made) {
  if (made.payee.str() != expected.payee || made.currency.str() != expected.currency ||
      made.period_start.micros != expected.start || made.period_end.micros != expected.end ||
      made.amounts.revenue_share.value != expected.share || made.amounts.markup.value != expected.markup ||
      made.amounts.adjustments != Minor{})
    throw Fault(fmt::format("{}: a payout of {} + {} {}, the oracle pays {} + {} {}", s.did,
                            made.amounts.revenue_share.value, made.amounts.markup.value, made.currency.str(),
                            expected.share, expected.markup, expected.currency));
}

}  // namespace

/// This month's, or one of the two before.
void run_payouts(Scene& s) {
  Month month = s.program.policy.zone.month_of(s.now);
  for (std::int64_t back = s.random.pick(3); back > 0; --back)
    month = month.month == 1 ? Month{month.year - 1, 12} : Month{month.year, month.month - 1};
  const Period period = s.program.policy.zone.period_of(month);
  const std::string maker = s.random.one_in(4) ? "anna" : "ben";
  for (const BrokerId& broker : s.brokers) {
    s.did = "run of " + to_string(month);
    const std::size_t first = s.books.payouts.size();
    const std::size_t due = s.books.run(broker.str(), month.year, month.month, maker);
    const PayoutRun run = decide(s.program.payees[broker], *s.program.ledger.broker(broker), s.program.policy,
                                 s.program.ids, RunPayout{broker, period, maker, s.now});
    if (run.created.size() != due)
      throw Fault(fmt::format("{}: {} payouts, the oracle makes {}", s.did, run.created.size(), due));
    for (std::size_t i = 0; i < due; ++i) {
      agree_on_run(s, s.books.payouts[first + i], run.created[i]);
      s.payouts.push_back(run.created[i].payout_id);
      s.program.record(run.created[i], s.now, s.now);
    }
  }
}

void move_payout(Scene& s) {
  using Is = oracle::PayoutIs;
  if (s.payouts.empty()) return;
  const std::size_t n = s.random.index(s.payouts.size());
  const PayoutState& p = s.program.payouts.at(s.payouts[n]);
  const oracle::Payout& booked = s.books.payouts[n];
  const std::string who = std::array{"anna", "ben", "carl"}[s.random.index(3)];
  s.program.actor = "admin:" + who;
  // Mostly what is next for it; at times what is not.
  const std::int64_t dice = s.random.one_in(6)            ? s.random.pick(7)
                            : booked.is == Is::completed  ? 6
                            : booked.is == Is::processing ? 4 + s.random.pick(3) / 2
                            : booked.approved             ? 3 - s.random.pick(4) / 3
                                                          : std::max<std::int64_t>(s.random.pick(9) - 6, 0);
  switch (dice) {
    case 0: {
      s.did = "approval";
      const int version = booked.version - (s.random.one_in(10) ? 1 : 0);
      return s.agree(s.books.approve(n, version, who),
                     decide(p, s.program.ledger, ApprovePayout{version, who, s.now}));
    }
    case 1: {
      s.did = "edit";
      const auto [method, asset] = kMethods[s.random.index(kMethods.size())];
      return s.agree(s.books.edit(n, asset, who),
                     decide(p, EditPayout{booked.version, method, std::nullopt, s.now}));
    }
    case 2:
      s.did = "cancellation";
      return s.agree(s.books.move(n, Is::cancelled), decide(p, CancelPayout{"reason", s.now}));
    case 3:
      s.did = "processing";
      return s.agree(s.books.move(n, Is::processing), decide(p, ProcessPayout{s.now}));
    case 4:
      s.did = "completion";
      return s.agree(s.books.move(n, Is::completed), decide(p, CompletePayout{"tx", std::nullopt, s.now}));
    case 5:
      s.did = "failure";
      return s.agree(s.books.move(n, Is::failed), decide(p, FailPayout{"reason", s.now}));
    default:
      s.did = "return";
      return s.agree(s.books.move(n, Is::returned), decide(p, ReturnPayout{"R03", "reason", "trace", s.now}));
  }
}

}  // namespace daybook::books
