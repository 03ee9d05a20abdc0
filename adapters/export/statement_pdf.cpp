#include "adapters/export/statement_pdf.hpp"

#include <fmt/format.h>

#include <array>

#include "adapters/export/pdf_pages.hpp"
#include "adapters/export/plain_text.hpp"

namespace daybook::exports {
namespace {

constexpr PdfStyle kTitle{.points = 16, .bold = true};
constexpr PdfStyle kHeading{.points = 12, .bold = true};
constexpr PdfStyle kText{.points = 8};
constexpr PdfStyle kBold{.points = 8, .bold = true};
constexpr PdfStyle kSmall{.points = 6.5, .grey = true};
constexpr PdfStyle kMoney{.points = 8, .money = true};
constexpr PdfStyle kBoldMoney{.points = 8, .bold = true, .money = true};

// Columns: date, kind, subject, and four of money, each wide enough for any 64-bit amount of any currency.
constexpr double kDate = 52;
constexpr double kKind = 126;
constexpr double kSubject = 182;
constexpr double kAmount = (PdfPages::kWidth - kDate - kKind - kSubject) / 4;
constexpr double kGap = 4;  // between columns

PdfRow fact(const char* name, std::string_view value) {
  return {{0, 150, kSmall, name}, {150, PdfPages::kWidth - 150, kText, plain_line(value)}};
}

PdfRow columns(const char* date, std::string kind, std::string subject,
               const std::array<std::string, 4>& money, const PdfStyle& text, const PdfStyle& amounts) {
  PdfRow row{{0, kDate - kGap, text, date},
             {kDate, kKind - kGap, text, std::move(kind)},
             {kDate + kKind, kSubject - kGap, text, std::move(subject)}};
  double x = kDate + kKind + kSubject;
  for (const std::string& figure : money) {
    row.push_back({x, kAmount, amounts, figure});
    x += kAmount;
  }
  return row;
}

void add_top(PdfPages& pages, const Statement& statement, const PayeeName& payee) {
  pages.add({{{0, PdfPages::kWidth, kTitle, "Statement for " + month_text(statement.period)}}});
  pages.gap(4);
  if (!payee.name.empty()) pages.add({fact("Payee", payee.name)});
  if (payee.business_name) pages.add({fact("Business", *payee.business_name)});
  pages.add({fact("Payee number", statement.payee.str()), fact("From", to_string(statement.boundaries.start)),
             fact("Until", to_string(statement.boundaries.end) + " (excluded)"),
             fact("Time zone of days and months", statement.time_zone)});
}

void add_summary(PdfPages& pages, const StatementBlock& block) {
  const std::string currency = block.currency.str();
  std::vector<PdfRow> rows{{{0, PdfPages::kWidth, kHeading, currency}},
                           {{0, PdfPages::kWidth, kSmall, "Amounts in " + currency}}};
  const auto total = [&](const char* name, Minor amount, bool bold) {
    rows.push_back({{0, 150, bold ? kBold : kText, name},
                    {150, kAmount, bold ? kBoldMoney : kMoney, decimal_text(amount.value, block.currency)}});
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
      {columns(line.date.c_str(), kind_text(line.kind), plain_line(subject_text(line)),
               {money(line.revenue_share), money(line.markup), money(line.adjustments), money(line.amount)},
               kText, kMoney),
       {{kDate, PdfPages::kWidth - kDate, kSmall, plain_line(origin_text(line))}}});
  pages.rule(true);
}

void add_block(PdfPages& pages, const StatementBlock& block) {
  pages.repeat({});
  add_summary(pages, block);
  if (block.lines.empty())
    return pages.add({{{0, PdfPages::kWidth, kText, "Nothing happened in this period."}}});
  pages.repeat({columns("Date", "What", "Order or payout",
                        {"Revenue share", "Markup", "Adjustments", "Amount, " + block.currency.str()}, kBold,
                        kBoldMoney)});
  for (const StatementLine& line : block.lines) add_line(pages, block, line);
}

void add_all(PdfPages& pages, const Statement& statement, const PayeeName& payee) {
  add_top(pages, statement, payee);
  for (const StatementBlock& block : statement.currencies) add_block(pages, block);
  pages.repeat({});
  pages.gap(10);
  pages.add({{{0, PdfPages::kWidth, kSmall, kRoundingNote}}});
}

}  // namespace

std::string statement_pdf(const Statement& statement, const PayeeName& payee) {
  const PdfFonts fonts;
  const PdfFrame frame{
      fmt::format("Statement {} {}", statement.period, statement.payee.str()),
      last_recorded(statement),
      {fmt::format("Statement {} · payee {} · log position {} · template version {}", statement.period,
                   statement.payee.str(), statement.position, statement.template_version),
       "SHA-256 " + digest_of(statement)}};
  PdfPages counted(fonts, frame, 0);
  add_all(counted, statement, payee);
  PdfPages pages(fonts, frame, counted.pages());
  add_all(pages, statement, payee);
  return pages.finish();
}

}  // namespace daybook::exports
