#include "adapters/export/payout_report_words.hpp"

#include <fmt/format.h>

#include <string_view>

namespace daybook::exports {

const char* const kNoOrders = "No order of this period is in this payout.";
const char* const kCarriedNote =
    "Revenue share and markup are of the orders listed. Carried forward is everything that took effect "
    "before "
    "the period and was in no payout yet.";

std::vector<ReportFact> facts_of(const PayoutReport& report) {
  const ReportPayment& payment = report.payment;
  return {{"payout_id", "Payout", report.payout_id.str()},
          {"payee_name", "Payee", report.broker.name},
          {"business_name", "Business", report.broker.business_name.value_or("")},
          {"email", "E-mail", report.broker.email},
          {"payee", "Payee number", report.payee.str()},
          {"start", "From", to_string(report.period.start)},
          {"end", "Until (excluded)", to_string(report.period.end)},
          {"time_zone", "Time zone of days", report.zone.name()},
          {"status", "Status", boost::describe::enum_to_string(payment.status, "?")},
          {"method", "Method", boost::describe::enum_to_string(payment.method, "?")},
          {"transaction_id", "Transaction", payment.transaction_id.value_or("")},
          {"processed_at", "Processed at", payment.processed_at ? to_string(*payment.processed_at) : ""},
          {"created_at", "Made at", to_string(report.created_at)},
          {"order_count", "Orders", std::to_string(report.order_count)}};
}

std::vector<ReportSums> sums_of(const PayoutReport& report) {
  const ReportSum total{"total", "Total", report.totals.total};
  return {{"Amounts in " + report.currency.str(),
           {{"revenue_share", "Revenue share", report.parts.revenue_share},
            {"markup", "Markup", report.parts.markup},
            {"adjustments", "Adjustments", report.parts.adjustments},
            {"earlier_periods", "Carried forward", report.parts.earlier},
            total}},
          {"The same by kind, with what was carried forward",
           {{"total_revenue_share", "All revenue share", report.totals.revenue_share},
            {"total_markup", "All markup", report.totals.markup},
            {"total_adjustments", "All adjustments", report.adjustments}}}};
}

bool is_total(const ReportSum& sum) { return std::string_view(sum.record) == "total"; }

std::string day_text(const PayoutReport& report, const ReportOrder& order) {
  return report.zone.day_of(order.order_date);
}

std::string as_of_text(const PayoutReport& report) {
  return fmt::format(
      "As of log position {} · later it may show another status, and erased people as [erased]",
      report.position);
}

std::string title_text(const PayoutReport& report) { return "Payout report " + report.payout_id.str(); }

}  // namespace daybook::exports
