#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "projections/activity_log.hpp"
#include "projections/tasks.hpp"
#include "projections/webhook_log.hpp"

namespace daybook::http {
namespace {

/// A member of a list's rows, how it is written, and its column if that has another name.
struct Column {
  const char* name;
  json::Raw (*write)(const pg::Rows&, int, int);
  const char* column = name;
};

json::Raw action_json(const pg::Rows& rows, int i, int column) {
  return {json::to_json(action_of(rows.text(i, column)))};
}

/// Rows of one table, newest first by position, as {data, has_more, next_cursor}.
void list(const Api& api, Call call, Reply reply, const char* table, const std::vector<Column>& columns,
          Where where) {
  const auto page = cursor_of(call.request);
  if (!page) return refuse_call(call, reply, page.error());
  const auto before = cursor_number(*page, INT64_MAX);
  if (!before) return refuse_call(call, reply, before.error());
  where.add("position < ?", std::to_string(*before));
  read(api, std::move(call), std::move(reply),
       [table, columns, where, limit = page->limit](pg::Connection& connection,
                                                    const Call&) -> Result<Response> {
         std::string names;
         for (const auto& column : columns) names += std::string(names.empty() ? "" : ", ") + column.column;
         const auto rows =
             connection.exec(fmt::format("SELECT {}, position FROM {}{} ORDER BY position DESC LIMIT {}",
                                         names, table, where.sql(), limit + 1),
                             where.params());
         std::vector<json::Raw> data;
         std::optional<std::string> next;
         const int position = static_cast<int>(columns.size());
         for (int i = 0; i < rows.size() && i < limit; ++i) {
           json::Object row;
           for (int c = 0; c < position; ++c)
             row.add(columns[static_cast<std::size_t>(c)].name,
                     columns[static_cast<std::size_t>(c)].write(rows, i, c));
           row.add("position", rows.integer(i, position));
           data.push_back(row.raw());
           if (i + 1 == limit && rows.size() > limit) next = std::to_string(rows.integer(i, position));
         }
         return cursor_response(data, next);
       });
}

}  // namespace

void list_tasks(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"limit", "cursor", "status", "kind"}))
    return refuse_call(call, reply, *bad);
  const auto status = query_enum<TaskStatus>(call.request, "status");
  const auto kind = query_enum<TaskKind>(call.request, "kind");
  if (auto bad = first_refusal(status, kind)) return refuse_call(call, reply, *bad);
  Where where;
  if (*status) where.add("status = ?", **status);
  if (*kind) where.add("kind = ?", **kind);
  list(api, std::move(call), std::move(reply), "tasks",
       {{"id", text_json},
        {"kind", text_json},
        {"status", text_json},
        {"entity", text_json},
        {"detail", text_json},
        {"amount", number_json},
        {"currency", text_json},
        {"opened_at", time_json},
        {"closed_at", time_json}},
       where);
}

void list_webhook_log(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"limit", "cursor", "status"}))
    return refuse_call(call, reply, *bad);
  const auto status = query_enum<WebhookStatus>(call.request, "status");
  if (!status) return refuse_call(call, reply, status.error());
  Where where;
  if (*status) where.add("status = ?", **status);
  list(api, std::move(call), std::move(reply), "webhook_log",
       {{"source", text_json},
        {"external_id", text_json},
        {"event_type", text_json},
        {"status", text_json},
        {"detail", text_json},
        {"error", text_json},
        {"order_id", text_json},
        {"received_at", time_json},
        {"processed_at", time_json}},
       where);
}

void list_activity_log(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"limit", "cursor", "entity", "action"}))
    return refuse_call(call, reply, *bad);
  Where where;
  if (const auto entity = call.request.query_value("entity"))
    where.add("entity_id = ?", std::string(*entity));
  if (const auto action = call.request.query_value("action"))
    where.add("type = ?", std::string(type_of_action(*action).value_or("no such type")));
  list(api, std::move(call), std::move(reply), "activity_log",
       {{"at", time_json},
        {"actor", text_json},
        {"action", action_json, "type"},
        {"entity_type", text_json},
        {"entity_id", text_json},
        {"detail", text_json}},
       where);
}

}  // namespace daybook::http
