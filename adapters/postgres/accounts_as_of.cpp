#include "adapters/postgres/accounts_as_of.hpp"

#include <algorithm>

#include "adapters/postgres/journal_reader.hpp"
#include "adapters/postgres/payees_as_of.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "events/adjustment/adjustment_accounts.hpp"
#include "projections/account_days.hpp"
#include "projections/posting_entry.hpp"

namespace daybook {
namespace {

/// Payees asked for at a time: bounds the memory that their blocks take.
constexpr std::size_t kPayeesAtOnce = 200;

/// Whole long stretches, and the whole short ones behind them. $1 prefix, $2 the first position that does not
/// count, $3 the last day; $4 long and $5 short stretches' bits.
constexpr const char* kStretches =
    "SELECT account, currency, sum(amount)::bigint FROM ("
    "SELECT account, currency, amount FROM account_days "
    "WHERE level = 1 AND stretch < $2::bigint >> $4::int AND day <= $3::bigint "
    "UNION ALL SELECT account, currency, amount FROM account_days "
    "WHERE level = 0 AND stretch >= ($2::bigint >> $4::int) << ($4::int - $5::int) "
    "AND stretch < $2::bigint >> $5::int AND day <= $3::bigint) sums "
    "WHERE starts_with(account, $1) GROUP BY account, currency";

void add_other_accounts(pg::Connection& connection, const LedgerPoint& point, const std::string& prefix,
                        AccountAmounts& out) {
  const std::int64_t end = point.limit.position + 1;
  const auto rows =
      connection.exec(kStretches, {prefix, std::to_string(end), std::to_string(point.limit.day),
                                   std::to_string(kStretchBits[1]), std::to_string(kStretchBits[0])});
  for (int i = 0; i < rows.size(); ++i)
    out[{std::string(rows.text(i, 0)), sql::Column<Currency>::read(rows.text(i, 1))}] +=
        Minor(rows.integer(i, 2));
  // The entries behind these.
  EntriesAsked rest;
  rest.after = (end >> kStretchBits[0] << kStretchBits[0]) - 1;
  rest.until = point.limit.position;
  rest.before = point.effective_before;
  JournalReader(connection, rest).each([&](const JournalEntry& entry) {
    for (std::size_t p = 0; p < entry.accounts.size(); ++p)
      if (!entry.accounts[p].starts_with(kPayeeAccounts) && entry.accounts[p].starts_with(prefix))
        out[{entry.accounts[p], entry.currency}] += entry.amounts[p];
  });
}

/// Those with such accounts. A payee has one at least.
std::vector<BrokerId> payees_of(pg::Connection& connection, const AccountsAsked& asked) {
  const auto rows = connection.exec(
      "SELECT DISTINCT payee FROM payee_open_blocks, LATERAL (SELECT $4::text || payee || ':') a(name) "
      "WHERE (starts_with(name, $1) OR starts_with($1, name)) AND name || '~' > $2 COLLATE \"C\" "
      "ORDER BY payee LIMIT $3",
      {asked.prefix, asked.after, std::to_string(std::min<std::size_t>(asked.most, INT32_MAX)),
       std::string(kPayeeAccounts)});
  std::vector<BrokerId> payees;
  for (int i = 0; i < rows.size(); ++i) payees.push_back(sql::Column<BrokerId>::read(rows.text(i, 0)));
  return payees;
}

void add_payee(const BrokerId& payee, const std::map<Currency, PayeeSums>& by_currency,
               const std::string& prefix, AccountAmounts& out) {
  for (const auto& [currency, sums] : by_currency)
    for (int part = 0; part < kPayeeParts; ++part) {
      if (!sums.moved(part) || figure_of(part) == PayeeFigure::paid) continue;  // paid is no account
      std::string account =
          posting::payee_account_name(payee, static_cast<PayeeAccount>(figure_of(part)), component_of(part));
      if (account.starts_with(prefix)) out[{std::move(account), currency}] += -sums.at(part);
    }
}

void add_payees(pg::Connection& connection, const LedgerPoint& point, const AccountsAsked& accounts,
                AccountAmounts& out) {
  const std::string& prefix = accounts.prefix;
  const std::size_t common = std::min(prefix.size(), kPayeeAccounts.size());
  if (prefix.compare(0, common, kPayeeAccounts, 0, common) != 0) return;
  const std::vector<BrokerId> payees = payees_of(connection, accounts);
  for (std::size_t first = 0; first < payees.size(); first += kPayeesAtOnce) {
    std::vector<PayeeAsOf> asked;
    for (std::size_t i = first; i < std::min(first + kPayeesAtOnce, payees.size()); ++i)
      asked.push_back({payees[i], point.limit});
    const pg::Query query = payees_as_of_query(asked);
    const PayeesAsOf found(connection.pipeline({&query, 1}).front(), asked);
    for (std::size_t i = 0; i < asked.size(); ++i) add_payee(asked[i].payee, found.at(i), prefix, out);
  }
}

}  // namespace

AccountAmounts accounts_as_of(pg::Connection& connection, const LedgerPoint& point,
                              const AccountsAsked& asked) {
  AccountAmounts amounts;
  add_other_accounts(connection, point, asked.prefix, amounts);
  add_payees(connection, point, asked, amounts);
  return amounts;
}

}  // namespace daybook
