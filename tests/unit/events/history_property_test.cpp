// At every step of random histories: the trial balance is zero, every party has what the oracle says, no line
// is paid twice, and the write path's lines are the read model's.
#include <doctest/doctest.h>

#include "tests/unit/core/seed.hpp"
#include "tests/unit/events/history_driver.hpp"
#include "tests/unit/projections/balance_in.hpp"
#include "tests/unit/projections/live_payouts.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

constexpr std::uint64_t kHistories = 20;
constexpr int kSteps = 1'000;

void check_accounts(const Driver& d) {
  std::map<Currency, std::int64_t> trial, unapplied, platform, supplier, not_refunded;
  d.models.account_days.each([&](const AccountDayRow& row) {
    if (row.level != 0) return;
    trial[row.currency] += row.amount.value;
    if (row.account.starts_with("liabilities:unapplied:")) unapplied[row.currency] -= row.amount.value;
    if (row.account.starts_with("income:platform:")) platform[row.currency] -= row.amount.value;
    if (row.account.starts_with("liabilities:supplier:")) supplier[row.currency] -= row.amount.value;
    if (row.account == "expenses:supplier_not_refunded") not_refunded[row.currency] -= row.amount.value;
  });
  for (const BalanceRow& row : balances_of(d.models))
    trial[row.currency] -= (row.pending + row.available + row.held + row.in_transit).value;
  for (const auto& [currency, sum] : trial) CHECK(sum == 0);
  const auto same = [](auto mine, auto theirs) {
    for (const auto& [currency, sum] : mine) CHECK(theirs[currency] == sum);
    for (const auto& [currency, sum] : theirs) CHECK(mine[currency] == sum);
  };
  same(d.books.unapplied, unapplied);
  same(d.books.platform, platform);
  same(d.books.supplier, supplier);
  same(d.books.not_refunded, not_refunded);
}

void check_balances(const Driver& d) {
  const BalanceComponent components[] = {BalanceComponent::revenue_share, BalanceComponent::markup};
  for (const auto& [key, owed] : d.books.owed)
    for (std::size_t i = 0; i < 2; ++i) {
      const BalanceRow b = daybook::test::balance_in(d.models, key.first, key.second, components[i]);
      CHECK(b.pending.value == owed.pending[i]);
      CHECK(b.available.value == owed.available[i]);
      CHECK(b.in_transit.value == owed.in_transit[i]);
      CHECK(b.paid.value == owed.paid[i]);
      CHECK(b.held.value == 0);
    }
}

/// The payee's lines are the same for the decider, for the read model and for the oracle, and available is
/// the sum of the free ones.
void check_lines(Driver& d) {
  std::size_t known = 0;
  std::map<std::tuple<BrokerId, Currency>, std::int64_t> free;
  const auto payouts = daybook::test::live_payouts(d.models);
  for (std::uint64_t i = 1; i <= 4; ++i)
    for (const PayeeLine& line : d.world.payee(id<BrokerId>(i)).lines) {
      ++known;
      const AvailableLine* row = d.models.available_lines.find(line.position);
      REQUIRE(row != nullptr);
      const BookedLine& booked = d.books.lines.at(line.position);
      CHECK((row->payee == booked.payee && row->payee == id<BrokerId>(i)));
      CHECK((row->currency == line.currency && line.currency == booked.currency));
      CHECK((row->effective_at == line.effective_at && line.effective_at == booked.effective));
      const auto payout = payouts.find(line.position);
      const auto in_payout = payout == payouts.end() ? std::nullopt : std::optional(payout->second);
      CHECK((in_payout == line.payout && line.payout == booked.payout));
      CHECK((row->revenue_share == line.amounts.revenue_share && row->revenue_share.value == booked.share));
      CHECK((row->markup == line.amounts.markup && row->markup.value == booked.markup));
      if (!line.payout) free[{row->payee, row->currency}] += booked.share + booked.markup;
    }
  CHECK(known == d.books.lines.size());
  CHECK(known == d.models.available_lines.all().size());
  for (const auto& [key, owed] : d.books.owed)
    CHECK(owed.available[0] + owed.available[1] == free[{key.first, key.second}]);
}

void check_order(const OrderState& order, const BookedOrder& booked) {
  CHECK(order.captured() == booked.paid);
  CHECK(order.total_refunded.value == booked.returned);
  const Parts& given = order.returned_parts;
  CHECK(Four{given.share.value, given.markup.value, given.platform.value, given.supplier.value} ==
        booked.given_back);
}

}  // namespace

TEST_CASE("random histories keep every balance exact") {
  const std::uint64_t seed = ::test::seed();
  std::map<std::string, int> seen;
  for (std::uint64_t history = 0; history < kHistories; ++history) {
    INFO("DAYBOOK_SEED=" << seed << ", history " << history);
    Driver driver(seed + history);
    for (int step = 0; step < kSteps; ++step) {
      INFO("step " << step);
      driver.step();
      check_accounts(driver);
      check_balances(driver);
      if (step % 100 == 99) check_lines(driver);
    }
    for (const auto& [order_id, booked] : driver.books.orders)
      check_order(driver.world.order(order_id), booked);
    for (const Recorded& r : driver.world.log()) ++seen[r.envelope.type];
  }
  // The histories are worth something only when all this happened, and often.
  for (const char* type :
       {"order.placed", "payment.captured", "payment.unexpected", "refund.settled", "commission.released",
        "payout.created", "payout.completed", "payout.failed", "payout.cancelled", "payout.returned"})
    CHECK_MESSAGE(seen[type] > 100, type << " happened only " << seen[type] << " times");
}
