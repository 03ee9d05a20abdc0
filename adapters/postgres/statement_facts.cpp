#include "adapters/postgres/statement_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/late_entries.hpp"
#include "adapters/postgres/log_walk.hpp"
#include "adapters/postgres/order_states.hpp"
#include "adapters/postgres/payees_as_of.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "core/civil_day.hpp"
#include "events/codec/packed.hpp"

namespace daybook {
namespace {

/// The days of a statement, numbered as core/civil_day.hpp does, both included; the first may be behind the
/// last.
struct Days {
  std::int64_t first, last;
};
Days days_of(const Period& period, const Zone& zone) {
  DayNumbers days(zone);
  return {days.of(period.start), days.of(Instant{period.end.micros - 1})};
}

/// What was available before the month and at its end, in every currency in which anything ever was.
std::map<Currency, StatementSums> available_sums(pg::Connection& connection, const BrokerId& payee,
                                                 const Days& days, std::int64_t position) {
  const PayeeAsOf asked[] = {{payee, {position, std::min(days.first - 1, days.last)}},
                             {payee, {position, days.last}}};
  pg::Query query = payees_as_of_query(asked);
  query.plan = pg::Query::Plan::each_time;
  const PayeesAsOf found(connection.pipeline({&query, 1}).front(), asked);
  const auto available = [](const PayeeSums& sums) {
    std::optional<Minor> sum;
    for (int part = 0; part < kPayeeParts; ++part)
      if (figure_of(part) == PayeeFigure::available && sums.moved(part))
        sum = sum.value_or(Minor{}) + sums.at(part);
    return sum;
  };
  std::map<Currency, StatementSums> sums;
  for (const auto& [currency, closing] : found.at(1))
    if (const auto sum = available(closing)) sums[currency].closing = *sum;
  for (const auto& [currency, opening] : found.at(0))
    if (const auto sum = available(opening)) sums[currency].opening = *sum;
  return sums;
}

/// The blocks that may hold facts of those days. $1 payee, $2 position, $3 and $4 the days.
constexpr const char* kBlocks =
    "SELECT o.currency, b.first_position, b.state FROM payee_open_blocks o JOIN payee_blocks b "
    "ON b.payee = o.payee AND b.currency = o.currency "
    "WHERE o.payee = $1 AND b.first_position <= $2 AND b.max_day >= $3 AND b.min_day <= $4 "
    "UNION ALL SELECT currency, first_position, state FROM payee_open_blocks "
    "WHERE payee = $1 AND first_position <= $2 AND max_day >= $3 AND min_day <= $4";

/// The month's entries by position, with nothing but their amounts yet.
std::vector<StatementEntry> entries_of(pg::Connection& connection, const BrokerId& payee, const Days& days,
                                       std::int64_t position) {
  const auto rows = connection.exec(kBlocks, {payee.str(), std::to_string(position),
                                              std::to_string(days.first), std::to_string(days.last)});
  std::vector<StatementEntry> entries;
  for (int i = 0; i < rows.size(); ++i) {
    const auto currency = sql::Column<Currency>::read(rows.text(i, 0));
    const auto block = packed::unpack<BlockState>(rows.bytes(i, 2));
    for (const AvailableMove& move : available_moves(rows.integer(i, 1), block)) {
      if (move.position > position || move.day < days.first || move.day > days.last) continue;
      StatementEntry& entry = entries.emplace_back();
      entry.currency = currency;
      entry.line.position = move.position;
      entry.line.revenue_share = move.gain.revenue_share;
      entry.line.markup = move.gain.markup;
      entry.line.adjustments = move.gain.adjustments;
    }
  }
  std::ranges::sort(entries, {}, [](const StatementEntry& entry) { return entry.line.position; });
  return entries;
}

/// Marks those whose month was closed when they came.
void mark_late(pg::Connection& connection, std::vector<StatementEntry>& entries) {
  if (entries.empty()) return;
  const LateFacts late =
      late_between(connection, entries.front().line.position, entries.back().line.position);
  for (auto& [currency, line] : entries)
    if (const auto found = late.find(line.position); found != late.end()) {
      line.prior_period = found->second.month;
      line.own_date = found->second.own_effective_at;
    }
}

std::map<OrderId, OrderState> orders_of(pg::Connection& connection, std::span<const StatementEntry> entries) {
  std::set<std::string> ids;
  for (const auto& [currency, line] : entries)
    if (line.order_id) ids.insert(line.order_id->str());
  return order_states(connection, std::vector<std::string>(ids.begin(), ids.end()));
}

/// Explains a chunk of entries, which are in the order of their positions.
void explain_all(pg::Connection& connection, const BrokerId& payee, std::span<StatementEntry> entries) {
  std::vector<std::int64_t> positions;
  for (const auto& [currency, line] : entries) positions.push_back(line.position);
  const auto facts = facts_at(connection, positions);
  if (facts.size() != entries.size())
    throw StatementError(
        fmt::format("{} facts for {} lines of payee {}", facts.size(), entries.size(), payee.str()));
  for (std::size_t i = 0; i < facts.size(); ++i) identify(entries[i].line, facts[i]);
  const auto orders = orders_of(connection, entries);
  for (std::size_t i = 0; i < facts.size(); ++i) {
    StatementEntry& entry = entries[i];
    const auto order = entry.line.order_id ? orders.find(*entry.line.order_id) : orders.end();
    std::optional<Agreement> agreed;
    if (order != orders.end()) {
      entry.line.order_number = order->second.order_number;
      agreed = agreement_of(order->second, entry.line.position);
    }
    explain(entry, payee, facts[i], agreed ? &*agreed : nullptr);
  }
}

}  // namespace

StatementFacts read_statement(pg::Connection& connection, const BrokerId& payee, const Period& period,
                              const Zone& zone, std::int64_t position) {
  const Days days = days_of(period, zone);
  StatementFacts facts{available_sums(connection, payee, days, position),
                       entries_of(connection, payee, days, position)};
  mark_late(connection, facts.entries);
  const std::span<StatementEntry> all(facts.entries);
  for (std::size_t first = 0; first < all.size(); first += kFactsAtOnce)
    explain_all(connection, payee, all.subspan(first, std::min(kFactsAtOnce, all.size() - first)));
  return facts;
}

std::optional<BrokerProfile> profile_at(pg::Connection& connection, const BrokerId& payee,
                                        std::int64_t position) {
  const auto rows = connection.exec(
      fmt::format(
          "SELECT {} FROM public.events WHERE stream = $1 AND type IN ('{}', '{}') AND position <= $2 "
          "ORDER BY version DESC LIMIT 1",
          kEventColumns, event_type<BrokerRegistered>.name, event_type<BrokerProfileChanged>.name),
      {"broker-" + payee.str(), std::to_string(position)});
  if (rows.size() == 0) return std::nullopt;
  const Event event = decode(envelope_of(rows, 0)).event;
  if (const auto* registered = std::get_if<BrokerRegistered>(&event)) return registered->profile;
  return std::get<BrokerProfileChanged>(event).profile;
}

std::optional<std::int64_t> quarantined_at(pg::Connection& connection, const BrokerId& payee) {
  const auto rows =
      connection.exec("SELECT min(position) FROM quarantine WHERE partition_key = $1", {payee.str()});
  return rows.null(0, 0) ? std::nullopt : std::optional(rows.integer(0, 0));
}

}  // namespace daybook
