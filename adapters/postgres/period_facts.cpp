#include "adapters/postgres/period_facts.hpp"

#include <stdexcept>

#include "adapters/postgres/accounts_as_of.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "core/civil_day.hpp"

namespace daybook {

PeriodBalances balances_before(pg::Connection& connection, std::int64_t position, const Zone& zone,
                               Month month) {
  const Instant end = zone.period_of(month).end;
  const auto last_day = day_number(zone.day_of({end.micros - 1}));
  if (!last_day) throw std::logic_error("a month without a last day");
  return accounts_as_of(connection, {{position, *last_day}, end});
}

std::optional<Instant> first_entry(pg::Connection& connection, std::optional<Instant> from, Instant until) {
  const auto rows = connection.exec(
      "SELECT min(effective_at) FROM journal_entries WHERE effective_at >= $1 AND effective_at < $2",
      {from ? to_string(*from) : "-infinity", to_string(until)});
  return rows.null(0, 0) ? std::nullopt : std::optional(sql::Column<Instant>::read(rows.text(0, 0)));
}

}  // namespace daybook
