#include <fmt/format.h>

#include "adapters/audit/replay_state.hpp"
#include "events/codec/json_write.hpp"

namespace daybook::audit {
namespace {

struct Account {
  std::string account;
  Currency currency;
  Minor amount;  ///< debit positive
};
BOOST_DESCRIBE_STRUCT(Account, (), (account, currency, amount))

std::vector<Account> accounts_of(const ReplayState& state) {
  std::vector<Account> rows;
  for (const auto& [account, amount] : state.accounts)
    rows.push_back({account.first, account.second, amount});
  return rows;
}

struct Total {
  Currency currency;
  Minor debit;   ///< sum of the accounts that stand in debit
  Minor credit;  ///< of the others, positive
  Minor sum;     ///< of all: 0
};
BOOST_DESCRIBE_STRUCT(Total, (), (currency, debit, credit, sum))

std::vector<Total> totals_of(const std::vector<Account>& rows) {
  std::map<Currency, Total> totals;
  for (const auto& row : rows) {
    Total& total = totals[row.currency];
    total.currency = row.currency;
    total.sum += row.amount;
    if (row.amount > Minor{}) total.debit += row.amount;
    if (row.amount < Minor{}) total.credit -= row.amount;
  }
  std::vector<Total> list;
  for (const auto& [currency, total] : totals) list.push_back(total);
  return list;
}

std::string money(Minor amount, Currency currency) { return decimal_text(amount.value, currency); }

}  // namespace

std::string trial_balance_text(const ReplayState& state) {
  const auto rows = accounts_of(state);
  std::vector<std::vector<std::string>> table{{"account", "currency", "debit", "credit"}};
  for (const auto& row : rows)
    table.push_back({row.account, row.currency.str(),
                     row.amount > Minor{} ? money(row.amount, row.currency) : "",
                     row.amount < Minor{} ? money(-row.amount, row.currency) : ""});
  for (const auto& total : totals_of(rows))
    table.push_back({"total", total.currency.str(), money(total.debit, total.currency),
                     money(total.credit, total.currency)});
  return text_table(table, 2);
}

std::string trial_balance_json(const ReplayState& state) {
  const auto rows = accounts_of(state);
  json::Object out;
  out.add("position", state.position).add("recorded_at", state.recorded_at);
  if (state.effective) out.add("effective_date", state.effective->day);
  return out.add("accounts", rows).add("totals", totals_of(rows)).text();
}

}  // namespace daybook::audit
