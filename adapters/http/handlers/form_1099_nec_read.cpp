// Form 1099-NEC's totals: out of the log up to a position, so that they are the same whenever they are asked
// for.

#include "adapters/export/sanitise.hpp"
#include "adapters/http/handlers/bank_handlers.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/views/payee_views.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "core/currency.hpp"
#include "projections/form_1099_nec.hpp"

namespace daybook::http {
namespace {

constexpr std::chrono::milliseconds kPatience{10'000};
const Currency kDollar{{'U', 'S', 'D'}};

enum class ReportFormat { json, csv };
BOOST_DESCRIBE_ENUM(ReportFormat, json, csv)

/// Payouts that the log says were completed in the year, up to the position. The read models only say which
/// ones to look at: all that were ever completed.
std::vector<YearPayment> payments(pg::Connection& connection, int year, std::int64_t position,
                                  const Zone& zone) {
  const auto rows = connection.exec(
      fmt::format(
          "SELECT {} FROM public.events WHERE stream IN (SELECT 'payout-' || id::text FROM payouts WHERE "
          "status IN ('COMPLETED', 'RETURNED') AND currency = 'USD') AND type IN "
          "('payout.completed', 'payout.returned') AND position <= $1 ORDER BY position",
          kEventColumns),
      {std::to_string(position)});
  std::map<PayoutId, YearPayment> found;
  for (int i = 0; i < rows.size(); ++i) {
    const Recorded recorded = decode(envelope_of(rows, i));
    if (const auto* e = std::get_if<PayoutCompleted>(&recorded.event)) {
      if (zone.month_of(recorded.envelope.effective_at).year == year)
        found[e->payout_id] = {e->payee, e->payment_method, e->amounts.total(), false};
    } else if (const auto* back = std::get_if<PayoutReturned>(&recorded.event)) {
      if (const auto paid = found.find(back->payout_id); paid != found.end()) paid->second.returned = true;
    }
  }
  std::vector<YearPayment> out;
  for (const auto& [id, payment] : found) out.push_back(payment);
  return out;
}

/// The payee's last tax form up to the position.
std::optional<TaxFormRecorded> tax_form(pg::Connection& connection, const BrokerId& payee,
                                        std::int64_t position) {
  const auto rows = connection.exec(
      fmt::format("SELECT {} FROM public.events WHERE stream = $1 AND position <= $2 ORDER BY version DESC "
                  "LIMIT 1",
                  kEventColumns),
      {"tax_form-" + payee.str(), std::to_string(position)});
  if (rows.size() == 0) return std::nullopt;
  return std::get<TaxFormRecorded>(decode(envelope_of(rows, 0)).event);
}

/// Who the payee is to the IRS, masked; without a form, all null.
struct Identity {
  std::optional<std::string> tin_kind, tin, legal_name, classification;
};

Identity identity(pg::Connection& connection, const BrokerId& payee, std::int64_t position,
                  const KeyLookup& keys) {
  const auto form = tax_form(connection, payee, position);
  if (!form) return {};
  return {boost::describe::enum_to_string(form->tin_kind, "?"), shown_tin(keys, *form),
          shown_legal_name(keys, *form), form->classification};
}

json::Raw payee_json(const NecPayee& p, const Identity& who) {
  json::Object methods, out;
  for (const auto& [method, amount] : p.by_method)
    methods.add(boost::describe::enum_to_string(method, "?"), amount);
  out.add("broker_id", p.payee)
      .add("legal_name", who.legal_name)
      .add("tin_kind", who.tin_kind)
      .add("tin", who.tin)
      .add("classification", who.classification)
      .add("payouts", p.payouts)
      .add("by_method", methods.raw())
      .add("reportable", p.reportable)
      .add("not_reportable", p.not_reportable)
      .add("returned", p.returned)
      .add("reported", p.reported);
  return out.raw();
}

std::string money(Minor amount) { return decimal_text(amount.value, kDollar); }

std::string csv_of(const NecReport& report, const std::vector<Identity>& who, std::int64_t position) {
  std::string out =
      "record,year,position,broker_id,legal_name,tin_kind,tin,classification,payouts,reportable,"
      "not_reportable,returned,reported\r\n";
  std::int64_t payouts = 0;
  for (std::size_t i = 0; i < report.payees.size(); ++i) {
    const NecPayee& p = report.payees[i];
    payouts += p.payouts;
    out +=
        fmt::format("payee,{},{},{},{},{},{},{},{},{},{},{},{}\r\n", report.year, position, p.payee.str(),
                    exports::csv_field(who[i].legal_name.value_or("")), who[i].tin_kind.value_or(""),
                    exports::csv_field(who[i].tin.value_or("")), who[i].classification.value_or(""),
                    p.payouts, money(p.reportable), money(p.not_reportable), money(p.returned), p.reported);
  }
  return out + fmt::format("total,{},{},,,,,,{},{},{},{},\r\n", report.year, position, payouts,
                           money(report.reportable), money(report.not_reportable), money(report.returned));
}

Result<Response> report(const Api& api, pg::Connection& connection, int year, std::int64_t asked,
                        ReportFormat format) {
  const std::int64_t head = log_position(connection);
  if (asked > head)
    return refuse(invalid_field("?position", fmt::format("lies ahead of the log, which ends at {}", head)));
  if (asked != 0 && !wait_for_read_models(connection, asked, kPatience))
    return refuse(RefusalCode::read_timeout, "the read models have not reached this position yet: try again");
  const KeyLookup keys = api.people.lookup(connection);
  Snapshot snapshot(connection);
  const std::int64_t position = asked != 0 ? asked : read_position(connection);
  // A fact that could not be folded is missing among the payouts: no figure then, rather than a wrong one.
  const auto stuck =
      connection.exec("SELECT min(position) FROM quarantine WHERE type LIKE 'payout.%' AND position <= $1",
                      {std::to_string(position)});
  if (!stuck.null(0, 0))
    return refuse(RefusalCode::store_unavailable,
                  fmt::format("the event at position {} is quarantined: an operator must see to it",
                              stuck.integer(0, 0)));
  const NecReport made = nec_report(year, nec_threshold(year, api.policy.form_1099_nec_thresholds),
                                    payments(connection, year, position, api.policy.zone));
  std::vector<Identity> who;
  for (const auto& payee : made.payees) who.push_back(identity(connection, payee.payee, position, keys));
  if (format == ReportFormat::csv) {
    Response response;
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.headers.emplace_back("Content-Disposition",
                                  fmt::format("attachment; filename=\"1099-nec-{}-{}.csv\"", year, position));
    response.body = csv_of(made, who, position);
    return response;
  }
  std::vector<json::Raw> payees;
  for (std::size_t i = 0; i < made.payees.size(); ++i) payees.push_back(payee_json(made.payees[i], who[i]));
  json::Object out;
  out.add("year", year)
      .add("time_zone", api.policy.zone.name())
      .add("position", position)
      .add("currency", "USD")
      .add("threshold", made.threshold)
      .add("reportable", made.reportable)
      .add("not_reportable", made.not_reportable)
      .add("returned", made.returned)
      .add("payees", payees);
  return json_response(out.text());
}

}  // namespace

void form_1099_nec(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"year", "position", "format"}))
    return refuse_call(call, reply, *bad);
  if (!call.request.query_value("year"))
    return refuse_call(call, reply, invalid_field("?year", "is required"));
  const auto year = query_integer(call.request, "year", 0, 1970, 9998);
  const auto position = query_integer(call.request, "position", 0, 1, INT64_MAX);
  const auto named = query_enum<ReportFormat>(call.request, "format");
  if (auto bad = first_refusal(year, position, named)) return refuse_call(call, reply, *bad);
  const ReportFormat format = *named == "csv" ? ReportFormat::csv : ReportFormat::json;
  read(api, std::move(call), std::move(reply),
       [&api, year = static_cast<int>(*year), position = *position, format](pg::Connection& connection,
                                                                            const Call&) -> Result<Response> {
         return report(api, connection, year, position, format);
       });
}

}  // namespace daybook::http
