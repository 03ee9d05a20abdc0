#include "adapters/postgres/statement_facts.hpp"

#include <fmt/format.h>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/read_rows.hpp"

namespace daybook {
namespace {

/// Facts decoded at a time: bounds the memory that payloads take.
constexpr std::size_t kFactsAtOnce = 500;

/// The payee's `available` ledger lines, and the payouts that took from them (negative) or gave back
/// (positive). $1 payee, $2 the month's end, $3 position, $4 the payee's available accounts, $5 its start.
constexpr const char* kMoves =
    "WITH moves AS (SELECT currency, position, effective_at, kind, order_number, order_id, revenue_share, "
    "markup, adjustments FROM payee_lines WHERE payee = $1 AND effective_at < $2 AND position <= $3 "
    "UNION ALL SELECT e.currency, e.position, e.effective_at, replace(e.type, '.', '_'), NULL, NULL, "
    "coalesce(-sum(l.amount) FILTER (WHERE l.account LIKE '%:revenue_share'), 0)::bigint, "
    "coalesce(-sum(l.amount) FILTER (WHERE l.account LIKE '%:markup'), 0)::bigint, "
    "coalesce(-sum(l.amount) FILTER (WHERE l.account LIKE '%:adjustments'), 0)::bigint "
    "FROM journal_entries e, unnest(e.accounts, e.amounts) AS l(account, amount) "
    "WHERE e.payee = $1 AND l.account LIKE $4 AND e.type IN "
    "('payout.created', 'payout.failed', 'payout.cancelled', 'payout.returned') AND e.effective_at < $2 AND "
    "e.position <= $3 "
    "GROUP BY e.currency, e.position, e.effective_at, e.type) ";

constexpr const char* kSums =
    "SELECT currency, "
    "coalesce(sum(revenue_share + markup + adjustments) FILTER (WHERE effective_at < $5), 0)::bigint, "
    "sum(revenue_share + markup + adjustments)::bigint FROM moves GROUP BY currency";

constexpr const char* kLines =
    "SELECT currency, position, effective_at, kind, order_number, order_id, revenue_share, markup, "
    "adjustments, late.month, late.own_effective_at FROM moves LEFT JOIN late_facts late USING (position) "
    "WHERE effective_at >= $5 ORDER BY position";

StatementEntry entry_of(const pg::Rows& rows, int i) {
  StatementEntry entry;
  entry.currency = sql::Column<Currency>::read(rows.text(i, 0));
  StatementLine& line = entry.line;
  line.position = rows.integer(i, 1);
  line.at = sql::Column<Instant>::read(rows.text(i, 2));
  line.kind = sql::Column<StatementKind>::read(rows.text(i, 3));
  if (!rows.null(i, 4)) line.order_number = std::string(rows.text(i, 4));
  if (!rows.null(i, 5)) line.order_id = sql::Column<OrderId>::read(rows.text(i, 5));
  line.revenue_share = sql::Column<Minor>::read(rows.text(i, 6));
  line.markup = sql::Column<Minor>::read(rows.text(i, 7));
  line.adjustments = sql::Column<Minor>::read(rows.text(i, 8));
  if (!rows.null(i, 9)) line.prior_period = std::string(rows.text(i, 9));
  if (!rows.null(i, 10)) line.own_date = sql::Column<Instant>::read(rows.text(i, 10));
  return entry;
}

std::string array_of(const std::vector<std::string>& elements) {
  return fmt::format("{{{}}}", fmt::join(elements, ","));
}

std::map<OrderId, OrderState> orders_of(pg::Connection& connection, std::span<const StatementEntry> entries) {
  std::set<std::string> ids;
  for (const auto& [currency, line] : entries)
    if (line.order_id) ids.insert(line.order_id->str());
  std::map<OrderId, OrderState> out;
  if (ids.empty()) return out;
  const auto rows = connection.exec("SELECT id, state FROM orders WHERE id = ANY($1::uuid[])",
                                    {array_of({ids.begin(), ids.end()})});
  for (int i = 0; i < rows.size(); ++i)
    out.emplace(sql::Column<OrderId>::read(rows.text(i, 0)), packed::unpack<OrderState>(rows.bytes(i, 1)));
  return out;
}

/// Explains a chunk of entries, which are in the order of their positions.
void explain_all(pg::Connection& connection, const BrokerId& payee, std::span<StatementEntry> entries) {
  std::vector<std::string> positions;
  for (const auto& [currency, line] : entries) positions.push_back(std::to_string(line.position));
  const auto facts = connection.exec(
      fmt::format("SELECT {} FROM public.events WHERE position = ANY($1::bigint[]) ORDER BY position",
                  kEventColumns),
      {array_of(positions)});
  if (facts.size() != static_cast<int>(entries.size()))
    throw StatementError(
        fmt::format("{} facts for {} lines of payee {}", facts.size(), entries.size(), payee.str()));
  const auto orders = orders_of(connection, entries);
  for (int i = 0; i < facts.size(); ++i) {
    StatementEntry& entry = entries[static_cast<std::size_t>(i)];
    const auto order = entry.line.order_id ? orders.find(*entry.line.order_id) : orders.end();
    std::optional<Agreement> agreed;
    if (order != orders.end()) agreed = agreement_of(order->second, entry.line.position);
    explain(entry, payee, decode(envelope_of(facts, i)), agreed ? &*agreed : nullptr);
  }
}

}  // namespace

StatementFacts read_statement(pg::Connection& connection, const BrokerId& payee, const Period& period,
                              std::int64_t position) {
  const pg::Params asked{payee.str(), to_string(period.end), std::to_string(position),
                         "liabilities:brokers:" + payee.str() + ":available:%", to_string(period.start)};
  StatementFacts facts;
  const auto sums = connection.exec(std::string(kMoves) + kSums, asked);
  for (int i = 0; i < sums.size(); ++i)
    facts.sums[sql::Column<Currency>::read(sums.text(i, 0))] = {Minor(sums.integer(i, 1)),
                                                                Minor(sums.integer(i, 2))};
  const auto lines = connection.exec(std::string(kMoves) + kLines, asked);
  for (int i = 0; i < lines.size(); ++i) facts.entries.push_back(entry_of(lines, i));
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
