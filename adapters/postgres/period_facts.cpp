#include "adapters/postgres/period_facts.hpp"

#include <stdexcept>

#include "adapters/postgres/accounts_as_of.hpp"
#include "adapters/postgres/journal_reader.hpp"
#include "core/civil_day.hpp"

namespace daybook {

PeriodBalances balances_before(pg::Connection& connection, std::int64_t position, const Zone& zone,
                               Month month) {
  const Instant end = zone.period_of(month).end;
  const auto last_day = day_number(zone.day_of({end.micros - 1}));
  if (!last_day) throw std::logic_error("a month without a last day");
  return accounts_as_of(connection, {{position, *last_day}, end});
}

std::optional<Instant> first_entry(pg::Connection& connection, const Zone& zone, std::optional<Instant> from,
                                   Instant until) {
  DayNumbers days(zone);
  EntriesAsked asked;
  if (from) asked.from = *from;
  asked.before = until;
  std::int64_t first_day = from ? days.of(*from) : INT64_MIN;
  const std::int64_t last_day = days.of({until.micros - 1});
  while (true) {
    const auto rows = connection.exec("SELECT min(day) FROM entry_days WHERE day >= $1 AND day <= $2",
                                      {std::to_string(first_day), std::to_string(last_day)});
    if (rows.null(0, 0)) return std::nullopt;
    const std::int64_t day = rows.integer(0, 0);
    asked.near_day = day;
    std::optional<Instant> first;
    JournalReader(connection, asked).each([&](const JournalEntry& entry) {
      if (days.of(entry.effective_at) == day)
        first = std::min(first.value_or(entry.effective_at), entry.effective_at);
    });
    if (first) return first;
    first_day = day + 1;  // what is of that day lies outside of the bounds
  }
}

}  // namespace daybook
