#include <doctest/doctest.h>

#include "tests/unit/projections/posting_given.hpp"

using namespace daybook;
using namespace daybook::test;

namespace {

PaymentCaptured captured(PaymentMethod method) {
  PaymentCaptured e = capture(order(kOrder, kBroker));
  e.method = method;
  return e;
}

}  // namespace

TEST_CASE("posting: a capture debits the asset of its method and credits every party") {
  const std::pair<PaymentMethod, const char*> assets[] = {{PaymentMethod::STRIPE, "assets:stripe"},
                                                          {PaymentMethod::CASH, "assets:cash"},
                                                          {PaymentMethod::WIRE, "assets:bank"},
                                                          {PaymentMethod::CHECK, "assets:checks"}};
  for (const auto& [method, asset] : assets)
    CHECK(posted(captured(method)) == Lines{{asset, 10'500},
                                            {"liabilities:supplier:tradelinesupply", -5'000},
                                            {kPayee + "available:revenue_share", -1'000},
                                            {kPayee + "available:markup", -500},
                                            {"income:platform:brokers", -4'000}});
}

TEST_CASE("posting: under a hold the payee's part is pending; a direct sale has none") {
  auto held = capture(order(kOrder, kBroker), Instant{1});
  CHECK(posted(held)[2] == std::pair<std::string, std::int64_t>{kPayee + "pending:revenue_share", -1'000});
  CHECK(posted(capture(order(kOrder, std::nullopt))) ==
        Lines{{"assets:stripe", 10'000},
              {"liabilities:supplier:tradelinesupply", -5'000},
              {"income:platform:brokers", -5'000}});
}

TEST_CASE("posting: a platform net below zero is a debit") {
  auto e = captured(PaymentMethod::STRIPE);
  e.parts = {Minor(6'000), Minor(0), Minor(-500), Minor(5'000)};
  CHECK(posted(e).back() == std::pair<std::string, std::int64_t>{"income:platform:brokers", 500});
}

TEST_CASE("posting: unexpected money is suspended, then returned or applied") {
  PaymentUnexpected e;
  e.payment_id = kPayment;
  e.method = PaymentMethod::WIRE;
  e.amount = Minor(700);
  CHECK(posted(e) == Lines{{"assets:bank", 700}, {kUnapplied, -700}});

  UnappliedRefunded back;
  back.payment_id = kPayment;
  back.amount = Minor(300);
  CHECK(posted(back) == Lines{{kUnapplied, 300}, {"assets:stripe", -300}});

  auto applied = captured(PaymentMethod::STRIPE);
  applied.applied_from = kPayment;
  CHECK(posted(applied).front() == std::pair<std::string, std::int64_t>{kUnapplied, 10'500});
}

TEST_CASE("posting: a refund takes each party's part back where it stands") {
  auto e = refund(order(kOrder, kBroker), Minor(0), Minor(10'500), CommissionState::pending);
  e.method = PaymentMethod::CASH;
  CHECK(posted(e) == Lines{{"liabilities:supplier:tradelinesupply", 5'000},
                           {kPayee + "pending:revenue_share", 1'000},
                           {kPayee + "pending:markup", 500},
                           {"income:platform:brokers", 4'000},
                           {"assets:cash", -10'500}});
  e.supplier_refunds = SupplierRefunds::none;
  e.from = CommissionState::available;
  const Lines lines = posted(e);
  CHECK(lines[0].first == "expenses:supplier_not_refunded");
  CHECK(lines[1].first == kPayee + "available:revenue_share");
}

TEST_CASE("posting: a release moves pending to available") {
  CHECK(posted(CommissionReleased{kOrder, kBroker, kUsd, Minor(10), Minor(0), {}}) ==
        Lines{{kPayee + "pending:revenue_share", 10}, {kPayee + "available:revenue_share", -10}});
}

TEST_CASE("posting: a payout's way") {
  const PayoutAmounts amounts{Minor(100), Minor(-30), Minor(5)};
  PayoutCreated created;
  created.payout_id = kPayout;
  created.payee = kBroker;
  created.amounts = amounts;
  CHECK(posted(created) == Lines{{kPayee + "available:revenue_share", 100},
                                 {kPayee + "available:markup", -30},
                                 {kPayee + "available:adjustments", 5},
                                 {kPayee + "in_transit:revenue_share", -100},
                                 {kPayee + "in_transit:markup", 30},
                                 {kPayee + "in_transit:adjustments", -5}});
  const std::pair<PayoutMethod, const char*> assets[] = {
      {PayoutMethod::ACH, "assets:bank"},   {PayoutMethod::WIRE, "assets:bank"},
      {PayoutMethod::CHECK, "assets:bank"}, {PayoutMethod::MANUAL, "assets:bank"},
      {PayoutMethod::CASH, "assets:cash"},  {PayoutMethod::PAYPAL, "assets:paypal"}};
  for (const auto& [method, asset] : assets)
    CHECK(posted(PayoutCompleted{kPayout, kBroker, kUsd, amounts, method, "tx", std::nullopt}) ==
          Lines{{kPayee + "in_transit:revenue_share", 100},
                {kPayee + "in_transit:markup", -30},
                {kPayee + "in_transit:adjustments", 5},
                {asset, -75}});
  const Lines freed = {{kPayee + "in_transit:revenue_share", 100}, {kPayee + "in_transit:markup", -30},
                       {kPayee + "in_transit:adjustments", 5},     {kPayee + "available:revenue_share", -100},
                       {kPayee + "available:markup", 30},          {kPayee + "available:adjustments", -5}};
  CHECK(posted(PayoutFailed{kPayout, kBroker, kUsd, amounts, "bounced"}) == freed);
  CHECK(posted(PayoutCancelled{kPayout, kBroker, kUsd, amounts, "wrong"}) == freed);
  CHECK(posted(PayoutReturned{kPayout, kBroker, kUsd, amounts, PayoutMethod::CASH, "R03", "t", "closed"}) ==
        Lines{{"assets:cash", 75},
              {kPayee + "available:revenue_share", -100},
              {kPayee + "available:markup", 30},
              {kPayee + "available:adjustments", -5}});
}

TEST_CASE("posting: our own accounts") {
  CHECK(posted(SupplierSettled{id_of<SettlementId>(1), "acme", Minor(500), kUsd, "wire 7", "a"}) ==
        Lines{{"liabilities:supplier:acme", 500}, {"assets:bank", -500}});
  CHECK(posted(StripePaidOut{"po_1", Minor(700), kUsd}) ==
        Lines{{"assets:bank", 700}, {"assets:stripe", -700}});
  CHECK(posted(StripePayoutFailed{"po_1", Minor(700), kUsd, "unknown"}) ==
        Lines{{"assets:stripe", 700}, {"assets:bank", -700}});
}

TEST_CASE("posting: an approved adjustment posts its lines, the payee's as the payee's") {
  AdjustmentApproved e;
  e.payee = kBroker;
  e.postings = {{"expenses:write_offs", Minor(90)}, {kPayee + "available:adjustments", Minor(-90)}};
  CHECK(posted(e) == Lines{{"expenses:write_offs", 90}, {kPayee + "available:adjustments", -90}});
  History history;
  const auto lines = post(history.add(e));
  CHECK(!lines[0].payee_part);
  REQUIRE(lines[1].payee_part);
  CHECK(lines[1].payee_part->payee == kBroker);
  CHECK(lines[1].payee_part->component == BalanceComponent::adjustments);
  AdjustmentProposed proposed;
  proposed.postings = e.postings;
  CHECK(posted(proposed).empty());
  e.postings.pop_back();
  CHECK_THROWS_AS(posted(e), std::logic_error);
}

TEST_CASE("posting: facts without money post nothing") {
  CHECK(posted(order(kOrder, kBroker)).empty());
  CHECK(posted(broker(kBroker)).empty());
  CHECK(posted(PayoutProcessing{kPayout, kBroker}).empty());
}

TEST_CASE("posting: an entry that does not balance is refused") {
  auto e = captured(PaymentMethod::STRIPE);
  e.parts.platform = Minor(3'999);
  CHECK_THROWS_AS(posted(e), std::logic_error);
  e = captured(PaymentMethod::STRIPE);
  e.broker_id.reset();  // a share that belongs to nobody
  CHECK_THROWS_AS(posted(e), std::logic_error);
}
