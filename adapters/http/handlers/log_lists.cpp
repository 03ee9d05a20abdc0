#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/postgres/log_walk.hpp"
#include "projections/activity.hpp"
#include "projections/effects.hpp"
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

json::Raw flag_json(const pg::Rows& rows, int row, int column) {
  return {rows.text(row, column) == "t" ? "true" : "false"};
}

json::Raw activity_json(const Activity& activity) {
  json::Object out;
  return out.add("at", activity.at)
      .add("actor", activity.actor)
      .add("action", action_of(activity.type))
      .add("entity_type", activity.entity_type)
      .add("entity_id", activity.entity_id)
      .add("detail", activity.detail)
      .add("position", activity.position)
      .raw();
}

/// What ?entity= and ?action= leave of the log.
LogPart activities(const Request& request) {
  LogPart part;
  const auto action = request.query_value("action");
  const auto entity = request.query_value("entity");
  part.types = action
                   ? std::vector<std::string>{std::string(type_of_action(*action).value_or("no such type"))}
                   : activity_types();
  if (entity) {
    for (const std::string& kind : entity_types()) part.streams.push_back(kind + "-" + std::string(*entity));
  } else if (action) {
    part.stretches = "FROM event_types WHERE type = $1";
    part.stretch_params = {part.types.front()};
  }
  return part;
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

void list_effects(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"limit", "cursor", "status", "kind", "subject"}))
    return refuse_call(call, reply, *bad);
  const auto status = query_enum<EffectStatus>(call.request, "status");
  const auto kind = query_enum<EffectKind>(call.request, "kind");
  if (auto bad = first_refusal(status, kind)) return refuse_call(call, reply, *bad);
  Where where;
  if (*status) where.add("status = ?", **status);
  if (*kind) where.add("kind = ?", **kind);
  if (const auto subject = call.request.query_value("subject"))
    where.add("subject = ?", std::string(*subject));
  list(api, std::move(call), std::move(reply), "effects",
       {{"id", text_json},
        {"kind", text_json},
        {"status", text_json},
        {"subject", text_json},
        {"detail", text_json},
        {"attempts", number_json},
        {"due_at", time_json},
        {"error", text_json},
        {"maybe_done", flag_json},
        {"reference", text_json},
        {"intended_at", time_json},
        {"finished_at", time_json}},
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
  const auto page = cursor_of(call.request);
  if (!page) return refuse_call(call, reply, page.error());
  const auto before = cursor_number(*page, INT64_MAX);
  if (!before) return refuse_call(call, reply, before.error());
  LogPart part = activities(call.request);
  part.until = *before - 1;
  read(api, std::move(call), std::move(reply),
       [part, limit = static_cast<std::size_t>(page->limit)](pg::Connection& connection,
                                                             const Call&) -> Result<Response> {
         Snapshot snapshot(connection);
         LogWalk walk(connection, part, WalkOrder::newest_first);
         std::vector<json::Raw> data;
         std::optional<std::string> next;
         std::int64_t last = 0;
         while (!next) {
           const auto facts = walk.next(limit + 1 - data.size());
           if (facts.empty()) break;
           for (const Recorded& fact : facts) {
             if (data.size() == limit) {
               next = std::to_string(last);
               break;
             }
             last = fact.envelope.position.value;
             data.push_back(activity_json(activity_of(fact)));
           }
         }
         return cursor_response(data, next);
       });
}

}  // namespace daybook::http
