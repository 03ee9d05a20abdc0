#include "events/adjustment/adjustment_decide.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "events/adjustment/adjustment_accounts.hpp"
#include "events/payout/payout_decide.hpp"
#include "events/refund/refund_decide.hpp"
#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

const AdjustmentId kId = id<AdjustmentId>(40);
const std::string kPayeeAccount = adjustments_account(kBroker);

struct Desk : Shop {
  std::string proposer = admin(31, 900), checker = admin(32, 901);
  AdjustmentState state;

  std::string admin(std::uint64_t number, std::uint64_t person) {
    AdminCreated e;
    e.admin_id = id<AdminId>(number);
    e.person_id = id<PersonId>(person);
    e.token_prefix = "dbk_" + std::to_string(number);
    happened(e);
    return e.admin_id.str();
  }
  Result<NewEvents> propose(std::vector<AdjustmentPosting> postings,
                            std::optional<BrokerId> payee = std::nullopt) {
    return decide(ledger, ProposeAdjustment{kId, payee, currency("USD"), std::move(postings), "a mistake",
                                            proposer, hour(2)});
  }
  Result<NewEvents> write_off(std::int64_t amount, const char* code = "USD") {
    return decide(payee(kBroker), ProposeWriteOff{kId, kBroker, currency(code), Minor(amount),
                                                  "will never pay", proposer, hour(2)});
  }
  Result<NewEvents> approve(const std::string& who) {
    return decide(state, ledger, &payee(kBroker), ApproveAdjustment{who, hour(3)});
  }
  Result<NewEvents> withdraw() { return decide(state, WithdrawAdjustment{"not needed", proposer, hour(3)}); }
  /// Records what was decided about the one adjustment.
  void recorded(const Result<NewEvents>& decided) {
    const std::size_t before = log().size();
    happened(decided);
    for (std::size_t i = before; i < log().size(); ++i) REQUIRE(evolve_adjustment(state, log()[i]));
  }
  /// Commission 15.00 paid out, then refunded in full: the payee owes 15.00.
  void owes() {
    const OrderId sold = paid();
    const Policy rules;
    const Period period{hour(-24 * 20), hour(24 * 10)};
    const auto run =
        decide(payee(kBroker), *ledger.broker(kBroker), rules, ids, RunPayout{kBroker, period, "m", day(2)});
    REQUIRE(run.created.size() == 1);
    happened(run.created.front());
    happened(decide(order(sold), policy, ids, RefundManually{Minor(10'500), "gone", std::nullopt, day(3)}));
    REQUIRE(payee(kBroker).available(currency("USD")) == Minor(-1'500));
  }
};

}  // namespace

TEST_CASE("adjustment: what may be posted by hand, and what not") {
  Desk desk;
  const std::string other = adjustments_account(id<BrokerId>(2));
  struct Row {
    const char* outcome;
    std::vector<AdjustmentPosting> postings;
    std::optional<BrokerId> payee = std::nullopt;
  };
  const Row rows[] = {
      {"adjustment.proposed", {{"assets:bank", Minor(5)}, {"assets:receivable:acme-1", Minor(-5)}}},
      {"adjustment.proposed",
       {{"liabilities:supplier:tradelinesupply", Minor(7)},
        {"income:platform:brokers", Minor(-3)},
        {"expenses:dispute_fees", Minor(-4)}}},
      {"adjustment.proposed", {{"expenses:stripe_fees", Minor(5)}, {kPayeeAccount, Minor(-5)}}, kBroker},
      {"adjustment.proposed", {{"assets:bank", kMaxEntryAmount}, {"assets:cash", -kMaxEntryAmount}}},
      {"refused validation_failed /postings", {}},
      {"refused validation_failed /postings", {{"assets:bank", Minor(5)}}},
      {"refused validation_failed /postings", {{"assets:bank", Minor(5)}, {"assets:cash", Minor(-4)}}},
      {"refused validation_failed /postings", std::vector<AdjustmentPosting>(21, {"assets:bank", Minor(1)})},
      {"refused validation_failed /postings/1/account",
       {{"assets:bank", Minor(5)}, {"assets:bank", Minor(-5)}}},
      {"refused validation_failed /postings/0/amount",
       {{"assets:bank", Minor(0)}, {"assets:cash", Minor(0)}}},
      {"refused validation_failed /postings/0/amount",
       {{"assets:bank", kMaxEntryAmount + Minor(1)}, {"assets:cash", Minor(-1)}}},
      {"refused validation_failed /postings/0/amount",
       {{"assets:bank", Minor(INT64_MIN)}, {"assets:cash", Minor(1)}}},
      {"refused validation_failed /postings/0/account",
       {{"assets:gold", Minor(5)}, {"assets:cash", Minor(-5)}}},
      {"refused validation_failed /postings/0/account", {{"", Minor(5)}, {"assets:cash", Minor(-5)}}},
      {"refused validation_failed /postings/0/account",
       {{"assets:receivable:", Minor(5)}, {"assets:cash", Minor(-5)}}},
      {"refused validation_failed /postings/0/account",
       {{"assets:receivable:A  b", Minor(5)}, {"assets:cash", Minor(-5)}}},
      {"refused validation_failed /postings/0/account",
       {{"assets:bank:sub", Minor(5)}, {"assets:cash", Minor(-5)}}},
      {"refused validation_failed /postings/0/account",
       {{"expenses:anything", Minor(5)}, {"assets:cash", Minor(-5)}}},
      {"refused validation_failed /postings/0/account",
       {{"liabilities:unapplied:" + kBroker.str(), Minor(5)}, {"assets:cash", Minor(-5)}}},
      {"refused validation_failed /postings/1/account",
       {{"assets:cash", Minor(5)}, {kPayeeAccount, Minor(-5)}}},
      {"refused validation_failed /postings/1/account",
       {{"assets:cash", Minor(5)}, {other, Minor(-5)}},
       kBroker},
      {"refused validation_failed /postings/1/account",
       {{"assets:cash", Minor(5)},
        {"liabilities:brokers:" + kBroker.str() + ":available:revenue_share", Minor(-5)}},
       kBroker},
      {"refused validation_failed /payee", {{"assets:cash", Minor(5)}, {"assets:bank", Minor(-5)}}, kBroker},
      {"refused not_found", {{"assets:cash", Minor(5)}, {other, Minor(-5)}}, id<BrokerId>(2)},
  };
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    CAPTURE(i);
    CHECK(outcome(desk.propose(rows[i].postings, rows[i].payee)) == rows[i].outcome);
  }
}

TEST_CASE("adjustment: another person approves, once, what was proposed and nothing else") {
  Desk desk;
  const std::vector<AdjustmentPosting> postings{{"expenses:stripe_fees", Minor(250)},
                                                {kPayeeAccount, Minor(-250)}};
  desk.recorded(desk.propose(postings, kBroker));
  CHECK(outcome(desk.approve(desk.proposer)) == "refused same_person");
  desk.happened(AdminRevoked{*AdminId::parse(desk.proposer)});
  const std::string again = desk.admin(33, 900);
  CHECK(outcome(desk.approve(again)) == "refused same_person");
  CHECK(outcome(desk.approve(desk.proposer)) == "refused same_person");
  const auto approved = only<AdjustmentApproved>(desk.approve(desk.checker));
  CHECK(approved.approved_by == desk.checker);
  CHECK(approved.payee == kBroker);
  CHECK(approved.reason == "a mistake");
  CHECK(std::equal(
      approved.postings.begin(), approved.postings.end(), postings.begin(), postings.end(),
      [](const auto& a, const auto& b) { return a.account == b.account && a.amount == b.amount; }));
  CHECK(gained_by_payee(approved) == Minor(250));
  desk.recorded(desk.approve(desk.checker));
  CHECK(desk.state.status == AdjustmentStatus::approved);
  CHECK(desk.payee(kBroker).available(currency("USD")) == Minor(250));
  CHECK(outcome(desk.approve(desk.checker)) == "refused conflict");
  CHECK(outcome(desk.withdraw()) == "refused conflict");
}

TEST_CASE("adjustment: the proposer may withdraw it, and then nobody approves it") {
  Desk desk;
  desk.recorded(desk.propose({{"assets:bank", Minor(5)}, {"assets:cash", Minor(-5)}}));
  desk.recorded(desk.withdraw());
  CHECK(desk.state.status == AdjustmentStatus::withdrawn);
  CHECK(desk.state.withdrawal_reason == "not needed");
  CHECK(outcome(desk.approve(desk.checker)) == "refused conflict");
  CHECK(outcome(desk.withdraw()) == "refused conflict");
}

TEST_CASE("write-off: at most what the payee owes, when it is proposed and again when it is approved") {
  Desk desk;
  CHECK(outcome(desk.write_off(1)) == "refused validation_failed /amount");
  desk.owes();
  CHECK(outcome(desk.write_off(0)) == "refused validation_failed /amount");
  CHECK(outcome(desk.write_off(1'501)) == "refused validation_failed /amount");
  CHECK(desk.write_off(1'501).error().detail == "/amount: 15.01 USD is more than the payee owes: 15.00 USD");
  CHECK(outcome(desk.write_off(1, "JPY")) == "refused validation_failed /amount");
  const auto proposed = only<AdjustmentProposed>(desk.write_off(1'500));
  CHECK(proposed.kind == AdjustmentKind::write_off);
  CHECK(proposed.postings.front().account == "expenses:write_offs");
  CHECK(proposed.postings.front().amount == Minor(1'500));
  CHECK(proposed.postings.back().account == kPayeeAccount);
  desk.recorded(desk.write_off(1'500));
  CHECK(outcome(desk.approve(desk.proposer)) == "refused same_person");

  SUBCASE("it still owes that much") {
    desk.recorded(desk.approve(desk.checker));
    CHECK(desk.payee(kBroker).available(currency("USD")) == Minor(0));
  }
  SUBCASE("it has earned since") {
    desk.paid(4);
    CHECK(outcome(desk.approve(desk.checker)) == "refused conflict");
    CHECK(desk.approve(desk.checker).error().detail ==
          "the payee owes nothing in USD; withdraw the write-off and propose another one");
  }
}

TEST_CASE("write-off: the next run takes the negative lines and their write-off together") {
  Desk desk;
  desk.owes();
  desk.recorded(desk.write_off(1'500));
  desk.recorded(desk.approve(desk.checker));
  desk.paid(4);
  const Period next{hour(24 * 10), hour(24 * 40)};
  const auto run = decide(desk.payee(kBroker), *desk.ledger.broker(kBroker), desk.policy, desk.ids,
                          RunPayout{kBroker, next, "m", day(20)});
  REQUIRE(run.created.size() == 1);
  CHECK(run.created.front().lines.size() == 3);
  CHECK(run.created.front().amounts.adjustments == Minor(1'500));
  CHECK(run.created.front().amounts.total() == Minor(1'500));
}
