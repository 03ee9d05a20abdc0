#include "adapters/postgres/reconciliation_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "adapters/postgres/accounts_as_of.hpp"
#include "adapters/postgres/journal_reader.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "adapters/postgres/read_zone.hpp"
#include "adapters/postgres/reconciliation_sides.hpp"
#include "core/civil_day.hpp"
#include "projections/reconciliation_lines.hpp"

namespace daybook {
namespace {

std::vector<StatementRow> statements_of(pg::Connection& connection, const ReconciliationAsked& asked) {
  const auto rows =
      connection.exec(fmt::format("SELECT {} FROM statements WHERE account = $1 AND position <= $2 "
                                  "ORDER BY period_end, position",
                                  sql::column_list<StatementRow>()),
                      {asked.account, std::to_string(asked.position)});
  std::vector<StatementRow> out;
  for (int i = 0; i < rows.size(); ++i) out.push_back(sql::row_of<StatementRow>(rows, i));
  return out;
}

/// In which either side has anything.
std::set<Currency> currencies_of(pg::Connection& connection, const ReconciliationAsked& asked) {
  std::set<Currency> out;
  const auto rows = connection.exec(
      "SELECT currency FROM account_days WHERE level = 1 AND account = $1 UNION SELECT currency FROM "
      "statement_lines "
      "WHERE account = $1 AND position <= $2 UNION SELECT currency FROM statements WHERE account = $1 AND "
      "position <= $2 AND currency IS NOT NULL",
      {asked.account, std::to_string(asked.position)});
  for (int i = 0; i < rows.size(); ++i) {
    const auto currency = sql::Column<Currency>::read(rows.text(i, 0));
    if (!asked.currency || *asked.currency == currency) out.insert(currency);
  }
  return out;
}

/// Stripe's files are about all currencies, a bank's about one.
bool is_about(const StatementRow& statement, Currency currency) {
  return !statement.currency || *statement.currency == currency;
}

std::optional<Span> span_of(const std::vector<StatementRow>& statements, Currency currency,
                            const std::optional<Instant>& until) {
  std::optional<Span> span;
  for (const auto& s : statements) {
    if (!is_about(s, currency)) continue;
    if (!span) span = Span{s.period_start, s.period_end};
    span->start = std::min(span->start, s.period_start);
    span->end = std::max(span->end, s.period_end);
  }
  if (span && until) span->end = std::min(span->end, *until);
  return span;
}

/// Our balance of what took effect before `end`, and what of it no side reads: too old, and matched by
/// nobody.
Minor our_balance(pg::Connection& connection, const ReconciliationAsked& asked, Currency currency,
                  const std::optional<Instant>& end, const HandPlaces& hand) {
  LedgerPoint point;
  point.limit.position = asked.position;
  const Zone zone = read_zone(connection);
  DayNumbers days(zone);
  if (end) {
    // Whole days before the one that it lies in, then that one's entries before it.
    const std::int64_t day = days.of(*end);
    point.limit.day = day - 1;
    point.effective_before = zone.start_of(day_of_number(day)).value();
  }
  const auto amounts = accounts_as_of(connection, point, {.prefix = asked.account, .after = {}});
  const auto whole = amounts.find({asked.account, currency});
  Minor sum = whole == amounts.end() ? Minor{} : whole->second;
  const auto counts = [&](const JournalEntry& entry) {
    return entry.currency == currency && (!end || entry.effective_at < *end);
  };
  if (end && point.effective_before < *end) {
    EntriesAsked of_day;
    of_day.until = asked.position;
    of_day.from = point.effective_before;
    of_day.before = *end;
    of_day.account = asked.account;
    JournalReader(connection, of_day).each([&](const JournalEntry& entry) {
      if (counts(entry)) sum += *amount_on(entry, asked.account);
    });
  }
  for (const JournalEntry& entry : matched_entries(connection, hand, asked.position))
    if (counts(entry)) sum -= amount_on(entry, asked.account).value_or(Minor{});
  return sum;
}

/// What the banks say beside their lines: what they began with, and what lies between two statements.
struct Balances {
  Minor opening;
  std::vector<Break> gaps;
};

using DaySums = std::map<std::pair<std::string, Instant>, Minor>;  // by holder and day

DaySums day_sums(pg::Connection& connection, const ReconciliationAsked& asked, Currency currency) {
  const auto rows = connection.exec(
      "SELECT s.holder, l.at, sum(l.net)::bigint FROM statement_lines l JOIN statements s ON s.id = "
      "l.statement_id WHERE l.account = $1 AND l.position <= $2 AND l.currency = $3 GROUP BY s.holder, l.at",
      {asked.account, std::to_string(asked.position), currency.str()});
  DaySums out;
  for (int i = 0; i < rows.size(); ++i)
    out[{std::string(rows.text(i, 0)), Instant{rows.micros(i, 1)}}] = Minor{rows.integer(i, 2)};
  return out;
}

/// By the days that lines are booked on: the same whatever the order in which files were imported.
Balances balances_of(pg::Connection& connection, const ReconciliationAsked& asked,
                     const std::vector<StatementRow>& statements, Currency currency, const Span& span) {
  Balances out;
  std::map<std::string, std::vector<const StatementRow*>> by_holder;
  for (const auto& s : statements)
    if (s.opening && is_about(s, currency) && s.period_start < span.end) by_holder[s.holder].push_back(&s);
  if (by_holder.empty()) return out;
  const DaySums sums = day_sums(connection, asked, currency);
  for (const auto& [holder, list] : by_holder) {
    const auto& first = **std::min_element(list.begin(), list.end(), [](const auto* a, const auto* b) {
      return a->period_start < b->period_start;
    });
    out.opening += *first.opening;
    Minor expected = *first.opening;
    auto day = sums.lower_bound({holder, Instant{}});
    for (const auto* s : list) {
      if (s->period_end > span.end) continue;
      for (; day != sums.end() && day->first.first == holder && day->first.second < s->period_end; ++day)
        expected += day->second;
      const Minor gap = *s->closing - expected;
      expected = *s->closing;
      if (gap == Minor{}) continue;
      Break broken;
      broken.cause = BreakCause::statement_gap;
      broken.currency = currency;
      broken.amount = -gap;
      broken.since = s->period_start;
      out.gaps.push_back(std::move(broken));
    }
  }
  return out;
}

Break opening_break(Currency currency, Minor amount, Instant since) {
  Break broken;
  broken.cause = BreakCause::opening_balance;
  broken.currency = currency;
  broken.amount = amount;
  broken.since = since;
  return broken;
}

CurrencyReconciled unstated(pg::Connection& connection, const ReconciliationAsked& asked, Currency currency) {
  CurrencyReconciled out;
  out.currency = currency;
  out.ours = out.difference = our_balance(connection, asked, currency, asked.until, {});
  if (out.ours == Minor{}) return out;
  out.breaks.push_back(opening_break(currency, out.ours, {}));
  out.breaks.back().cause = BreakCause::no_statement;
  return out;
}

void check_identity(const CurrencyReconciled& r) {
  Minor sum;
  for (const auto& broken : r.breaks) sum += broken.amount;
  if (sum != r.difference)
    throw std::logic_error(fmt::format("breaks of {} sum to {}, the difference is {}", r.currency.str(),
                                       sum.value, r.difference.value));
}

Reconciler read_sides(pg::Connection& connection, const ReconciliationAsked& asked,
                      const std::map<Currency, Span>& spans, const HandPlaces& hand) {
  Reconciler reconciler(spans);
  for (const auto& [currency, span] : spans)
    reconciler.ours_before(
        currency, our_balance(connection, asked, currency, std::min(side_start(span), span.end), hand));
  TheirSide theirs(connection, asked.account, asked.position, spans, hand);
  OurSide ours(connection, asked.account, asked.position, spans, hand);
  while (true) {
    const CashLine* a = ours.peek();
    const CashLine* b = theirs.peek();
    if (a == nullptr && b == nullptr) return reconciler;
    if (b == nullptr || (a != nullptr && a->at < b->at)) {
      reconciler.ours(ours.take());
    } else {
      reconciler.theirs(theirs.take());
    }
  }
}

}  // namespace

std::vector<CurrencyReconciled> reconcile(pg::Connection& connection, const ReconciliationAsked& asked) {
  const auto statements = statements_of(connection, asked);
  const HandPlaces hand = hand_places(connection, asked.account, asked.position);
  std::vector<CurrencyReconciled> out;
  std::map<Currency, Span> spans;
  for (const Currency currency : currencies_of(connection, asked)) {
    if (const auto span = span_of(statements, currency, asked.until)) {
      spans.emplace(currency, *span);
    } else {
      out.push_back(unstated(connection, asked, currency));
    }
  }
  if (!spans.empty()) {
    Reconciler reconciler = read_sides(connection, asked, spans, hand);
    auto breaks = reconciler.finish();
    for (const auto& [currency, span] : spans) {
      CurrencyReconciled r;
      r.currency = currency;
      r.statement_end = span.end;
      if (const auto found = reconciler.result().find(currency); found != reconciler.result().end())
        r.detail = found->second;
      auto balances = balances_of(connection, asked, statements, currency, span);
      if (const Minor before = r.detail.before - balances.opening; before != Minor{})
        r.breaks.push_back(opening_break(currency, before, span.start));
      for (auto& gap : balances.gaps) r.breaks.push_back(std::move(gap));
      for (auto& broken : breaks)
        if (broken.currency == currency) r.breaks.push_back(std::move(broken));
      r.ours = r.detail.ours;
      r.theirs = balances.opening + r.detail.lines;
      for (const auto& broken : r.breaks)
        if (broken.cause == BreakCause::statement_gap) r.theirs -= broken.amount;
      r.difference = r.ours - r.theirs;
      check_identity(r);
      out.push_back(std::move(r));
    }
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.currency < b.currency; });
  return out;
}

}  // namespace daybook
