#include <doctest/doctest.h>

#include "tests/unit/projections/posting_given.hpp"

using namespace daybook;
using namespace daybook::test;

namespace {

constexpr const char* kSupplier = "liabilities:supplier:tradelinesupply";
constexpr const char* kIncome = "income:platform:brokers";
constexpr Parts kParts{Minor(1'000), Minor(500), Minor(4'000), Minor(5'000)};

RefundFailed failed_refund(CommissionState to) {
  RefundFailed e;
  e.order_id = kOrder;
  e.broker_id = kBroker;
  e.method = PaymentMethod::CHECK;
  e.amount = Minor(10'500);
  e.parts = kParts;
  e.to = to;
  return e;
}

}  // namespace

TEST_CASE("posting: a refund that failed gives every party back what the refund took") {
  const Lines lines = posted(failed_refund(CommissionState::held));
  CHECK(lines == Lines{{"assets:checks", 10'500},
                       {kSupplier, -5'000},
                       {kPayee + "held:revenue_share", -1'000},
                       {kPayee + "held:markup", -500},
                       {kIncome, -4'000}});
  auto direct = failed_refund(CommissionState::none);
  direct.broker_id.reset();
  direct.parts = {Minor(0), Minor(0), Minor(4'000), Minor(6'500)};
  direct.supplier_refunds = SupplierRefunds::none;
  CHECK(posted(direct) ==
        Lines{{"assets:checks", 10'500}, {"expenses:supplier_not_refunded", -6'500}, {kIncome, -4'000}});
}

TEST_CASE("posting: a processing fee is our expense, in its transaction's currency") {
  CHECK(posted(PaymentFeeKnown{kOrder, kBroker, "txn_1", Minor(334), kUsd}) ==
        Lines{{"expenses:stripe_fees", 334}, {"assets:stripe", -334}});
}

TEST_CASE("posting: disputed money goes out with its fee and comes back") {
  CHECK(posted(DisputeOpened{kOrder, kBroker, "dp_1", Minor(10'500), kUsd, "fraudulent", false}).empty());
  DisputeFundsWithdrawn out{kOrder,   kBroker, "dp_1", PaymentMethod::STRIPE, Minor(10'500), Minor(1'500),
                            Minor(0), kUsd,    "txn_1"};
  CHECK(posted(out) ==
        Lines{{"assets:disputed", 10'500}, {"expenses:dispute_fees", 1'500}, {"assets:stripe", -12'000}});
  out.excess = Minor(500);
  CHECK(posted(out) ==
        Lines{{"assets:disputed", 10'000}, {"expenses:dispute_fees", 2'000}, {"assets:stripe", -12'000}});
  CHECK(posted(DisputeFundsReinstated{kOrder, kBroker, "dp_1", PaymentMethod::STRIPE, Minor(10'500),
                                      Minor(1'500), kUsd, "txn_2"}) ==
        Lines{{"assets:stripe", 12'000}, {"assets:disputed", -10'500}, {"expenses:dispute_fees", -1'500}});
  CHECK(posted(DisputeWon{kOrder, kBroker, "dp_1"}).empty());
  CHECK(posted(DisputeInquiryClosed{kOrder, kBroker, "dp_1"}).empty());
}

TEST_CASE("posting: a lost dispute takes the parties' parts; what exceeds them is our cost") {
  DisputeLost e;
  e.order_id = kOrder;
  e.broker_id = kBroker;
  e.dispute_id = "dp_1";
  e.amount = Minor(10'500);
  e.parts = kParts;
  e.from = CommissionState::held;
  CHECK(posted(e) == Lines{{kSupplier, 5'000},
                           {kPayee + "held:revenue_share", 1'000},
                           {kPayee + "held:markup", 500},
                           {kIncome, 4'000},
                           {"assets:disputed", -10'500}});
  e.parts.platform = Minor(3'000);
  e.excess = Minor(1'000);
  CHECK(posted(e)[4] == std::pair<std::string, std::int64_t>{"expenses:dispute_fees", 1'000});
}

TEST_CASE("posting: what refunds leave of a loss moves between the parties and our cost") {
  DisputeLossAdjusted e;
  e.order_id = kOrder;
  e.broker_id = kBroker;
  e.from = CommissionState::available;
  e.parts = {Minor(10), Minor(5), Minor(40), Minor(50)};
  e.excess = Minor(-105);
  CHECK(posted(e) == Lines{{kSupplier, 50},
                           {kPayee + "available:revenue_share", 10},
                           {kPayee + "available:markup", 5},
                           {kIncome, 40},
                           {"expenses:dispute_fees", -105}});
}

TEST_CASE("posting: a hold moves the commission, letting go moves it back") {
  CommissionHeld held{
      kOrder, kBroker, kUsd, Minor(1'000), Minor(500), CommissionState::pending, HoldCause::person, "waits"};
  const Lines lines = posted(held);
  CHECK(lines == Lines{{kPayee + "pending:revenue_share", 1'000},
                       {kPayee + "pending:markup", 500},
                       {kPayee + "held:revenue_share", -1'000},
                       {kPayee + "held:markup", -500}});
  const Lines back = posted(CommissionUnheld{kOrder, kBroker, kUsd, Minor(1'000), Minor(500),
                                             CommissionState::pending, HoldCause::person, "here"});
  CHECK(back == Lines{{kPayee + "held:revenue_share", 1'000},
                      {kPayee + "held:markup", 500},
                      {kPayee + "pending:revenue_share", -1'000},
                      {kPayee + "pending:markup", -500}});
}

TEST_CASE("posting: corrected terms move money between the parties only") {
  CommissionCorrected e;
  e.order_id = kOrder;
  e.broker_id = kBroker;
  e.delta = {Minor(200), Minor(0), Minor(-200), Minor(0)};
  CHECK(posted(e) == Lines{{kPayee + "available:revenue_share", -200}, {kIncome, 200}});
}

TEST_CASE("posting: our own money between accounts, and its failure undone") {
  SupplierSettled settled;
  settled.supplier = "tradelinesupply";
  settled.amount = Minor(900);
  CHECK(posted(settled) == Lines{{kSupplier, 900}, {"assets:bank", -900}});
  StripePaidOut paid;
  paid.amount = Minor(700);
  StripePayoutFailed failed;
  failed.amount = Minor(700);
  CHECK(posted(paid) == Lines{{"assets:bank", 700}, {"assets:stripe", -700}});
  CHECK(posted(failed) == Lines{{"assets:stripe", 700}, {"assets:bank", -700}});
}
