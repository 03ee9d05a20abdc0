#include "adapters/export/payout_report_xlsx.hpp"

#include "adapters/export/payout_report_words.hpp"
#include "adapters/export/plain_text.hpp"
#include "adapters/export/xlsx_book.hpp"

namespace daybook::exports {
namespace {

const std::vector<XlsxColumn> kSummary = {{"What", 48}, {"Value", 40}};

const std::vector<XlsxColumn> kOrders = {{"Date", 11},         {"Order number", 18}, {"Customer", 36},
                                         {"Items", 9},         {"Order total", 18},  {"Revenue share", 18},
                                         {"Markup", 18},       {"Commission", 18},   {"Ordered at", 27},
                                         {"Log position", 12}, {"Order", 37}};

void add_summary(XlsxWriter& out, const PayoutReport& report) {
  out.sheet(kSummary, 0);
  out.row();
  out.text(title_text(report), XlsxLook::bold);
  for (const ReportFact& fact : facts_of(report))
    if (!fact.value.empty()) out.fact(fact.name, fact.value);
  for (const ReportSums& sums : sums_of(report)) {
    out.row();
    out.row();
    out.text(sums.caption, XlsxLook::head);
    for (const ReportSum& sum : sums.rows) {
      out.row();
      out.text(sum.name, is_total(sum) ? XlsxLook::bold : XlsxLook::plain);
      out.money(sum.amount, report.currency, is_total(sum));
    }
  }
  for (const std::string& note : {std::string(kCarriedNote), as_of_text(report)}) {
    out.row();
    out.row();
    out.text(note);
  }
}

void add_order(XlsxWriter& out, const PayoutReport& report, const ReportOrder& order) {
  out.row();
  out.date(day_text(report, order));
  out.text(order.order_number);
  out.text(order.customer);
  out.integer(order.items);
  for (const Minor amount : {order.order_total, order.revenue_share, order.markup, order.commission})
    out.money(amount, report.currency);
  out.text(to_string(order.order_date));
  out.integer(order.position);
  out.text(order.order_id.str());
}

}  // namespace

std::string payout_report_xlsx(const PayoutReport& report) {
  XlsxWriter out(
      {title_text(report), file_time(report.created_at), as_of_text(report), {"Summary", "Orders"}});
  add_summary(out, report);
  out.sheet(kOrders, 1);
  out.head(kOrders);
  for (const ReportOrder& order : report.orders) add_order(out, report, order);
  out.filter(1);
  return out.finish();
}

}  // namespace daybook::exports
