#include "adapters/http/handlers/payout_reads.hpp"

#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/views/views.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {

std::optional<PayoutState> read_payout(pg::Connection& connection, const Call& call) {
  const auto id = path_id<PayoutId>(call);
  if (!id) return std::nullopt;
  const auto rows = connection.exec("SELECT state FROM payouts WHERE id = $1", {id->str()});
  if (rows.size() == 0) return std::nullopt;
  return json::read_stored<PayoutState>(rows.text(0, 0));
}

void list_pending_payouts(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"limit", "cursor"})) return refuse_call(call, reply, *bad);
  const auto page = cursor_of(call.request);
  if (!page) return refuse_call(call, reply, page.error());
  const auto after = cursor_number(*page, 0);
  if (!after) return refuse_call(call, reply, after.error());
  read(api, std::move(call), std::move(reply),
       [&api, limit = page->limit, after = *after](pg::Connection& connection,
                                                   const Call&) -> Result<Response> {
         const auto rows = connection.exec(
             "SELECT state, order_count, position FROM payouts WHERE status = 'PENDING' AND position > $1 "
             "ORDER BY position LIMIT $2",
             {std::to_string(after), std::to_string(limit + 1)});
         std::vector<json::Raw> data;
         std::optional<std::string> next;
         const KeyLookup keys = api.people.lookup(connection);
         for (int i = 0; i < rows.size() && i < limit; ++i) {
           const auto payout = json::read_stored<PayoutState>(rows.text(i, 0));
           const auto payee = api.view.broker(payout.payee);
           json::Object out = payout_object(payout);
           out.add("broker", payee ? broker_name(*payee, keys) : json::Raw{"null"})
               .add("order_count", rows.integer(i, 1));
           data.push_back(out.raw());
           if (i + 1 == limit && rows.size() > limit) next = std::to_string(rows.integer(i, 2));
         }
         return cursor_response(data, next);
       });
}

void get_payout(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read(api, std::move(call), std::move(reply),
       [](pg::Connection& connection, const Call& asked) -> Result<Response> {
         const auto payout = read_payout(connection, asked);
         if (!payout) return refuse(RefusalCode::not_found, "there is no payout with this id");
         return json_response(payout_object(*payout).text());
       });
}

}  // namespace daybook::http
