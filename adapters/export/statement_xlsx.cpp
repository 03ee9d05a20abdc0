#include "adapters/export/statement_xlsx.hpp"

#include <fmt/format.h>

#include "adapters/export/xlsx_book.hpp"

namespace daybook::exports {
namespace {

const std::vector<XlsxColumn> kSummary = {
    {"Currency", 28},    {"Opening balance", 22}, {"Commission earned", 22}, {"Clawbacks", 22},
    {"Adjustments", 22}, {"Payouts", 22},         {"Closing balance", 22}};

const std::vector<XlsxColumn> kLines = {
    {"Date", 11},         {"What", 28},         {"Order number", 18}, {"Revenue share", 18}, {"Markup", 18},
    {"Adjustments", 18},  {"Amount", 18},       {"Terms version", 9}, {"How computed", 60},  {"Event", 37},
    {"Log position", 12}, {"Effective at", 27}, {"Recorded at", 27},  {"Order", 37},         {"Payout", 37}};

void add_origin(XlsxWriter& out, const Statement& statement, const std::string& digest) {
  out.row();
  out.fact("Log position", std::to_string(statement.position));
  if (statement.effective_date) out.fact("In effect by", *statement.effective_date);
  out.fact("Template version", std::to_string(statement.template_version));
  out.fact("SHA-256", digest);
}

void add_summary(XlsxWriter& out, const Statement& statement, const PayeeName& payee,
                 const std::string& digest) {
  out.sheet(kSummary, 0);
  out.row();
  out.text("Statement for " + month_text(statement.period), XlsxLook::bold);
  if (!payee.name.empty()) out.fact("Payee", payee.name);
  if (payee.business_name) out.fact("Business", *payee.business_name);
  out.fact("Payee number", statement.payee.str());
  out.fact("From", to_string(statement.boundaries.start));
  out.fact("Until", to_string(statement.boundaries.end) + " (excluded)");
  out.fact("Time zone of days and months", statement.time_zone);
  out.row();
  out.head(kSummary);
  for (const StatementBlock& block : statement.currencies) {
    out.row();
    out.text(block.currency.str(), XlsxLook::bold);
    for (const Minor amount :
         {block.opening, block.accruals, block.clawbacks, block.adjustments, block.payouts})
      out.money(amount, block.currency);
    out.money(block.closing, block.currency, true);
  }
  add_origin(out, statement, digest);
  out.row();
  out.text(kRoundingNote);
}

void add_line(XlsxWriter& out, Currency currency, const StatementLine& line) {
  out.row();
  out.date(line.date);
  out.text(kind_text(line.kind));
  out.text(line.order_number.value_or(""));
  for (const Minor amount : {line.revenue_share, line.markup, line.adjustments, line.amount})
    out.money(amount, currency);
  if (line.terms_version) {
    out.integer(*line.terms_version);
  } else {
    out.blank();
  }
  out.text(line.rounding, XlsxLook::wrapped);
  out.text(line.event_id.str());
  out.integer(line.position);
  out.text(to_string(line.at));
  out.text(to_string(line.recorded_at));
  out.text(line.order_id ? line.order_id->str() : "");
  out.text(line.payout_id ? line.payout_id->str() : "");
}

void add_block(XlsxWriter& out, const Statement& statement, const StatementBlock& block,
               const std::string& digest) {
  out.sheet(kLines, 1);
  out.head(kLines);
  for (const StatementLine& line : block.lines) add_line(out, block.currency, line);
  out.filter(1);
  out.row();
  const auto total = [&](const char* name, Minor amount, bool bold) {
    out.row();
    out.blank();
    out.text(name, bold ? XlsxLook::bold : XlsxLook::plain);
    for (int i = 0; i < 4; ++i) out.blank();  // to the column "Amount"
    out.money(amount, block.currency, bold);
  };
  total("Opening balance", block.opening, true);
  total("Commission earned", block.accruals, false);
  total("Clawbacks", block.clawbacks, false);
  total("Adjustments", block.adjustments, false);
  total("Payouts", block.payouts, false);
  total("Closing balance", block.closing, true);
  add_origin(out, statement, digest);
}

}  // namespace

std::string statement_xlsx(const Statement& statement, const PayeeName& payee) {
  const std::string digest = digest_of(statement);
  XlsxBook book{fmt::format("Statement {} {}", statement.period, statement.payee.str()),
                last_recorded(statement),
                fmt::format("Log position {}{} · template version {} · SHA-256 {}", statement.position,
                            effect_text(statement), statement.template_version, digest),
                {"Summary"}};
  for (const StatementBlock& block : statement.currencies) book.sheet_names.push_back(block.currency.str());
  XlsxWriter out(std::move(book));
  add_summary(out, statement, payee, digest);
  for (const StatementBlock& block : statement.currencies) add_block(out, statement, block, digest);
  return out.finish();
}

}  // namespace daybook::exports
