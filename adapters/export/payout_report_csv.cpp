#include "adapters/export/payout_report_csv.hpp"

#include <array>

#include "adapters/export/csv_record.hpp"
#include "adapters/export/payout_report_words.hpp"

namespace daybook::exports {
namespace {

constexpr std::array<std::string_view, 14> kColumns = {
    "record", "currency",    "date",          "order_date", "order_number", "customer", "items",
    "amount", "order_total", "revenue_share", "markup",     "order_id",     "position", "value"};

void add_order(std::string& out, const PayoutReport& report, const ReportOrder& order) {
  const Currency currency = report.currency;
  CsvRecord(kColumns, "order")
      .set("currency", currency.str())
      .set("date", day_text(report, order))
      .set("order_date", to_string(order.order_date))
      .text("order_number", order.order_number)
      .text("customer", order.customer)
      .set("items", std::to_string(order.items))
      .money("amount", order.commission, currency)
      .money("order_total", order.order_total, currency)
      .money("revenue_share", order.revenue_share, currency)
      .money("markup", order.markup, currency)
      .set("order_id", order.order_id.str())
      .set("position", std::to_string(order.position))
      .end(out);
}

}  // namespace

std::string payout_report_csv(const PayoutReport& report) {
  std::string out = csv_head(kColumns);
  for (const ReportOrder& order : report.orders) add_order(out, report, order);
  for (const ReportSums& sums : sums_of(report))
    for (const ReportSum& sum : sums.rows)
      CsvRecord(kColumns, sum.record)
          .set("currency", report.currency.str())
          .money("amount", sum.amount, report.currency)
          .end(out);
  for (const ReportFact& fact : facts_of(report))
    CsvRecord(kColumns, fact.record).text("value", fact.value).end(out);
  CsvRecord(kColumns, "position").set("value", std::to_string(report.position)).end(out);
  return out;
}

}  // namespace daybook::exports
