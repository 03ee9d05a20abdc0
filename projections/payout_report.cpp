#include "projections/payout_report.hpp"

#include <fmt/format.h>

#include <map>

#include "events/codec/json_write.hpp"
#include "projections/statement_line.hpp"

namespace daybook {
namespace {

PayoutAmounts& operator+=(PayoutAmounts& sum, const PayoutAmounts& more) {
  sum.revenue_share += more.revenue_share;
  sum.markup += more.markup;
  sum.adjustments += more.adjustments;
  return sum;
}

void must_agree(const PayoutReport& report, const char* what, Minor shown, Minor summed) {
  if (shown != summed)
    throw StatementError(fmt::format("report of payout {}: {} is {}, and its lines make {}",
                                     report.payout_id.str(), what, shown.value, summed.value));
}

}  // namespace

PayoutReport make_payout_report(const PayoutState& payout, const std::vector<PaidLine>& lines) {
  PayoutReport report;
  report.payout_id = payout.id;
  report.period = {payout.period_start, payout.period_end};
  report.totals = {payout.amounts.revenue_share, payout.amounts.markup, payout.amounts.total()};
  report.payment = {payout.payment_method, payout.status, payout.transaction_id, payout.processed_at};
  report.created_at = payout.created_at;
  report.currency = payout.currency;
  report.payee = payout.payee;
  report.adjustments = payout.amounts.adjustments;
  PayoutAmounts summed;
  std::map<OrderId, std::size_t> place;
  ReportParts& parts = report.parts;
  for (const PaidLine& line : lines) {
    summed += line.amounts;
    if (!line.order_id || line.at < payout.period_start) {
      // An adjustment is of no order; whatever else were of none would be in no order's row either.
      const bool adjusts = line.at >= payout.period_start;
      (adjusts ? parts.adjustments : parts.earlier) += line.amounts.adjustments;
      parts.earlier += line.amounts.revenue_share + line.amounts.markup;
      continue;
    }
    const auto [found, fresh] = place.try_emplace(*line.order_id, report.orders.size());
    if (fresh) report.orders.emplace_back().order_id = *line.order_id;
    ReportOrder& order = report.orders[found->second];
    order.revenue_share += line.amounts.revenue_share;
    order.markup += line.amounts.markup;
    order.commission = order.revenue_share + order.markup;
    order.position = line.position;
    parts.revenue_share += line.amounts.revenue_share;
    parts.markup += line.amounts.markup;
    parts.adjustments += line.amounts.adjustments;
  }
  report.order_count = static_cast<std::int64_t>(report.orders.size());
  report.carried_forward = parts.earlier + parts.adjustments;
  must_agree(report, "revenue share", payout.amounts.revenue_share, summed.revenue_share);
  must_agree(report, "markup", payout.amounts.markup, summed.markup);
  must_agree(report, "adjustments", payout.amounts.adjustments, summed.adjustments);
  must_agree(report, "total", report.totals.total,
             parts.revenue_share + parts.markup + parts.adjustments + parts.earlier);
  return report;
}

std::string payout_report_json(const PayoutReport& report) { return json::to_json(report); }

}  // namespace daybook
