// A statement of Stripe's or a bank's: recorded once, whole or not at all.

#include "events/reconciliation/import_statement.hpp"

#include <map>

#include "adapters/bank/bank_statement_csv.hpp"
#include "adapters/bank/camt053_reader.hpp"
#include "adapters/bank/csv_table.hpp"
#include "adapters/http/handlers/bank_file_source.hpp"
#include "adapters/http/handlers/prepare.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/reconciliation_handlers.hpp"
#include "adapters/stripe/balance_transactions.hpp"
#include "adapters/system/clock.hpp"
#include "projections/reconciliation_lines.hpp"

namespace daybook::http {
namespace {

/// What the bytes look like: nothing else begins with these, and only Stripe's reports have a column of fees.
StatementFormat recognised(const std::string& body) {
  const auto first = body.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  if (first != std::string::npos && body[first] == '{') return StatementFormat::stripe_json;
  if (first != std::string::npos && body[first] == '<') return StatementFormat::camt053;
  const std::string_view header = std::string_view(body).substr(0, body.find('\n'));
  const bool has_fees =
      header.find("fee") != std::string_view::npos || header.find("Fee") != std::string_view::npos;
  return has_fees ? StatementFormat::stripe_csv : StatementFormat::bank_csv;
}

std::string account_of(StatementFormat format) {
  const bool stripe = format == StatementFormat::stripe_json || format == StatementFormat::stripe_csv;
  return std::string(stripe ? kStripeAccount : kBankAccount);
}

Result<std::vector<ReadStatement>> read_file(StatementFormat format, const std::string& body,
                                             const Zone& zone) {
  switch (format) {
    case StatementFormat::stripe_json:
      return stripe::read_balance_list(body, zone, system_now());
    case StatementFormat::stripe_csv:
      return stripe::read_balance_csv(body, zone, system_now());
    case StatementFormat::bank_csv:
      return bank::read_bank_csv(body, zone);
    case StatementFormat::camt053:
      return bank::read_camt053(body, zone);
  }
  throw std::logic_error("statement format out of range");
}

json::Raw shown(const StatementImported& e) {
  json::Object out;
  out.add("statement_id", e.statement_id)
      .add("part", e.part)
      .add("holder", e.holder)
      .add("period_start", e.period_start)
      .add("period_end", e.period_end)
      .add("currency", e.balance ? std::optional(e.balance->currency) : std::nullopt)
      .add("opening", e.balance ? std::optional(e.balance->opening) : std::nullopt)
      .add("closing", e.balance ? std::optional(e.balance->closing) : std::nullopt)
      .add("lines", e.lines)
      .add("known", e.known);
  return out.raw();
}

Answer imported(const ImportStatement& command, const std::vector<json::Raw>& statements, bool repeated) {
  json::Object out;
  out.add("account", command.account)
      .add("format", command.format)
      .add("sha256", command.sha256)
      .add("repeated", repeated)
      .add("statements", statements);
  return answer(out.text(), 201);
}

/// The statements that this file was recorded as; none when it is new.
std::vector<json::Raw> recorded_before(Workspace& ws, const ImportStatement& command) {
  std::vector<json::Raw> out;
  for (std::int64_t part = 1;; ++part) {
    const auto stream = ws.ref(statement_ref(command.account, command.sha256, part));
    if (!stream) return out;
    for (const auto& recorded : ws.stream(*stream))
      if (const auto* e = std::get_if<StatementImported>(&recorded.event)) out.push_back(shown(*e));
  }
}

/// Of the file's lines, those that were recorded before.
std::map<std::string, ImportedLine> known_lines(Workspace& ws, const ImportStatement& command) {
  std::map<std::string, ImportedLine> known;
  std::map<std::string, bool> read;
  for (const auto& statement : command.statements)
    for (const auto& line : statement.lines) {
      const auto stream = ws.ref(statement_line_ref(command.account, line.line_id));
      if (!stream || read[*stream]) continue;
      read[*stream] = true;
      for (const auto& recorded : ws.stream(*stream))
        if (const auto* e = std::get_if<StatementLinesImported>(&recorded.event))
          for (const auto& before : e->lines) known.emplace(before.line_id, before);
    }
  return known;
}

Result<Answer> record(Workspace& ws, ImportStatement command) {
  if (const auto before = recorded_before(ws, command); !before.empty())
    return imported(command, before, true);
  command.now = ws.now();
  auto events = decide(known_lines(ws, command), ws.ids(), command);
  if (!events) return refuse(events.error());
  std::vector<json::Raw> statements;
  for (const auto& fresh : *events) {
    const std::string stream = stream_of(fresh.event);
    if (const auto* e = std::get_if<StatementImported>(&fresh.event)) {
      ws.add_ref(statement_ref(command.account, command.sha256, e->part), stream);
      statements.push_back(shown(*e));
    } else if (const auto* chunk = std::get_if<StatementLinesImported>(&fresh.event)) {
      for (const auto& line : chunk->lines)
        ws.add_ref(statement_line_ref(command.account, line.line_id), stream);
    }
  }
  ws.append(std::move(*events));
  return imported(command, statements, false);
}

void import_file(const Api& api, const Call& call, const Reply& reply, StatementFormat format) {
  auto read = read_file(format, call.request.body, api.policy.zone);
  if (!read) return refuse_call(call, reply, read.error());
  std::size_t lines = 0;
  for (const auto& statement : *read) lines += statement.lines.size();
  if (lines > kMaxStatementLines)
    return refuse_call(call, reply,
                       invalid_field("", fmt::format("the file has {} lines, more than {}: send it in parts",
                                                     lines, kMaxStatementLines)));
  ImportStatement command{account_of(format),       format, digest_of(call.request.body), std::move(*read),
                          call.caller.admin->str(), {}};
  Hints hints;
  for (std::size_t part = 1; part <= command.statements.size() + 1; ++part)
    hints.refs.push_back(statement_ref(command.account, command.sha256, static_cast<std::int64_t>(part)));
  for (const auto& statement : command.statements)
    for (const auto& line : statement.lines)
      hints.refs.push_back(statement_line_ref(command.account, line.line_id));
  write(
      api, call, reply, [command = std::move(command)](Workspace& ws) { return record(ws, command); },
      std::move(hints));
}

}  // namespace

void import_statement(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"account", "format"})) return refuse_call(call, reply, *bad);
  const auto named = query_enum<StatementFormat>(call.request, "format");
  if (!named) return refuse_call(call, reply, named.error());
  if (call.request.body.empty())
    return refuse_call(call, reply, invalid_field("", "the file is empty: send the statement as the body"));
  StatementFormat format = recognised(call.request.body);
  if (*named) boost::describe::enum_from_string((*named)->c_str(), format);
  const auto account = reconciled_account(call.request, account_of(format));
  if (!account) return refuse_call(call, reply, account.error());
  if (*account != account_of(format))
    return refuse_call(call, reply,
                       invalid_field("?account", fmt::format("this file ({}) is of {}",
                                                             boost::describe::enum_to_string(format, "?"),
                                                             account_of(format))));
  prepare(api, std::move(call), std::move(reply), "this",
          [&api, format](const Call& asked, const Reply& answered, pg::Connection&) {
            import_file(api, asked, answered, format);
          });
}

}  // namespace daybook::http
