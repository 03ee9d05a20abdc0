#include "adapters/export/statement_csv.hpp"
#include "adapters/export/statement_html.hpp"
#include "adapters/export/statement_pdf.hpp"
#include "adapters/export/statement_xlsx.hpp"
#include "adapters/http/handlers/as_of.hpp"
#include "adapters/http/handlers/broker_read.hpp"
#include "adapters/http/handlers/document_format.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/views/payee_views.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/read_zone.hpp"
#include "adapters/postgres/statement_facts.hpp"

namespace daybook::http {
namespace {

struct Asked {
  Month month;
  PastAsked past;
  DocumentFormat format = DocumentFormat::json;
};

/// As it was at the position; "[erased]" once the payee is.
exports::PayeeName name_at(pg::Connection& connection, const KeyLookup& keys, const BrokerId& payee,
                           std::int64_t position) {
  const auto profile = profile_at(connection, payee, position);
  if (!profile) return {};
  return {reveal(keys, profile->person_id, "name", profile->name), printed_business(keys, *profile)};
}

/// Documents that are handed on name the payee.
bool names_payee(DocumentFormat format) {
  return format == DocumentFormat::pdf || format == DocumentFormat::xlsx;
}

/// What is shown, read in one snapshot, which is closed before it is rendered: that can take seconds.
struct Shown {
  Statement statement;
  exports::PayeeName payee;
};

Result<Shown> read_shown(const Api& api, pg::Connection& connection, const BrokerState& broker,
                         const Asked& asked) {
  const Zone& zone = api.policy.zone;
  if (const auto other = other_zone(connection, zone)) return refuse(RefusalCode::store_unavailable, *other);
  const auto as_of = await_as_of(connection, asked.past);
  if (!as_of) return refuse(as_of.error());
  const KeyLookup keys =
      api.people.lookup(connection);  // before the snapshot: adapters/postgres/person_keys.hpp
  Snapshot snapshot(connection);
  const LedgerPoint point = point_of(connection, asked.past, *as_of);
  const std::int64_t position = point.limit.position;
  // A fact that could not be folded is missing in the rows: no figure then, rather than a wrong one.
  if (const auto stuck = quarantined_at(connection, broker.id); stuck && *stuck <= position)
    return refuse(
        RefusalCode::store_unavailable,
        fmt::format("the payee's event at position {} is quarantined: an operator must see to it", *stuck));
  const Period month = zone.period_of(asked.month);
  StatementFacts facts = read_statement(
      connection, broker.id, {month.start, std::min(month.end, point.effective_before)}, zone, position);
  Shown shown{
      make_statement({broker.id, asked.month, zone, position, broker.currency, asked.past.effective_date},
                     facts.sums, std::move(facts.entries)),
      {}};
  if (names_payee(asked.format)) shown.payee = name_at(connection, keys, broker.id, position);
  return shown;
}

Response render(const Shown& shown, DocumentFormat format) {
  const Statement& statement = shown.statement;
  return document_response(
      format,
      fmt::format("statement-{}-{}-{}{}", statement.payee.str(), statement.period, statement.position,
                  statement.effective_date ? "-effective-" + *statement.effective_date : ""),
      {[&] { return statement_json(statement); }, [&] { return exports::statement_csv(statement); },
       [&] { return exports::statement_html(statement); },
       [&] { return exports::statement_pdf(statement, shown.payee); },
       [&] { return exports::statement_xlsx(statement, shown.payee); }});
}

}  // namespace

void broker_statement(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"period", "position", "as_of", "effective_date", "format"}))
    return refuse_call(call, reply, *bad);
  const auto text = call.request.query_value("period");
  const auto month = text ? parse_month(*text) : std::nullopt;
  if (!month) return refuse_call(call, reply, invalid_field("?period", "must be a month, \"YYYY-MM\""));
  const auto past = past_asked(call.request, api.policy.zone, "position");
  const auto format = document_format(call.request);
  if (auto bad = first_refusal(past, format)) return refuse_call(call, reply, *bad);
  read_broker(api, std::move(call), std::move(reply),
              [&api, asked = Asked{*month, *past, *format}](pg::Connection& connection,
                                                            const BrokerState& broker) -> Result<Response> {
                const auto shown = read_shown(api, connection, broker, asked);
                if (!shown) return refuse(shown.error());
                return render(*shown, asked.format);
              });
}

}  // namespace daybook::http
