#include "adapters/export/statement_pdf.hpp"

#include <fmt/format.h>

#include "adapters/export/pdf_document.hpp"
#include "adapters/export/plain_text.hpp"

namespace daybook::exports {
namespace {

/// Date, kind, subject, and four of money.
const std::vector<double> kColumns{52, 126, 182};

void add_top(PdfPages& pages, const Statement& statement, const PayeeName& payee) {
  pages.add({{{0, PdfPages::kWidth, kPdfTitle, "Statement for " + month_text(statement.period)}}});
  pages.gap(4);
  if (!payee.name.empty()) pages.add({pdf_fact("Payee", payee.name)});
  if (payee.business_name) pages.add({pdf_fact("Business", *payee.business_name)});
  pages.add({pdf_fact("Payee number", statement.payee.str()),
             pdf_fact("From", to_string(statement.boundaries.start)),
             pdf_fact("Until", to_string(statement.boundaries.end) + " (excluded)"),
             pdf_fact("Time zone of days and months", statement.time_zone)});
}

void add_summary(PdfPages& pages, const StatementBlock& block) {
  const std::string currency = block.currency.str();
  std::vector<PdfRow> rows{{{0, PdfPages::kWidth, kPdfHeading, currency}},
                           {{0, PdfPages::kWidth, kPdfSmall, "Amounts in " + currency}}};
  const auto total = [&](const char* name, Minor amount, bool bold) {
    rows.push_back(pdf_sum(name, amount, block.currency, bold));
  };
  total("Opening balance", block.opening, true);
  total("Commission earned", block.accruals, false);
  total("Clawbacks", block.clawbacks, false);
  total("Adjustments", block.adjustments, false);
  total("Payouts", block.payouts, false);
  total("Closing balance", block.closing, true);
  pages.gap(14);
  pages.add(rows);
  pages.bookmark(currency);
  pages.gap(6);
}

void add_line(PdfPages& pages, const StatementBlock& block, const StatementLine& line) {
  const auto money = [&](Minor amount) { return decimal_text(amount.value, block.currency); };
  pages.add(
      {pdf_row(kColumns, {line.date, kind_text(line.kind), plain_line(subject_text(line))},
               {money(line.revenue_share), money(line.markup), money(line.adjustments), money(line.amount)}),
       {{kColumns[0], PdfPages::kWidth - kColumns[0], kPdfSmall, plain_line(origin_text(line))}}});
  pages.rule(true);
}

void add_block(PdfPages& pages, const StatementBlock& block) {
  pages.repeat({});
  add_summary(pages, block);
  if (block.lines.empty())
    return pages.add({{{0, PdfPages::kWidth, kPdfText, "Nothing happened in this period."}}});
  pages.repeat(
      {pdf_row(kColumns, {"Date", "What", "Order or payout"},
               {"Revenue share", "Markup", "Adjustments", "Amount, " + block.currency.str()}, true)});
  for (const StatementLine& line : block.lines) add_line(pages, block, line);
}

void add_all(PdfPages& pages, const Statement& statement, const PayeeName& payee) {
  add_top(pages, statement, payee);
  for (const StatementBlock& block : statement.currencies) add_block(pages, block);
  pages.repeat({});
  pages.gap(10);
  pages.add({{{0, PdfPages::kWidth, kPdfSmall, kRoundingNote}}});
}

}  // namespace

std::string statement_pdf(const Statement& statement, const PayeeName& payee) {
  return pdf_document({fmt::format("Statement {} {}", statement.period, statement.payee.str()),
                       last_recorded(statement),
                       {fmt::format("Statement {} · payee {} · log position {}{} · template version {}",
                                    statement.period, statement.payee.str(), statement.position,
                                    effect_text(statement), statement.template_version),
                        "SHA-256 " + digest_of(statement)}},
                      [&](PdfPages& pages) { add_all(pages, statement, payee); });
}

}  // namespace daybook::exports
