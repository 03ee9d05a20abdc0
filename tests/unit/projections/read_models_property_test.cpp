#include <doctest/doctest.h>

#include <deque>
#include <random>
#include <set>

#include "projections/balances.hpp"
#include "projections/journal_entry.hpp"
#include "tests/unit/projections/dump.hpp"
#include "tests/unit/projections/live_payouts.hpp"
#include "tests/unit/projections/random_history.hpp"

using namespace daybook;
using namespace daybook::test;

namespace {

/// Another order of the same events that keeps each partition key's own order.
std::vector<const Recorded*> interleaved(const std::vector<Recorded>& events, std::mt19937_64& random) {
  std::map<std::string, std::deque<const Recorded*>> by_key;
  for (const Recorded& r : events) by_key[r.envelope.partition_key].push_back(&r);
  std::vector<const Recorded*> order;
  while (!by_key.empty()) {
    auto key = std::next(by_key.begin(), static_cast<std::ptrdiff_t>(random() % by_key.size()));
    order.push_back(key->second.front());
    key->second.pop_front();
    if (key->second.empty()) by_key.erase(key);
  }
  return order;
}

using Accounts = std::map<std::pair<std::string, Currency>, std::int64_t>;

/// What the entries add up to.
Accounts check_entries(const std::vector<Recorded>& events) {
  Accounts accounts;
  for (const Recorded& r : events) {
    const auto postings = post(r);
    if (postings.empty()) continue;
    const JournalEntry entry = journal_entry(r, postings);
    REQUIRE(entry.accounts.size() == entry.amounts.size());
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < entry.amounts.size(); ++i) {
      CHECK(entry.amounts[i] != Minor{});
      sum += entry.amounts[i].value;
      accounts[{entry.accounts[i], entry.currency}] += entry.amounts[i].value;
    }
    CHECK(sum == 0);
  }
  return accounts;
}

void check_books(ReadModels& models, const Accounts& accounts) {
  std::map<Currency, std::int64_t> trial_balance;
  for (const auto& [account, amount] : accounts) trial_balance[account.second] += amount;
  for (const auto& [currency, sum] : trial_balance) CHECK(sum == 0);
  std::map<std::pair<std::string, Currency>, std::int64_t> others;
  models.account_days.each([&](const AccountDayRow& row) {
    if (row.level == 0) others[{row.account, row.currency}] += row.amount.value;
  });
  for (const auto& [account, amount] : accounts)
    if (!account.first.starts_with("liabilities:brokers:")) CHECK(others[account] == amount);

  for (const BalanceRow& row : balances_of(models)) {
    const auto account = [&](const char* name) {
      const auto found = accounts.find({"liabilities:brokers:" + row.payee.str() + ":" + name + ":" +
                                            boost::describe::enum_to_string(row.component, "?"),
                                        row.currency});
      return found == accounts.end() ? 0 : -found->second;
    };
    CHECK(row.pending.value == account("pending"));
    CHECK(row.available.value == account("available"));
    CHECK(row.held.value == account("held"));
    CHECK(row.in_transit.value == account("in_transit"));
  }

  // The lines in no live payout are what is available.
  std::map<std::pair<BrokerId, Currency>, std::int64_t> free_lines;
  std::map<std::pair<BrokerId, Currency>, std::int64_t> available;
  const auto payouts = live_payouts(models);
  for (const auto& [position, line] : models.available_lines.all())
    if (!payouts.contains(position))
      free_lines[{line.payee, line.currency}] += (line.revenue_share + line.markup).value;
  for (const BalanceRow& row : balances_of(models))
    available[{row.payee, row.currency}] += row.available.value;
  for (const auto& [who, amount] : available) CHECK(free_lines[who] == amount);
}

/// What is due, told from the orders themselves.
void check_due(ReadModels& models) {
  std::set<std::pair<std::string, std::int64_t>> expected, there;
  models.orders.each([&](const OrderRow& row) {
    if (row.status == OrderStatus::PENDING && row.payment_status != PaymentStatus::PROCESSING)
      expected.emplace(row.id.str(), row.expires_at.micros);
    if (row.commission == CommissionState::pending)
      expected.emplace(row.id.str(), row.hold_until.value().micros);
  });
  models.orders_due.each(
      [&](const OrderDueRow& row) { there.emplace(row.order_id.str(), row.due_at.micros); });
  CHECK(there == expected);
}

}  // namespace

TEST_CASE("property: over random histories the books balance and agree, whatever the order across keys") {
  const std::uint64_t base = std::random_device{}();
  for (std::uint64_t round = 0; round < 20; ++round) {
    const std::uint64_t seed = base + round;
    CAPTURE(seed);
    const History history = random_history(seed, 300);
    ReadModels models{Zone{}};
    for (const Recorded& r : history.events()) models.apply(r);
    check_books(models, check_entries(history.events()));
    check_due(models);
    const auto expected = dump(models);
    CHECK(expected.at("payouts").size() > 0);

    std::mt19937_64 random(seed);
    ReadModels other{Zone{}};
    for (const Recorded* r : interleaved(history.events(), random)) other.apply(*r);
    CHECK(dump(other) == expected);
  }
}

TEST_CASE("property: a sum column may come in pieces, a loaded row goes on where it stood") {
  ReadModels models{Zone{}};
  std::map<std::string, OrderRow> stored;
  int loads = 0;
  models.orders.set_loader([&](std::span<const KeyOf<OrderRow>> keys) {
    std::vector<OrderRow> rows;
    for (const auto& [id] : keys)
      if (auto found = stored.find(id.str()); found != stored.end()) rows.push_back(found->second);
    ++loads;
    return rows;
  });
  History history;
  const OrderPlaced placed = order(id_of<OrderId>(5), std::nullopt);
  models.apply(history.add(placed));
  models.orders.each_dirty([&](const OrderRow& row) { stored[row.id.str()] = row; });
  models.each_table([](auto& table) { table.flushed(0); });
  CHECK(models.orders.size() == 0);
  models.apply(history.add(capture(placed)));
  CHECK(loads == 1);
  CHECK(models.orders.find({placed.order_id})->captured);
  CHECK(models.orders.dirty_count() == 1);
  CHECK(models.orders.find({id_of<OrderId>(6)}) == nullptr);
  CHECK(models.orders.find({id_of<OrderId>(6)}) == nullptr);
  CHECK(loads == 2);  // absence is remembered
}
