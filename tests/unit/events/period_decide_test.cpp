#include "events/period/period_decide.hpp"

#include <doctest/doctest.h>

#include "events/fold.hpp"
#include "events/log/encoding.hpp"
#include "events/period/late_posting.hpp"
#include "events/period/period_history.hpp"
#include "events/period/period_seal.hpp"
#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

const Zone kZone("America/New_York");
const Instant kNow = day(40);  // 2026-12-31

struct Books : World {
  std::string maker = admin(1, 11), checker = admin(2, 12), maker_again = admin(3, 11);

  std::string admin(std::uint64_t number, std::uint64_t person) {
    AdminCreated e;
    e.admin_id = id<AdminId>(number);
    e.person_id = id<PersonId>(person);
    e.token_prefix = "dbk_" + std::to_string(number);
    happened(e);
    return e.admin_id.str();
  }
  PeriodClosed seal(Month month) const {
    const Period period = kZone.period_of(month);
    return {to_string(month), kZone.name(), period.start, period.end, 3, "aa", "bb", 0, {}, {}, maker};
  }
  Result<NewEvents> close(Month month, std::vector<PeriodCheck> checks = {},
                          std::vector<std::string> acknowledge = {}, Instant now = kNow) {
    return decide(ledger.periods(), ClosePeriod{seal(month), std::move(checks), ledger.periods().closed_until,
                                                std::move(acknowledge), now});
  }
  Result<NewEvents> propose(Month month) {
    return decide(ledger.periods(), ProposeReopening{month, "an invoice is missing", maker, kNow});
  }
  Result<NewEvents> approve(Month month, const std::string& who) {
    return decide(ledger, ApproveReopening{month, who, kZone, kNow});
  }
};

std::string detail(const Result<NewEvents>& decided) { return decided ? "" : decided.error().detail; }

}  // namespace

TEST_CASE("closing a month: over, once, in order of time, nothing undecided") {
  Books books;
  CHECK(outcome(books.close({2026, 12})) == "refused conflict");  // 2026-12-31T00:00Z is still December there
  CHECK(detail(books.close({2026, 12})).find("is not over before 2027-01-01T05:00:00") != std::string::npos);
  CHECK(only<PeriodClosed>(books.close({2026, 10})).closed_by == books.maker);
  books.happened(books.close({2026, 10}));
  const auto again = books.close({2026, 10});
  CHECK(outcome(again) == "refused conflict");
  CHECK(detail(again).find("2026-10 was closed at 2026-12-31T00:00:00") != std::string::npos);
  CHECK(detail(again).find("by " + books.maker) != std::string::npos);
  CHECK(detail(books.close({2026, 8})).find("2026-08 was closed together with 2026-10") != std::string::npos);
  CHECK(outcome(books.close({2026, 11})) == "period.closed");

  ClosePeriod stale{books.seal({2026, 11}), {}, std::nullopt, {}, kNow};
  CHECK(detail(decide(books.ledger.periods(), stale)).find("meanwhile") != std::string::npos);
}

TEST_CASE("closing a month: blockers stop it, warnings until they are acknowledged") {
  Books books;
  const PeriodCheck fine{"payouts", PeriodCheckState::ok, "all paid", 0, "/"};
  const PeriodCheck warning{"open_disputes", PeriodCheckState::warning, "2 disputes are open", 2, "/"};
  const PeriodCheck blocker{"adjustments", PeriodCheckState::blocker, "1 adjustment is undecided", 1, "/"};
  CHECK(detail(books.close({2026, 10}, {fine, blocker})).find("1 adjustment is undecided (adjustments)") !=
        std::string::npos);
  CHECK(outcome(books.close({2026, 10}, {blocker}, {"adjustments"})) ==
        "refused validation_failed /acknowledge/0");
  CHECK(detail(books.close({2026, 10}, {warning})).find("2 disputes are open (open_disputes)") !=
        std::string::npos);
  CHECK(outcome(books.close({2026, 10}, {warning}, {"anything"})) ==
        "refused validation_failed /acknowledge/0");
  CHECK(only<PeriodClosed>(books.close({2026, 10}, {fine, warning}, {"open_disputes"})).acknowledged ==
        std::vector<std::string>{"open_disputes"});
  CHECK(only<PeriodClosed>(books.close({2026, 10}, {fine}, {"payouts"})).acknowledged.empty());
}

