// What reconciliation shows: the report, the imported lines with what became of them, statements and matches.

#include <algorithm>
#include <map>

#include "adapters/http/handlers/as_of.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/reconciliation_handlers.hpp"
#include "adapters/http/views/reconciliation_view.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "projections/reconciliation_lines.hpp"

namespace daybook::http {
namespace {

enum class ReportForm { json, csv };
BOOST_DESCRIBE_ENUM(ReportForm, json, csv)

enum class LineStatus { matched, unmatched };
BOOST_DESCRIBE_ENUM(LineStatus, matched, unmatched)

/// The question as it was asked; its position is found where the log is read.
struct Question {
  ReconciliationAsked asked;
  PastAsked past;
};
Result<Question> question_of(const Api& api, const Request& request) {
  Question out;
  const auto account = reconciled_account(request);
  const auto past = past_asked(request, api.policy.zone);
  if (auto bad = first_refusal(account, past)) return refuse(*bad);
  out.asked.account = *account;
  out.past = *past;
  if (past->effective_date) out.asked.until = past->effective_before;
  if (const auto code = request.query_value("currency")) {
    out.asked.currency = parse_currency(*code);
    if (!out.asked.currency)
      return refuse(invalid_field("?currency", "must be an ISO 4217 code in capitals, like USD"));
  }
  return out;
}

/// In a snapshot that began after await_as_of.
Result<ReconciliationAsked> settled(pg::Connection& connection, const Question& question,
                                    std::int64_t as_of) {
  ReconciliationAsked asked = question.asked;
  asked.position = point_of(connection, question.past, as_of).limit.position;
  // A fact that could not be folded would be missing: no figure then, rather than a wrong one.
  const auto stuck = connection.exec("SELECT min(position) FROM quarantine WHERE position <= $1",
                                     {std::to_string(asked.position)});
  if (!stuck.null(0, 0))
    return refuse(RefusalCode::store_unavailable,
                  fmt::format("the event at position {} is quarantined: an operator must see to it",
                              stuck.integer(0, 0)));
  return asked;
}

using Place = std::pair<std::int64_t, std::int64_t>;  // of a line: position, number

/// The lines that are in a break, with its cause; a line of two parts counts when either is.
std::map<Place, BreakCause> unmatched_lines(const std::vector<CurrencyReconciled>& currencies) {
  std::map<Place, BreakCause> out;
  for (const auto& currency : currencies)
    for (const auto& broken : currency.breaks)
      for (const auto& line : broken.theirs) out.try_emplace({line.position, line.number}, broken.cause);
  return out;
}

/// "<position>-<number>" of the last line shown.
Result<Place> place_of(const CursorPage& page) {
  if (!page.cursor) return Place{0, 0};
  const auto dash = page.cursor->find('-');
  const auto number = [&](const std::string& text) -> std::optional<std::int64_t> {
    if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos)
      return std::nullopt;
    return std::stoll(text);
  };
  if (dash != std::string::npos)
    if (const auto a = number(page.cursor->substr(0, dash)), b = number(page.cursor->substr(dash + 1));
        a && b)
      return Place{*a, *b};
  return refuse(invalid_field("?cursor", "must be the next_cursor of an earlier answer"));
}

struct LinesAsked {
  ReconciliationAsked of;
  std::optional<LineStatus> status;
  std::int64_t limit = 50;
  Place after;
};

/// Rows in the order of their import from `after` on, those of the wanted status.
Response lines_page(pg::Connection& connection, const LinesAsked& asked) {
  const auto unmatched = unmatched_lines(reconcile(connection, asked.of));
  std::vector<json::Raw> data;
  Place at = asked.after, shown = asked.after;
  while (true) {
    const auto rows = connection.exec(
        fmt::format("SELECT {} FROM statement_lines WHERE account = $1 AND (position, number) > ($2, $3) AND "
                    "position <= $4 AND ($5 = '' OR currency = $5) ORDER BY position, number LIMIT 1000",
                    sql::column_list<StatementLineRow>()),
        {asked.of.account, std::to_string(at.first), std::to_string(at.second),
         std::to_string(asked.of.position), asked.of.currency ? asked.of.currency->str() : ""});
    if (rows.size() == 0) return cursor_response(data, std::nullopt);
    for (int i = 0; i < rows.size(); ++i) {
      const auto row = sql::row_of<StatementLineRow>(rows, i);
      at = {row.position, row.number};
      const auto found = unmatched.find(at);
      const auto status = found == unmatched.end() ? LineStatus::matched : LineStatus::unmatched;
      if (asked.status && *asked.status != status) continue;
      if (static_cast<std::int64_t>(data.size()) == asked.limit)
        return cursor_response(data, fmt::format("{}-{}", shown.first, shown.second));
      shown = at;
      data.push_back(
          statement_line_object(row, found == unmatched.end() ? std::nullopt : std::optional(found->second))
              .raw());
    }
  }
}

/// Rows of a table with a column `position`, the newest first.
template <class Row, class Shown>
void list_newest(const Api& api, Call call, Reply reply, Shown shown) {
  if (auto bad = check_query(call.request, {"account", "limit", "cursor"}))
    return refuse_call(call, reply, *bad);
  const auto account = reconciled_account(call.request, "");
  const auto page = cursor_of(call.request);
  if (auto bad = first_refusal(account, page)) return refuse_call(call, reply, *bad);
  const auto before = cursor_number(*page, INT64_MAX);
  if (!before) return refuse_call(call, reply, before.error());
  Where where;
  where.add("position < ?", std::to_string(*before));
  if (!account->empty()) where.add("account = ?", *account);
  read(api, std::move(call), std::move(reply),
       [where, limit = page->limit, shown](pg::Connection& connection, const Call&) -> Result<Response> {
         const auto rows =
             connection.exec(fmt::format("SELECT {} FROM {}{} ORDER BY position DESC LIMIT {}",
                                         sql::column_list<Row>(), Row::table, where.sql(), limit + 1),
                             where.params());
         std::vector<json::Raw> data;
         std::optional<std::string> next;
         for (int i = 0; i < rows.size() && i < limit; ++i) {
           const Row row = sql::row_of<Row>(rows, i);
           data.push_back(shown(row).raw());
           if (i + 1 == limit && rows.size() > limit) next = std::to_string(row.position);
         }
         return cursor_response(data, next);
       });
}

}  // namespace

