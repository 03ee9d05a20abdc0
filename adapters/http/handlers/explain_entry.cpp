// GET /api/explain/{entry}: where an entry's amounts come from, and the proof that its event is in the log.

#include "adapters/audit/explain.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/postgres/checkpoints.hpp"

namespace daybook::http {
namespace {

enum class ExplainFormat { json, text };
BOOST_DESCRIBE_ENUM(ExplainFormat, json, text)

Result<audit::ExplainedEntry> explained(const Api& api, pg::Connection& connection, const Call& call) {
  const auto facts = audit::stored_facts(connection);
  const auto position = audit::entry_position(*facts, call.request.params.at(0));
  if (!position) return refuse(position.error());
  auto entry = audit::explain(*facts, *position);
  if (!entry || !entry->unsigned_yet) return entry;
  sign_head(connection, api.signer);  // the event is in the log: now it is under a signature
  return audit::explain(*facts, *position);
}

}  // namespace

void explain_entry(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"format"})) return refuse_call(call, reply, *bad);
  const auto format = query_enum<ExplainFormat>(call.request, "format");
  if (!format) return refuse_call(call, reply, format.error());
  read(
      api, std::move(call), std::move(reply),
      [&api, text = *format == "text"](pg::Connection& connection, const Call& asked) -> Result<Response> {
        const auto entry = explained(api, connection, asked);
        if (!entry) return refuse(entry.error());
        // A key sees its own broker's entries only.
        if (asked.caller.is_key() && entry->partition_key != asked.caller.broker.value_or(BrokerId{}).str())
          return refuse(RefusalCode::not_found, "there is no entry of this broker there");
        if (!text) return json_response(audit::explain_json(*entry, api.signer.verifier()));
        Response response;
        response.body = audit::explain_text(*entry, api.signer.verifier());
        response.content_type = "text/plain; charset=utf-8";
        return response;
      },
      true);
}

}  // namespace daybook::http
