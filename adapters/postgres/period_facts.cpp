#include "adapters/postgres/period_facts.hpp"

#include "adapters/postgres/read_rows.hpp"

namespace daybook {

PeriodBalances balances_before(pg::Connection& connection, std::int64_t position, Instant end) {
  const auto rows = connection.exec(
      "SELECT l.account, e.currency, sum(l.amount)::bigint FROM journal_entries e, "
      "unnest(e.accounts, e.amounts) AS l(account, amount) WHERE e.position <= $1 AND e.effective_at < $2 "
      "GROUP BY l.account, e.currency HAVING sum(l.amount) <> 0",
      {std::to_string(position), to_string(end)});
  PeriodBalances balances;
  for (int i = 0; i < rows.size(); ++i)
    balances[{std::string(rows.text(i, 0)), sql::Column<Currency>::read(rows.text(i, 1))}] =
        Minor(rows.integer(i, 2));
  return balances;
}

std::optional<Instant> first_entry(pg::Connection& connection, std::optional<Instant> from, Instant until) {
  const auto rows = connection.exec(
      "SELECT min(effective_at) FROM journal_entries WHERE effective_at >= $1 AND effective_at < $2",
      {from ? to_string(*from) : "-infinity", to_string(until)});
  return rows.null(0, 0) ? std::nullopt : std::optional(sql::Column<Instant>::read(rows.text(0, 0)));
}

}  // namespace daybook