Result<std::string> reconciled_account(const Request& request, std::optional<std::string> otherwise) {
  const auto text = request.query_value("account");
  if (!text && otherwise) return *otherwise;
  if (!text) return refuse(invalid_field("?account", "is required: assets:stripe or assets:bank"));
  if (*text != kStripeAccount && *text != kBankAccount)
    return refuse(invalid_field("?account", "must be assets:stripe or assets:bank"));
  return std::string(*text);
}

void get_reconciliation(const Api& api, Call call, Reply reply) {
  if (auto bad =
          check_query(call.request, {"account", "currency", "as_of", "effective_date", "limit", "format"}))
    return refuse_call(call, reply, *bad);
  const auto question = question_of(api, call.request);
  const auto most = query_integer(call.request, "limit", 200, 1, 10'000);
  const auto named = query_enum<ReportForm>(call.request, "format");
  if (auto bad = first_refusal(question, most, named)) return refuse_call(call, reply, *bad);
  read(api, std::move(call), std::move(reply),
       [question = *question, most = *most, csv = *named == "csv"](pg::Connection& connection,
                                                                   const Call&) -> Result<Response> {
         const auto as_of = await_as_of(connection, question.past);
         if (!as_of) return refuse(as_of.error());
         Snapshot snapshot(connection);
         const auto asked = settled(connection, question, *as_of);
         if (!asked) return refuse(asked.error());
         const ReconciliationShown shown{*asked, reconcile(connection, *asked),
                                         static_cast<std::size_t>(most)};
         if (!csv) return json_response(reconciliation_json(shown));
         Response response;
         response.content_type = "text/csv; charset=utf-8; header=present";
         response.headers.emplace_back(
             "Content-Disposition",
             fmt::format("attachment; filename=\"reconciliation-{}-{}.csv\"",
                         asked->account.substr(asked->account.find(':') + 1), asked->position));
         response.body = reconciliation_csv(shown);
         return response;
       });
}

void list_statement_lines(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request,
                             {"account", "currency", "as_of", "effective_date", "status", "limit", "cursor"}))
    return refuse_call(call, reply, *bad);
  const auto question = question_of(api, call.request);
  const auto status = query_enum<LineStatus>(call.request, "status");
  const auto page = cursor_of(call.request);
  if (auto bad = first_refusal(question, status, page)) return refuse_call(call, reply, *bad);
  const auto after = place_of(*page);
  if (!after) return refuse_call(call, reply, after.error());
  LinesAsked lines{{}, {}, page->limit, *after};
  if (*status) lines.status = **status == "matched" ? LineStatus::matched : LineStatus::unmatched;
  read(api, std::move(call), std::move(reply),
       [question = *question, lines](pg::Connection& connection, const Call&) mutable -> Result<Response> {
         const auto as_of = await_as_of(connection, question.past);
         if (!as_of) return refuse(as_of.error());
         Snapshot snapshot(connection);
         const auto asked = settled(connection, question, *as_of);
         if (!asked) return refuse(asked.error());
         lines.of = *asked;
         return lines_page(connection, lines);
       });
}

void list_statements(const Api& api, Call call, Reply reply) {
  list_newest<StatementRow>(api, std::move(call), std::move(reply), statement_object);
}

void list_hand_matches(const Api& api, Call call, Reply reply) {
  list_newest<HandMatchRow>(api, std::move(call), std::move(reply), hand_match_object);
}

}  // namespace daybook::http
