#include "adapters/http/views/reconciliation_view.hpp"

#include <fmt/format.h>

#include <array>

#include "adapters/export/csv_record.hpp"
#include "projections/reconciliation_ageing.hpp"

namespace daybook::http {
namespace {

std::string name_of(BreakCause cause) { return boost::describe::enum_to_string(cause, "?"); }

/// What ages are counted to: the statement's end, or what was asked where there is none.
Instant end_of(const CurrencyReconciled& r) { return r.statement_end.value_or(Instant{}); }

json::Raw their_json(const CashLine& line) {
  json::Object out;
  out.add("line_id", line.id)
      .add("at", line.at)
      .add("type", line.type)
      .add("kind", line.kind)
      .add("amount", line.amount);
  return out.raw();
}

json::Raw our_json(const CashLine& line) {
  json::Object out;
  out.add("position", line.position)
      .add("effective_at", line.at)
      .add("type", line.type)
      .add("order_number", line.label.empty() ? std::nullopt : std::optional(line.label))
      .add("amount", line.amount);
  return out.raw();
}

template <class F>
std::vector<json::Raw> first_of(const std::vector<CashLine>& lines, F&& shown) {
  std::vector<json::Raw> out;
  for (std::size_t i = 0; i < lines.size() && i < kMostInBreak; ++i) out.push_back(shown(lines[i]));
  return out;
}

std::optional<std::string> match_of(const Break& broken) {
  if (broken.cause != BreakCause::rest_of_match) return std::nullopt;
  return broken.ours.empty() ? broken.theirs.front().hand : broken.ours.front().hand;
}

json::Raw break_json(const Break& broken, Instant end) {
  const std::int64_t days = age_days(broken, end);
  json::Object out;
  out.add("cause", broken.cause)
      .add("amount", broken.amount)
      .add("since", broken.since)
      .add("age_days", days)
      .add("age", kAgeBuckets[age_bucket(days)])
      .add("match_id", match_of(broken))
      .add("lines", first_of(broken.theirs, their_json))
      .add("lines_count", broken.theirs.size())
      .add("entries", first_of(broken.ours, our_json))
      .add("entries_count", broken.ours.size());
  return out.raw();
}

json::Raw sum_json(std::string_view member, std::string_view name, const BreakSum& sum) {
  json::Object out;
  out.add(member, name).add("count", sum.count).add("amount", sum.amount);
  return out.raw();
}

json::Raw currency_json(const CurrencyReconciled& r, std::size_t most) {
  const BreakSums sums = sums_of(r.breaks, end_of(r));
  std::vector<json::Raw> ageing, causes, breaks;
  for (std::size_t i = 0; i < kAgeBuckets.size(); ++i)
    ageing.push_back(sum_json("days", kAgeBuckets[i], sums.by_age[i]));
  for (const auto& [cause, sum] : sums.by_cause) causes.push_back(sum_json("cause", name_of(cause), sum));
  for (std::size_t i = 0; i < r.breaks.size() && i < most; ++i)
    breaks.push_back(break_json(r.breaks[i], end_of(r)));
  json::Object matched;
  matched.add("lines", r.detail.matched_theirs)
      .add("entries", r.detail.matched_ours)
      .add("amount", r.detail.matched);
  json::Object out;
  out.add("currency", r.currency)
      .add("statement_end", r.statement_end)
      .add("ours", r.ours)
      .add("theirs", r.theirs)
      .add("difference", r.difference)
      .add("matched", matched.raw())
      .add("by_cause", causes)
      .add("ageing", ageing)
      .add("breaks_count", r.breaks.size())
      .add("breaks", breaks);
  return out.raw();
}

constexpr auto kColumns = std::to_array<std::string_view>(
    {"record", "account", "position", "currency", "statement_end", "ours", "theirs", "difference", "cause",
     "amount", "since", "age_days", "lines", "entries"});

std::string joined(const std::vector<CashLine>& lines, bool ours) {
  std::string out;
  for (std::size_t i = 0; i < lines.size() && i < kMostInBreak; ++i)
    out += (i > 0 ? " " : "") + (ours ? std::to_string(lines[i].position) : lines[i].id);
  return lines.size() > kMostInBreak ? out + fmt::format(" and {} more", lines.size() - kMostInBreak) : out;
}

}  // namespace

std::string reconciliation_json(const ReconciliationShown& shown) {
  std::vector<json::Raw> currencies;
  for (const auto& r : shown.currencies) currencies.push_back(currency_json(r, shown.most_breaks));
  json::Object out;
  return out.add("account", shown.asked.account)
      .add("position", shown.asked.position)
      .add("currencies", currencies)
      .text();
}

std::string reconciliation_csv(const ReconciliationShown& shown) {
  std::string out = exports::csv_head(kColumns);
  const auto record = [&](std::string_view kind, Currency currency) {
    exports::CsvRecord row(kColumns, kind);
    row.set("account", shown.asked.account)
        .set("position", std::to_string(shown.asked.position))
        .set("currency", currency.str());
    return row;
  };
  for (const auto& r : shown.currencies) {
    auto row = record("balance", r.currency);
    if (r.statement_end) row.set("statement_end", to_string(*r.statement_end));
    row.money("ours", r.ours, r.currency)
        .money("theirs", r.theirs, r.currency)
        .money("difference", r.difference, r.currency)
        .end(out);
  }
  for (const auto& r : shown.currencies)
    for (const auto& broken : r.breaks)
      record("break", r.currency)
          .set("cause", name_of(broken.cause))
          .money("amount", broken.amount, r.currency)
          .set("since", to_string(broken.since))
          .set("age_days", std::to_string(age_days(broken, end_of(r))))
          .text("lines", joined(broken.theirs, false))
          .text("entries", joined(broken.ours, true))
          .end(out);
  return out;
}

json::Object statement_object(const StatementRow& row) {
  json::Object out;
  out.add("statement_id", row.id)
      .add("account", row.account)
      .add("format", row.format)
      .add("sha256", row.sha256)
      .add("part", row.part)
      .add("holder", row.holder)
      .add("period_start", row.period_start)
      .add("period_end", row.period_end)
      .add("currency", row.currency)
      .add("opening", row.opening)
      .add("closing", row.closing)
      .add("lines", row.lines)
      .add("known", row.known)
      .add("imported_by", row.imported_by)
      .add("recorded_at", row.recorded_at)
      .add("position", row.position);
  return out;
}

json::Object statement_line_object(const StatementLineRow& row, const std::optional<BreakCause>& cause) {
  json::Object out;
  out.add("line_id", row.line_id)
      .add("statement_id", row.statement_id)
      .add("number", row.number)
      .add("at", row.at)
      .add("value_date", row.value_date)
      .add("type", row.type)
      .add("currency", row.currency)
      .add("amount", row.amount)
      .add("fee", row.fee)
      .add("net", row.net)
      .add("references", row.refs)
      .add("status", cause ? "unmatched" : "matched")
      .add("cause", cause);
  return out;
}

json::Object hand_match_object(const HandMatchRow& row) {
  json::Object out;
  out.add("id", row.id)
      .add("account", row.account)
      .add("lines", row.lines)
      .add("positions", row.positions)
      .add("reason", row.reason)
      .add("matched_by", row.matched_by)
      .add("recorded_at", row.recorded_at)
      .add("undone_at", row.undone_at)
      .add("position", row.position);
  return out;
}

}  // namespace daybook::http