TEST_CASE("opening a month again needs two people, and only the last one can be") {
  Books books;
  CHECK(detail(books.propose({2026, 10})).find("2026-10 is not closed") != std::string::npos);
  books.happened(books.close({2026, 9}));
  books.happened(books.close({2026, 11}));
  CHECK(
      detail(books.propose({2026, 9})).find("the last closed month can be opened again, which is 2026-11") !=
      std::string::npos);
  CHECK(outcome(books.approve({2026, 11}, books.checker)) == "refused conflict");
  books.happened(books.propose({2026, 11}));
  CHECK(outcome(books.propose({2026, 11})) == "refused conflict");
  CHECK(detail(books.close({2026, 12}, {}, {}, day(60))).find("approve or withdraw") != std::string::npos);
  CHECK(outcome(books.approve({2026, 11}, books.maker)) == "refused same_person");
  CHECK(outcome(books.approve({2026, 11}, books.maker_again)) == "refused same_person");
  books.happened(decide(books.ledger.periods(), WithdrawReopening{{2026, 11}, "no", books.maker, kNow}));
  CHECK(outcome(books.approve({2026, 11}, books.checker)) == "refused conflict");
  books.happened(books.propose({2026, 11}));
  books.happened(books.approve({2026, 11}, books.checker));
  CHECK(books.ledger.periods().closed_through == "2026-10");  // October was closed along with November
  CHECK(books.ledger.periods().closed_until == kZone.period_of({2026, 11}).start);
  CHECK_FALSE(books.ledger.periods().is_closed(kZone.period_of({2026, 11}).start));
  CHECK(books.ledger.periods().is_closed({kZone.period_of({2026, 11}).start.micros - 1}));

  books.happened(books.propose({2026, 10}));
  books.happened(books.approve({2026, 10}, books.checker));
  CHECK(books.ledger.periods().closed_through == "2026-09");
  books.happened(books.close({2026, 11}));  // sealed anew
  PeriodHistory november;
  for (const Recorded& r : books.log())
    if (r.envelope.stream == "period-2026-11") fold(november, r);
  CHECK(november.status == PeriodStatus::closed);
  CHECK(november.seals.size() == 2);
  REQUIRE(november.reopenings.size() == 2);
  CHECK(november.reopenings[0].withdrawal_reason == "no");
  CHECK(november.reopenings[1].approved_by == books.checker);
}

TEST_CASE("the ledger's snapshot knows what is closed") {
  Books books;
  books.happened(books.close({2026, 10}));
  books.happened(books.propose({2026, 10}));
  const LedgerState again = LedgerState::from_snapshot(books.ledger.snapshot());
  CHECK(again.periods().closed_until == kZone.period_of({2026, 10}).end);
  CHECK(again.periods().reopening->proposed_by == books.maker);
  CHECK(again.snapshot() == books.ledger.snapshot());
}

TEST_CASE("a fact that comes too late counts to the month of its recording and keeps its own date") {
  Books books;
  const Instant end = kZone.period_of({2026, 10}).end;
  NewEvent fact{StripePaidOut{"po_1", Minor(5), currency("USD")}, {end.micros - 1}};
  CHECK_FALSE(post_late(books.ledger.periods(), kZone, fact, {9}, kNow));
  books.happened(books.close({2026, 10}));
  NewEvent on_time = fact;
  on_time.effective_at = end;
  CHECK_FALSE(post_late(books.ledger.periods(), kZone, on_time, {9}, kNow));
  CHECK(on_time.effective_at == end);
  const auto late = post_late(books.ledger.periods(), kZone, fact, {9}, kNow);
  REQUIRE(late);
  CHECK(fact.effective_at == kNow);
  CHECK(late->position == 11);
  CHECK(late->fact == "stripe_payout.paid");
  CHECK(late->effective_at == Instant{end.micros - 1});
  CHECK(late->month == "2026-10");
  CHECK(late->posted_in == "2026-12");
  CHECK(late->partition == "po_1");
}

TEST_CASE("what a seal hashes is the text that the documentation shows") {
  PeriodBalances balances;
  balances[{"assets:stripe", currency("USD")}] = Minor(-700);
  balances[{"assets:bank", currency("USD")}] = Minor(700);
  balances[{"assets:bank", currency("JPY")}] = Minor(0);
  balances[{"assets:bank", currency("BHD")}] = Minor(1);
  const SealedPeriod period{"2026-10", "America/New_York", kZone.period_of({2026, 10}).end, 4'711};
  CHECK(period_seal_text(period, balances) ==
        "daybook trial balance v1\nmonth 2026-10\nzone America/New_York\nbefore "
        "2026-11-01T04:00:00.000000Z\nposition 4711\nassets:bank\tBHD\t1\nassets:bank\tUSD\t700\n"
        "assets:stripe\tUSD\t-700\n");
  CHECK(period_seal_digest(period, balances) == log::to_hex(log::sha256(period_seal_text(period, balances))));
  const auto totals = period_totals(balances);
  REQUIRE(totals.size() == 2);
  CHECK(totals[1].debit == Minor(700));
  CHECK(totals[1].credit == Minor(700));
  CHECK(accounts_with_balance(balances) == 3);
}
