#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/views/adjustment_view.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

json::Object object_of(std::string_view state) {
  return adjustment_object(json::read_stored<AdjustmentState>(state));
}

}  // namespace

void list_adjustments(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"status", "payee", "limit", "cursor"}))
    return refuse_call(call, reply, *bad);
  const auto page = cursor_of(call.request);
  const auto status = query_enum<AdjustmentStatus>(call.request, "status");
  if (auto bad = first_refusal(page, status)) return refuse_call(call, reply, *bad);
  const auto before = cursor_number(*page, INT64_MAX);
  if (!before) return refuse_call(call, reply, before.error());
  Where where;
  where.add("position < ?", std::to_string(*before));
  if (*status) where.add("status = ?", **status);
  if (const auto text = call.request.query_value("payee")) {
    const auto payee = BrokerId::parse(*text);
    if (!payee) return refuse_call(call, reply, invalid_field("?payee", "must be a UUID"));
    where.add("payee = ?::uuid", payee->str());
  }
  read(api, std::move(call), std::move(reply),
       [where, limit = page->limit](pg::Connection& connection, const Call&) -> Result<Response> {
         const auto rows = connection.exec(
             fmt::format("SELECT state, position FROM adjustments{} ORDER BY position DESC LIMIT {}",
                         where.sql(), limit + 1),
             where.params());
         std::vector<json::Raw> data;
         std::optional<std::string> next;
         for (int i = 0; i < rows.size() && i < limit; ++i) {
           data.push_back(object_of(rows.text(i, 0)).raw());
           if (i + 1 == limit && rows.size() > limit) next = std::to_string(rows.integer(i, 1));
         }
         return cursor_response(data, next);
       });
}

void get_adjustment(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read(api, std::move(call), std::move(reply),
       [](pg::Connection& connection, const Call& asked) -> Result<Response> {
         const auto id = path_id<AdjustmentId>(asked);
         if (id) {
           const auto rows = connection.exec("SELECT state FROM adjustments WHERE id = $1", {id->str()});
           if (rows.size() == 1) return json_response(object_of(rows.text(0, 0)).text());
         }
         return refuse(RefusalCode::not_found, "there is no adjustment with this id");
       });
}

}  // namespace daybook::http
