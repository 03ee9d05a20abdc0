#include "events/bank/stripe_payout_decide.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "events/adjustment/adjustment_decide.hpp"
#include "events/bank/settle_supplier.hpp"
#include "projections/posting.hpp"
#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

using Status = StripePayoutStatus;

StripePayoutReport report(Status status, std::int64_t amount = 700, const char* code = "USD") {
  return {"po_1", Minor(amount), currency(code), status, "account_closed", hour(1), hour(2)};
}

std::string told(const Result<StripePayoutEffect>& effect) {
  if (!effect) return refused(effect.error());
  return effect->waits_for.empty() ? names(effect->events) : "waits for " + effect->waits_for;
}

/// Takes deliveries as the webhook does: those that wait are tried again behind every fact.
struct Bank : World {
  StripePayoutState state;
  std::vector<StripePayoutReport> parked;
  std::map<std::string, std::int64_t> books;

  void deliver(const StripePayoutReport& delivery) {
    const auto effect = decide(state, delivery);
    if (!effect) return;
    if (!effect->waits_for.empty()) return parked.push_back(delivery);
    for (const auto& fresh : effect->events) {
      const Recorded& recorded = happened(fresh.event, fresh.effective_at);
      evolve(state, recorded);
      for (const Posting& p : post(recorded)) books[p.account] += p.amount.value;
    }
    if (!effect->events.empty())
      for (const auto& waiting : std::exchange(parked, {})) deliver(waiting);
  }
};

}  // namespace

TEST_CASE("Stripe's payout: each status once, and a failure only after it was paid") {
  StripePayoutState known;
  CHECK(told(decide(known, report(Status::failed))) == "waits for stripe_payout:po_1");
  CHECK(told(decide(known, report(Status::canceled))) == "nothing");
  CHECK(told(decide(known, report(Status::paid))) == "stripe_payout.paid");
  known.paid = StripePaidOut{"po_1", Minor(700), currency("USD")};
  CHECK(told(decide(known, report(Status::paid))) == "nothing");
  CHECK(told(decide(known, report(Status::canceled))) == "refused conflict");
  CHECK(told(decide(known, report(Status::paid, 701))) == "refused conflict");
  CHECK(told(decide(known, report(Status::failed, 700, "EUR"))) == "refused conflict");
  CHECK(told(decide(known, report(Status::failed))) == "stripe_payout.failed");
  known.failed = StripePayoutFailed{"po_1", Minor(700), currency("USD"), "account_closed"};
  CHECK(told(decide(known, report(Status::failed))) == "nothing");
  CHECK(told(decide(known, report(Status::paid))) == "nothing");
}

TEST_CASE("Stripe's payout: what cannot be recorded names its field") {
  const auto with = [](auto change) {
    auto r = report(Status::paid);
    change(r);
    return told(decide(StripePayoutState{}, r));
  };
  for (const char* bad : {"", "po_", "pi_1", "po_1\n", "po_1:2", "po_é"})
    CHECK(with([&](auto& r) { r.stripe_payout_id = bad; }) == "refused validation_failed /stripe_payout_id");
  for (const std::int64_t bad : {std::int64_t{0}, std::int64_t{-1}, kMaxEntryAmount.value + 1, INT64_MAX})
    CHECK(with([&](auto& r) { r.amount = Minor(bad); }) == "refused validation_failed /amount");
  CHECK(with([](auto& r) { r.effective_at = hour(3); }) == "refused validation_failed /arrived_at");
}

TEST_CASE("Stripe's payout: the books are the same in whatever order and how often reports arrive") {
  const std::vector<std::pair<std::vector<Status>, std::int64_t>> sets{
      {{Status::paid}, 700},
      {{Status::failed}, 0},
      {{Status::canceled}, 0},
      {{Status::paid, Status::paid}, 700},
      {{Status::paid, Status::failed}, 0},
      {{Status::paid, Status::failed, Status::failed, Status::paid}, 0},
      {{Status::canceled, Status::paid}, 700}};
  for (auto [statuses, in_bank] : sets) {
    std::sort(statuses.begin(), statuses.end());
    do {
      Bank bank;
      for (const Status status : statuses) bank.deliver(report(status));
      CHECK(bank.books["assets:bank"] == in_bank);
      CHECK(bank.books["assets:stripe"] == -in_bank);
    } while (std::next_permutation(statuses.begin(), statuses.end()));
  }
}

TEST_CASE("supplier settlement: a reference counts once") {
  SettleSupplier c{id<SettlementId>(1),
                   "tradelinesupply",
                   Minor(5'000),
                   currency("USD"),
                   "wire 7",
                   "admin",
                   hour(1),
                   hour(2)};
  const auto settled = only<SupplierSettled>(decide(false, c));
  CHECK(settled.amount == Minor(5'000));
  CHECK(decide(false, c)->front().effective_at == hour(1));
  CHECK(outcome(decide(true, c)) == "refused conflict");
  CHECK(settlement_ref("a", "b") == "settlement:a:b");
  const auto with = [&](auto change) {
    auto changed = c;
    change(changed);
    return outcome(decide(false, changed));
  };
  CHECK(with([](auto& s) { s.supplier = "Trade:Line"; }) == "refused validation_failed /supplier");
  CHECK(with([](auto& s) { s.supplier = ""; }) == "refused validation_failed /supplier");
  CHECK(with([](auto& s) { s.amount = Minor(0); }) == "refused validation_failed /amount");
  CHECK(with([](auto& s) { s.reference = ""; }) == "refused validation_failed /reference");
  CHECK(with([](auto& s) { s.paid_at = hour(3); }) == "refused validation_failed /paid_at");
}
