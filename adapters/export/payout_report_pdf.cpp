#include "adapters/export/payout_report_pdf.hpp"

#include <fmt/format.h>

#include "adapters/export/payout_report_words.hpp"
#include "adapters/export/pdf_document.hpp"
#include "adapters/export/plain_text.hpp"

namespace daybook::exports {
namespace {

/// Date, order number, customer, items; four of money follow.
const std::vector<double> kColumns{52, 100, 178, 30};

PdfRow whole(const PdfStyle& style, std::string text) {
  return {{0, PdfPages::kWidth, style, std::move(text)}};
}

void add_top(PdfPages& pages, const PayoutReport& report) {
  pages.add({whole(kPdfTitle, title_text(report))});
  pages.gap(4);
  for (const ReportFact& fact : facts_of(report))
    if (!fact.value.empty()) pages.add({pdf_fact(fact.name, fact.value)});
  for (const ReportSums& sums : sums_of(report)) {
    std::vector<PdfRow> rows{whole(kPdfSmall, sums.caption)};
    for (const ReportSum& sum : sums.rows)
      rows.push_back(pdf_sum(sum.name, sum.amount, report.currency, is_total(sum)));
    pages.gap(10);
    pages.add(rows);
  }
  pages.gap(10);
}

void add_orders(PdfPages& pages, const PayoutReport& report) {
  if (report.orders.empty()) return pages.add({whole(kPdfText, kNoOrders)});
  pages.repeat(
      {pdf_row(kColumns, {"Date", "Order", "Customer", "Items"},
               {"Order total", "Revenue share", "Markup", "Commission, " + report.currency.str()}, true)});
  const auto money = [&](Minor amount) { return decimal_text(amount.value, report.currency); };
  for (const ReportOrder& order : report.orders) {
    pages.add({pdf_row(kColumns,
                       {day_text(report, order), plain_line(order.order_number), plain_line(order.customer),
                        std::to_string(order.items)},
                       {money(order.order_total), money(order.revenue_share), money(order.markup),
                        money(order.commission)}),
               {{kColumns[0], PdfPages::kWidth - kColumns[0], kPdfSmall,
                 fmt::format("order {} · log position {}", order.order_id.str(), order.position)}}});
    pages.rule(true);
  }
  pages.repeat({});
}

}  // namespace

std::string payout_report_pdf(const PayoutReport& report) {
  return pdf_document({title_text(report), file_time(report.created_at), {as_of_text(report)}},
                      [&](PdfPages& pages) {
                        add_top(pages, report);
                        add_orders(pages, report);
                        pages.gap(10);
                        pages.add({whole(kPdfSmall, kCarriedNote)});
                      });
}

}  // namespace daybook::exports
