// What was sent to an endpoint, and what became of it; and sending once more what was given up.

#include <limits>

#include "adapters/effects/webhook_id.hpp"
#include "adapters/http/handlers/endpoint_handlers.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "adapters/http/handlers/visible_endpoint.hpp"
#include "events/codec/json_read.hpp"
#include "events/effect/effect_decide.hpp"

namespace daybook::http {
namespace {

/// Sixteen digits: behind every delivery.
constexpr std::int64_t kBehindAll = 9'999'999'999'999'999;

/// The endpoint's part of the effects, newest fact first, each with its fact.
std::string query_of(const Where& where, std::int64_t limit) {
  return fmt::format(
      "SELECT e.id, f.event_id, f.type, f.position, e.status, e.attempts, e.due_at, e.error, e.intended_at, "
      "e.finished_at FROM (SELECT * FROM effects{} ORDER BY id DESC LIMIT {}) e "
      "JOIN events f ON f.position = right(e.id, 16)::bigint ORDER BY e.id DESC",
      where.sql(), limit);
}

json::Raw delivery_json(const pg::Rows& rows, int row) {
  json::Object out;
  out.add("id", text_json(rows, row, 0))
      .add("event_id", text_json(rows, row, 1))
      .add("event_type", text_json(rows, row, 2))
      .add("position", number_json(rows, row, 3))
      .add("status", text_json(rows, row, 4))
      .add("attempts", number_json(rows, row, 5))
      .add("due_at", time_json(rows, row, 6))
      .add("error", text_json(rows, row, 7))
      .add("intended_at", time_json(rows, row, 8))
      .add("finished_at", time_json(rows, row, 9));
  return out.raw();
}

}  // namespace

void list_deliveries(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"limit", "cursor", "status"}))
    return refuse_call(call, reply, *bad);
  const auto page = cursor_of(call.request);
  if (!page) return refuse_call(call, reply, page.error());
  const auto before = cursor_number(*page, kBehindAll);
  const auto status = query_enum<EffectStatus>(call.request, "status");
  if (auto bad = first_refusal(before, status)) return refuse_call(call, reply, *bad);
  read(api, std::move(call), std::move(reply),
       [&api, before = std::min(*before, kBehindAll), status = *status, limit = page->limit](
           pg::Connection& connection, const Call& asked) -> Result<Response> {
         const auto id = api.view.read([&](const LedgerState& ledger) {
           const EndpointState* endpoint = visible_endpoint(ledger, asked);
           return endpoint ? std::optional(endpoint->id) : std::nullopt;
         });
         if (!id) return refuse(kNoEndpoint);
         Where where;
         where.add("id > ?", webhook_prefix(*id));
         where.add("id < ?", WebhookId{*id, before}.str());
         if (status) where.add("status = ?", *status);
         const auto rows = connection.exec(query_of(where, limit + 1), where.params());
         std::vector<json::Raw> data;
         std::optional<std::string> next;
         for (int i = 0; i < rows.size() && i < limit; ++i) {
           data.push_back(delivery_json(rows, i));
           if (i + 1 == limit && rows.size() > limit) next = std::to_string(rows.integer(i, 3));
         }
         return cursor_response(data, next);
       });
}

void retry_delivery(const Api& api, Call call, Reply reply) {
  if (auto body = json::read_body<EmptyBody>(call.request.body); !body)
    return refuse_call(call, reply, body.error());
  write(api, call, std::move(reply), [call](Workspace& ws) -> Result<Answer> {
    const EndpointState* endpoint = visible_endpoint(ws.ledger(), call);
    if (!endpoint) return refuse(kNoEndpoint);
    const std::string& id = call.request.params.at(1);
    const auto parsed = WebhookId::parse(id);
    const bool own = parsed && parsed->endpoint == endpoint->id;
    const EffectState effect = own ? effect_of(ws.stream("effect-" + id)) : EffectState{};
    if (effect.version == 0)
      return refuse(RefusalCode::not_found, "this endpoint has no delivery with this id");
    if (endpoint->disabled)
      return refuse(RefusalCode::conflict, "the endpoint is disabled: enable it first (PATCH, enabled)");
    auto events = decide(effect, RetryEffect{"the endpoint's owner asked for it", ws.now()});
    if (!events) return refuse(events.error());
    ws.append(std::move(*events));
    json::Object out;
    out.add("id", id).add("status", "pending");
    return answer(out.text());
  });
}

}  // namespace daybook::http
