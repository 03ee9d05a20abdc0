#include "adapters/export/statement_csv.hpp"

#include <array>

#include "adapters/export/csv_record.hpp"

namespace daybook::exports {
namespace {

constexpr std::array<std::string_view, 18> kColumns = {
    "record",   "currency",      "date",     "at",          "kind",      "order_number",
    "order_id", "revenue_share", "markup",   "adjustments", "amount",    "terms_version",
    "rounding", "event_id",      "position", "recorded_at", "payout_id", "value"};

CsvRecord row(std::string_view record) { return {kColumns, record}; }

void add_total(std::string& out, const StatementBlock& block, std::string_view record, Minor amount) {
  row(record).set("currency", block.currency.str()).money("amount", amount, block.currency).end(out);
}

void add_line(std::string& out, const StatementBlock& block, const StatementLine& line) {
  CsvRecord line_row = row("line");
  line_row.set("currency", block.currency.str())
      .set("date", line.date)
      .set("at", to_string(line.at))
      .set("kind", boost::describe::enum_to_string(line.kind, "?"))
      .text("order_number", line.order_number.value_or(""))
      .set("order_id", line.order_id ? line.order_id->str() : "")
      .money("revenue_share", line.revenue_share, block.currency)
      .money("markup", line.markup, block.currency)
      .money("adjustments", line.adjustments, block.currency)
      .money("amount", line.amount, block.currency)
      .set("terms_version", line.terms_version ? std::to_string(*line.terms_version) : "")
      .text("rounding", line.rounding)
      .set("event_id", line.event_id.str())
      .set("position", std::to_string(line.position))
      .set("recorded_at", to_string(line.recorded_at))
      .set("payout_id", line.payout_id ? line.payout_id->str() : "");
  line_row.end(out);
}

}  // namespace

std::string statement_csv(const Statement& statement) {
  std::string out = csv_head(kColumns);
  for (const StatementBlock& block : statement.currencies) {
    add_total(out, block, "opening", block.opening);
    for (const StatementLine& line : block.lines) add_line(out, block, line);
    add_total(out, block, "accruals", block.accruals);
    add_total(out, block, "clawbacks", block.clawbacks);
    add_total(out, block, "adjustments", block.adjustments);
    add_total(out, block, "payouts", block.payouts);
    add_total(out, block, "closing", block.closing);
  }
  const auto footer = [&](std::string_view record, std::string_view value) {
    row(record).text("value", value).end(out);
  };
  footer("payee", statement.payee.str());
  footer("period", statement.period);
  footer("start", to_string(statement.boundaries.start));
  footer("end", to_string(statement.boundaries.end));
  footer("time_zone", statement.time_zone);
  footer("position", std::to_string(statement.position));
  if (statement.effective_date) footer("effective_date", *statement.effective_date);
  footer("template_version", std::to_string(statement.template_version));
  footer("digest", digest_of(statement));
  return out;
}

}  // namespace daybook::exports
