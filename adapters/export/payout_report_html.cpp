#include "adapters/export/payout_report_html.hpp"

#include <fmt/format.h>

#include "adapters/export/html_page.hpp"
#include "adapters/export/payout_report_words.hpp"
#include "adapters/export/plain_text.hpp"

namespace daybook::exports {
namespace {

std::string text(std::string_view typed) { return html_text(plain_line(typed)); }

void add_order(std::string& out, const PayoutReport& report, const ReportOrder& order) {
  out += fmt::format("<tr class=\"line\"><td>{}</td><td>{}</td><td>{}</td><td>{}</td>",
                     day_text(report, order), text(order.order_number), text(order.customer), order.items);
  for (const Minor amount : {order.order_total, order.revenue_share, order.markup, order.commission})
    out += html_money(amount, report.currency);
  out += fmt::format(
      "</tr>\n<tr class=\"why\"><td></td><td colspan=\"7\">order {} · log position {}</td></tr>\n",
      order.order_id.str(), order.position);
}

std::string orders(const PayoutReport& report) {
  if (report.orders.empty()) return fmt::format("<p>{}</p>\n", kNoOrders);
  std::string rows;
  for (const ReportOrder& order : report.orders) add_order(rows, report, order);
  return html_lines({"Date", "Order", "Customer", "Items"},
                    {"Order total", "Revenue share", "Markup", "Commission"}, rows);
}

}  // namespace

std::string payout_report_html(const PayoutReport& report) {
  std::string out = "<dl>\n";
  for (const ReportFact& fact : facts_of(report))
    if (!fact.value.empty()) out += html_fact(fact.name, plain_line(fact.value));
  out += "</dl>\n";
  for (const ReportSums& sums : sums_of(report)) {
    std::string rows;
    for (const ReportSum& sum : sums.rows)  // "closing": as a statement's last sum looks
      rows += html_sum(is_total(sum) ? "closing" : sum.record, sum.name, sum.amount, report.currency);
    out += html_sums(sums.caption, rows);
  }
  out += orders(report);
  out += fmt::format("<footer>\n<p>{}</p>\n<p>{}</p>\n</footer>\n", kCarriedNote, as_of_text(report));
  return html_page(title_text(report), out);
}

}  // namespace daybook::exports
