#include "adapters/postgres/statement_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/late_entries.hpp"
#include "adapters/postgres/log_walk.hpp"
#include "adapters/postgres/order_states.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "projections/payee_moves.hpp"
#include "projections/posting.hpp"

namespace daybook {
namespace {

/// Facts decoded at a time: bounds the memory that payloads take.
constexpr std::size_t kFactsAtOnce = 500;

/// The payee's `available` ledger lines. $1 payee, $2 the month's end, $3 position, $4 its start.
constexpr const char* kSums =
    "SELECT currency, "
    "coalesce(sum(revenue_share + markup + adjustments) FILTER (WHERE effective_at < $4), 0)::bigint, "
    "sum(revenue_share + markup + adjustments)::bigint FROM payee_lines WHERE payee = $1 AND effective_at < "
    "$2 "
    "AND position <= $3 GROUP BY currency";

constexpr const char* kLines =
    "SELECT currency, position, effective_at, kind, order_number, order_id, revenue_share, markup, "
    "adjustments "
    "FROM payee_lines WHERE payee = $1 AND effective_at < $2 AND position <= $3 AND effective_at >= $4";

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
  return entry;
}

/// What the payee's payouts took from the lines (negative) or gave back (positive), before the month's end.
std::vector<StatementEntry> payout_entries(pg::Connection& connection, const BrokerId& payee,
                                           const Period& period, std::int64_t position) {
  LogPart part;
  part.until = position;
  for (const auto& type : {event_type<PayoutCreated>, event_type<PayoutFailed>, event_type<PayoutCancelled>,
                           event_type<PayoutReturned>})
    part.types.emplace_back(type.name);
  const auto payouts = connection.exec("SELECT id FROM payouts WHERE payee = $1", {payee.str()});
  if (payouts.size() == 0) return {};
  for (int i = 0; i < payouts.size(); ++i)
    part.streams.push_back("payout-" + std::string(payouts.text(i, 0)));
  std::vector<StatementEntry> entries;
  LogWalk(connection, part).each([&](const Recorded& fact) {
    const auto postings = post(fact);
    if (postings.empty() || fact.envelope.effective_at >= period.end) return;
    StatementEntry& entry = entries.emplace_back();
    entry.currency = postings.front().currency;
    const AvailableGain gain = available_gain(fact, payee, entry.currency);
    entry.line.position = fact.envelope.position.value;
    entry.line.at = fact.envelope.effective_at;
    std::string kind = fact.envelope.type;
    std::replace(kind.begin(), kind.end(), '.', '_');
    entry.line.kind = sql::Column<StatementKind>::read(kind);
    entry.line.revenue_share = gain.revenue_share;
    entry.line.markup = gain.markup;
    entry.line.adjustments = gain.adjustments;
  });
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
  const auto orders = orders_of(connection, entries);
  for (std::size_t i = 0; i < facts.size(); ++i) {
    StatementEntry& entry = entries[i];
    const auto order = entry.line.order_id ? orders.find(*entry.line.order_id) : orders.end();
    std::optional<Agreement> agreed;
    if (order != orders.end()) agreed = agreement_of(order->second, entry.line.position);
    explain(entry, payee, facts[i], agreed ? &*agreed : nullptr);
  }
}

}  // namespace

StatementFacts read_statement(pg::Connection& connection, const BrokerId& payee, const Period& period,
                              std::int64_t position) {
  const pg::Params asked{payee.str(), to_string(period.end), std::to_string(position),
                         to_string(period.start)};
  StatementFacts facts;
  const auto sums = connection.exec(kSums, asked);
  for (int i = 0; i < sums.size(); ++i)
    facts.sums[sql::Column<Currency>::read(sums.text(i, 0))] = {Minor(sums.integer(i, 1)),
                                                                Minor(sums.integer(i, 2))};
  const auto lines = connection.exec(kLines, asked);
  for (int i = 0; i < lines.size(); ++i) facts.entries.push_back(entry_of(lines, i));
  for (StatementEntry& entry : payout_entries(connection, payee, period, position)) {
    StatementSums& sum = facts.sums[entry.currency];
    const Minor amount = entry.line.revenue_share + entry.line.markup + entry.line.adjustments;
    const bool before = entry.line.at < period.start;
    if (before) sum.opening += amount;
    sum.closing = sum.closing.value_or(Minor{}) + amount;
    if (!before) facts.entries.push_back(std::move(entry));
  }
  std::sort(facts.entries.begin(), facts.entries.end(), [](const StatementEntry& a, const StatementEntry& b) {
    return a.line.position < b.line.position;
  });
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
