#include "adapters/postgres/reconciliation_sides.hpp"

#include <fmt/format.h>

#include "adapters/postgres/journal_reader.hpp"
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

std::map<PayoutId, BankFileId> payment_files(pg::Connection& connection, std::int64_t position) {
  LogPart part;
  part.until = position;
  part.types = {std::string(event_type<BankFileMade>.name)};
  part.stretches = "FROM event_types WHERE type = $1";
  part.stretch_params = {part.types.front()};
  std::map<PayoutId, BankFileId> out;
  LogWalk(connection, part).each([&](const Recorded& fact) {
    const auto& made = std::get<BankFileMade>(fact.event);
    for (const auto& payout : made.payouts) out[payout.payout_id] = made.file_id;  // the last one counts
  });
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

std::vector<JournalEntry> matched_entries(pg::Connection& connection, const HandPlaces& hand,
                                          std::int64_t position) {
  std::vector<std::int64_t> matched;
  for (const auto& [at, match] : hand.positions)
    if (at <= position) matched.push_back(at);
  return entries_of(facts_at(connection, matched));
}

OurSide::OurSide(pg::Connection& connection, const std::string& account, std::int64_t position,
                 const std::map<Currency, Span>& spans, const HandPlaces& hand)
    : connection_(connection), account_(account), spans_(spans), hand_(hand) {
  if (account == kBankAccount) batches_ = payment_files(connection, position);
  find_entries(position);
}

/// Sixteen bytes an entry are kept; the entries themselves are read again, in the order of time.
void OurSide::find_entries(std::int64_t position) {
  const Span all = widest(spans_);
  EntriesAsked asked;
  asked.until = position;
  asked.account = account_;
  asked.from = side_start(all);
  asked.before = side_end(all);
  JournalReader(connection_, asked).each([&](const JournalEntry& entry) {
    if (wants(entry)) places_.push_back({entry.effective_at, entry.position});
  });
  for (const JournalEntry& entry : matched_entries(connection_, hand_, position))
    if (amount_on(entry, account_) && spans_.contains(entry.currency))
      places_.push_back({entry.effective_at, entry.position});
  std::sort(places_.begin(), places_.end());
  places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
}

/// Older ones are summed, unless a person matched them (reconciliation_source.cpp).
bool OurSide::wants(const JournalEntry& entry) const {
  const auto span = spans_.find(entry.currency);
  return span != spans_.end() && entry.effective_at >= side_start(span->second);
}

std::vector<CashLine> OurSide::fetch() {
  const std::size_t end = std::min(places_.size(), next_place_ + kSideBatch);
  std::vector<std::int64_t> positions;
  for (std::size_t i = next_place_; i < end; ++i) positions.push_back(places_[i].position);
  std::map<std::int64_t, Recorded> facts;
  for (Recorded& fact : facts_at(connection_, positions)) {
    const std::int64_t at = fact.envelope.position.value;
    facts.emplace(at, std::move(fact));
  }
  std::vector<JournalEntry> entries;
  for (; next_place_ < end; ++next_place_) {
    const Recorded& fact = facts.at(places_[next_place_].position);
    entries.push_back(journal_entry(fact, post(fact)));
  }
  add_order_numbers(connection_, entries);
  std::vector<CashLine> out;
  for (const JournalEntry& entry : entries) {
    const OurEntry ours{
        entry.position, entry.effective_at,         entry.type, entry.order_id, entry.order_number,
        entry.currency, *amount_on(entry, account_)};
    const Event* event = needs_event(entry.type, account_) ? &facts.at(entry.position).event : nullptr;
    out.push_back(our_line(ours, account_, event, batches_));
    if (const auto hand = hand_.positions.find(entry.position); hand != hand_.positions.end())
      out.back().hand = hand->second;
  }
  return out;
}

}  // namespace daybook
