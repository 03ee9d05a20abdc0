#include "adapters/postgres/reconciliation_sides.hpp"

#include <fmt/format.h>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "projections/reconciliation_lines.hpp"

namespace daybook {
namespace {

/// Longer than any payout, transfer or check takes from one side to the other.
constexpr std::int64_t kTransit = 31 * kMicrosPerDay;

std::string time_text(Instant instant) { return to_string(instant); }

/// The widest of the spans: one query reads all currencies.
Span widest(const std::map<Currency, Span>& spans) {
  Span all = spans.begin()->second;
  for (const auto& [currency, span] : spans) {
    all.start = std::min(all.start, span.start);
    all.end = std::max(all.end, span.end);
  }
  return all;
}

/// Of these payment intents: their orders.
std::map<std::string, OrderId> orders_of(pg::Connection& connection,
                                         const std::vector<StatementLineRow>& rows) {
  std::vector<std::string> refs;
  for (const auto& row : rows)
    if (row.payment_intent) refs.push_back("intent:" + *row.payment_intent);
  std::map<std::string, OrderId> out;
  if (refs.empty()) return out;
  const auto found = connection.exec("SELECT ref, stream FROM external_refs WHERE ref = ANY($1::text[])",
                                     {pg::text_array(refs)});
  for (int i = 0; i < found.size(); ++i)
    if (const auto id = order_of_stream(found.text(i, 1)))
      out.emplace(std::string(found.text(i, 0).substr(std::string_view("intent:").size())), *id);
  return out;
}

/// Events at these positions.
std::map<std::int64_t, Event> events_at(pg::Connection& connection, const std::vector<std::int64_t>& at) {
  std::map<std::int64_t, Event> out;
  if (at.empty()) return out;
  std::string list = "{";
  for (const auto position : at) sql::append_element(list, position);
  const auto rows = connection.exec(
      fmt::format("SELECT {} FROM events WHERE position = ANY($1::bigint[])", kEventColumns), {list + "}"});
  for (int i = 0; i < rows.size(); ++i) {
    Recorded recorded = decode(envelope_of(rows, i));
    out.emplace(recorded.envelope.position.value, std::move(recorded.event));
  }
  return out;
}

std::map<PayoutId, BankFileId> payment_files(pg::Connection& connection, std::int64_t position) {
  const auto rows =
      connection.exec("SELECT position FROM activity_log WHERE type = 'bank_file.made' AND position <= $1",
                      {std::to_string(position)});
  std::vector<std::int64_t> at;
  for (int i = 0; i < rows.size(); ++i) at.push_back(rows.integer(i, 0));
  std::map<PayoutId, BankFileId> out;
  for (const auto& [where, event] : events_at(connection, at))
    if (const auto* made = std::get_if<BankFileMade>(&event))
      for (const auto& payout : made->payouts) out[payout.payout_id] = made->file_id;  // the last one counts
  return out;
}

}  // namespace

Instant side_start(const Span& span) {
  return {std::max<std::int64_t>(0, span.start.micros - kMatchWindowDays * kMicrosPerDay)};
}
Instant side_end(const Span& span) { return {span.end.micros + kTransit}; }

HandPlaces hand_places(pg::Connection& connection, const std::string& account, std::int64_t position) {
  const auto rows =
      connection.exec(fmt::format("SELECT {} FROM hand_matches WHERE account = $1 AND position <= $2 AND "
                                  "(undone_position IS NULL OR undone_position > $2)",
                                  sql::column_list<HandMatchRow>()),
                      {account, std::to_string(position)});
  HandPlaces out;
  for (int i = 0; i < rows.size(); ++i) {
    const auto row = sql::row_of<HandMatchRow>(rows, i);
    for (const auto& line : row.lines) out.lines[line] = row.id.str();
    for (const auto at : row.positions) out.positions[at] = row.id.str();
  }
  return out;
}

const CashLine* Side::peek() {
  while (next_ == batch_.size() && !done_) {
    batch_ = fetch();
    next_ = 0;
    done_ = batch_.empty();
  }
  return next_ < batch_.size() ? &batch_[next_] : nullptr;
}
CashLine Side::take() { return std::move(batch_[next_++]); }

TheirSide::TheirSide(pg::Connection& connection, const std::string& account, std::int64_t position,
                     const std::map<Currency, Span>& spans, const HandPlaces& hand)
    : connection_(connection), spans_(spans), hand_(hand) {
  connection_.exec(fmt::format("DECLARE their_lines NO SCROLL CURSOR FOR SELECT {} FROM statement_lines "
                               "WHERE account = $1 AND position <= $2 AND at < $3 "
                               "ORDER BY at, position, number",
                               sql::column_list<StatementLineRow>()),
                   {account, std::to_string(position), time_text(side_end(widest(spans_)))});
}

std::vector<CashLine> TheirSide::fetch() {
  std::vector<CashLine> out;
  while (out.empty()) {
    const auto rows = connection_.exec(fmt::format("FETCH {} FROM their_lines", kSideBatch));
    if (rows.size() == 0) connection_.exec("CLOSE their_lines");
    if (rows.size() == 0) return out;
    std::vector<StatementLineRow> lines;
    for (int i = 0; i < rows.size(); ++i) lines.push_back(sql::row_of<StatementLineRow>(rows, i));
    const auto orders = orders_of(connection_, lines);
    for (const auto& row : lines) {
      if (!spans_.contains(row.currency)) continue;
      const auto order = row.payment_intent ? orders.find(*row.payment_intent) : orders.end();
      const auto hand = hand_.lines.find(row.line_id);
      if (hand == hand_.lines.end()) {
        for (auto& line :
             their_lines(row, order == orders.end() ? std::nullopt : std::optional(order->second)))
          out.push_back(std::move(line));
        continue;
      }
      // A person matches the whole of a line.
      StatementLineRow whole = row;
      whole.amount = row.net;
      whole.fee = Minor{};
      out.push_back(std::move(their_lines(whole, std::nullopt).front()));
      out.back().hand = hand->second;
    }
  }
  return out;
}

OurSide::OurSide(pg::Connection& connection, const std::string& account, std::int64_t position,
                 const std::map<Currency, Span>& spans, const HandPlaces& hand)
    : connection_(connection), account_(account), spans_(spans), hand_(hand) {
  if (account == kBankAccount) batches_ = payment_files(connection, position);
  std::string matched = "{";
  for (const auto& [at, match] : hand_.positions) sql::append_element(matched, at);
  Span all = widest(spans_);
  connection_.exec(
      "DECLARE our_entries NO SCROLL CURSOR FOR SELECT position, effective_at, type, order_id, order_number, "
      "currency, (SELECT sum(amount) FROM unnest(accounts, amounts) AS p(account, amount) WHERE account = "
      "$1)::bigint FROM journal_entries WHERE accounts @> ARRAY[$1::text] AND position <= $2 AND "
      "((effective_at >= $3 AND effective_at < $4) OR position = ANY($5::bigint[])) "
      "ORDER BY effective_at, position",
      {account, std::to_string(position), time_text(side_start(all)), time_text(side_end(all)),
       matched + "}"});
}

std::vector<CashLine> OurSide::fetch() {
  std::vector<CashLine> out;
  while (out.empty()) {
    const auto rows = connection_.exec(fmt::format("FETCH {} FROM our_entries", kSideBatch));
    if (rows.size() == 0) connection_.exec("CLOSE our_entries");
    if (rows.size() == 0) return out;
    std::vector<OurEntry> entries;
    std::vector<std::int64_t> wanted;
    for (int i = 0; i < rows.size(); ++i) {
      OurEntry entry{rows.integer(i, 0),
                     {rows.micros(i, 1)},
                     std::string(rows.text(i, 2)),
                     {},
                     {},
                     sql::Column<Currency>::read(rows.text(i, 5)),
                     Minor{rows.integer(i, 6)}};
      if (!rows.null(i, 3)) entry.order_id = OrderId::parse(rows.text(i, 3));
      if (!rows.null(i, 4)) entry.order_number = std::string(rows.text(i, 4));
      const auto span = spans_.find(entry.currency);
      if (span == spans_.end()) continue;
      // Older ones are summed, unless a person matched them (reconciliation_source.cpp).
      if (entry.at < side_start(span->second) && !hand_.positions.contains(entry.position)) continue;
      if (needs_event(entry.type, account_)) wanted.push_back(entry.position);
      entries.push_back(std::move(entry));
    }
    const auto events = events_at(connection_, wanted);
    for (const auto& entry : entries) {
      const auto event = events.find(entry.position);
      out.push_back(our_line(entry, account_, event == events.end() ? nullptr : &event->second, batches_));
      if (const auto hand = hand_.positions.find(entry.position); hand != hand_.positions.end())
        out.back().hand = hand->second;
    }
  }
  return out;
}

}  // namespace daybook
