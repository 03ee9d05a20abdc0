#include "projections/payout_report.hpp"

#include "adapters/export/payout_report_csv.hpp"
#include "adapters/export/payout_report_html.hpp"
#include "adapters/export/payout_report_pdf.hpp"
#include "adapters/export/payout_report_xlsx.hpp"
#include "adapters/http/handlers/document_format.hpp"
#include "adapters/http/handlers/payout_reads.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/views/payee_views.hpp"
#include "adapters/postgres/log_walk.hpp"
#include "adapters/postgres/order_states.hpp"

namespace daybook::http {
namespace {

std::vector<PaidLine> read_lines(pg::Connection& connection, const std::vector<std::int64_t>& positions) {
  std::vector<PaidLine> lines;
  for (const AvailableLine& line : available_lines_at(connection, positions))
    lines.push_back({line.order_id,
                     {line.revenue_share, line.markup, line.adjustments},
                     line.position,
                     line.effective_at});
  return lines;
}

/// What was ordered, and by whom.
void add_orders(pg::Connection& connection, const KeyLookup& keys, PayoutReport& report) {
  if (report.orders.empty()) return;
  std::vector<std::string> ids;
  for (const ReportOrder& order : report.orders) ids.push_back(order.order_id.str());
  const auto states = order_states(connection, ids);
  for (ReportOrder& shown : report.orders) {
    const OrderState& order = states.at(shown.order_id);
    shown.order_number = order.order_number;
    shown.order_date = order.created_at;
    shown.customer = reveal(keys, order.customer.person_id, "email", order.customer.email);
    shown.items = static_cast<std::int64_t>(order.items.size());
    shown.order_total = order.total_charged;
  }
}

/// What is shown, read in one snapshot, which is closed before it is rendered: that can take seconds.
std::optional<PayoutReport> read_report(const Api& api, pg::Connection& connection, const Call& asked) {
  const KeyLookup keys =
      api.people.lookup(connection);  // before the snapshot: adapters/postgres/person_keys.hpp
  Snapshot snapshot(connection);
  const auto payout = read_payout(connection, asked);
  if (!payout) return std::nullopt;
  PayoutReport report = make_payout_report(*payout, read_lines(connection, payout->lines));
  add_orders(connection, keys, report);
  if (const auto payee = api.view.broker(payout->payee)) {
    const BrokerProfile& profile = payee->profile;
    report.broker = {reveal(keys, profile.person_id, "name", profile.name), printed_business(keys, profile),
                     reveal(keys, profile.person_id, "email", profile.email)};
  }
  report.zone = api.policy.zone;
  report.position = read_position(connection);
  return report;
}

Response render(const PayoutReport& report, DocumentFormat format) {
  return document_response(
      format, fmt::format("payout-{}-{}", report.payout_id.str(), report.position),
      {[&] { return payout_report_json(report); }, [&] { return exports::payout_report_csv(report); },
       [&] { return exports::payout_report_html(report); },
       [&] { return exports::payout_report_pdf(report); },
       [&] { return exports::payout_report_xlsx(report); }});
}

}  // namespace

void payout_report(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"format"})) return refuse_call(call, reply, *bad);
  const auto format = document_format(call.request);
  if (!format) return refuse_call(call, reply, format.error());
  read(api, std::move(call), std::move(reply),
       [&api, format = *format](pg::Connection& connection, const Call& asked) -> Result<Response> {
         const auto report = read_report(api, connection, asked);
         if (!report) return refuse(RefusalCode::not_found, "there is no payout with this id");
         return render(*report, format);
       });
}

}  // namespace daybook::http
