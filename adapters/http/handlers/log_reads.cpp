#include "adapters/audit/stored_tree.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/postgres/checkpoints.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "events/envelope_json.hpp"

namespace daybook::http {
namespace {

enum class CheckpointFormat { json, note };
BOOST_DESCRIBE_ENUM(CheckpointFormat, json, note)

std::vector<std::string> hex_list(const std::vector<log::Hash>& hashes) {
  std::vector<std::string> out;
  for (const auto& hash : hashes) out.push_back(log::to_hex(hash));
  return out;
}

json::Raw event_json(const Envelope& e) {
  json::Object out = envelope_object(e);
  out.add("payload", json::Raw{e.payload}).add("leaf_hash", log::to_hex(e.leaf_hash));
  return out.raw();
}

}  // namespace

void log_checkpoint(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"format"})) return refuse_call(call, reply, *bad);
  const auto format = query_enum<CheckpointFormat>(call.request, "format");
  if (!format) return refuse_call(call, reply, format.error());
  read(api, std::move(call), std::move(reply),
       [&api, note = *format == "note"](pg::Connection& connection, const Call&) -> Result<Response> {
         const SignedHead head = sign_head(connection, api.signer);
         if (note) {
           Response response;
           response.content_type = "text/plain; charset=utf-8";
           response.body = head.note;
           return response;
         }
         json::Object out;
         out.add("origin", api.signer.name())
             .add("size", head.size)
             .add("root", log::to_hex(head.root))
             .add("verifier_key", api.signer.verifier().text())
             .add("note", head.note);
         return json_response(out.text());
       });
}

void log_events(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"from", "limit", "cursor"}))
    return refuse_call(call, reply, *bad);
  const auto from = query_integer(call.request, "from", 1, 1, INT64_MAX - 1);
  const auto page = cursor_of(call.request);
  if (auto bad = first_refusal(from, page)) return refuse_call(call, reply, *bad);
  const auto start = cursor_number(*page, *from);
  if (!start) return refuse_call(call, reply, start.error());
  read(
      api, std::move(call), std::move(reply),
      [start = *start, limit = page->limit](pg::Connection& connection, const Call&) -> Result<Response> {
        const auto rows = connection.exec(
            fmt::format("SELECT {} FROM public.events WHERE position >= $1 ORDER BY position LIMIT $2",
                        kEventColumns),
            {std::to_string(start), std::to_string(limit + 1)});
        std::vector<json::Raw> data;
        for (int i = 0; i < rows.size() && i < limit; ++i) data.push_back(event_json(envelope_of(rows, i)));
        return cursor_response(
            data, rows.size() > limit ? std::optional(std::to_string(start + limit)) : std::nullopt);
      },
      true);
}

void inclusion_proof(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"position", "size"})) return refuse_call(call, reply, *bad);
  if (!call.request.query_value("position"))
    return refuse_call(call, reply, invalid_field("?position", "is required: the position of an event"));
  const auto position = query_integer(call.request, "position", 0, 1, INT64_MAX);
  const auto size = query_integer(call.request, "size", 0, 1, INT64_MAX);
  if (auto bad = first_refusal(position, size)) return refuse_call(call, reply, *bad);
  read(
      api, std::move(call), std::move(reply),
      [position = *position, asked = *size](pg::Connection& connection, const Call&) -> Result<Response> {
        Snapshot snapshot(connection);
        const std::int64_t head = log_position(connection);
        const std::int64_t tree_size = asked == 0 ? head : asked;
        if (tree_size > head)
          return refuse(invalid_field("?size", fmt::format("must be at most {}, the log's size", head)));
        if (position > tree_size)
          return refuse(invalid_field("?position", fmt::format("must be at most {}", tree_size)));
        audit::StoredTree tree(connection);
        json::Object out;
        out.add("position", position)
            .add("size", tree_size)
            .add("leaf_hash", log::to_hex(tree.node(0, position - 1)))
            .add("root", log::to_hex(log::subtree_root(tree, 0, tree_size)))
            .add("hashes", hex_list(log::inclusion_proof(tree, position - 1, tree_size)));
        return json_response(out.text());
      },
      true);
}

void consistency_proof(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"from", "to"})) return refuse_call(call, reply, *bad);
  if (!call.request.query_value("from"))
    return refuse_call(call, reply, invalid_field("?from", "is required: the size of the older checkpoint"));
  const auto from = query_integer(call.request, "from", 0, 1, INT64_MAX);
  const auto to = query_integer(call.request, "to", 0, 1, INT64_MAX);
  if (auto bad = first_refusal(from, to)) return refuse_call(call, reply, *bad);
  read(
      api, std::move(call), std::move(reply),
      [first = *from, asked = *to](pg::Connection& connection, const Call&) -> Result<Response> {
        Snapshot snapshot(connection);
        const std::int64_t head = log_position(connection);
        const std::int64_t second = asked == 0 ? head : asked;
        if (second > head)
          return refuse(invalid_field("?to", fmt::format("must be at most {}, the log's size", head)));
        if (first > second) return refuse(invalid_field("?from", fmt::format("must be at most {}", second)));
        audit::StoredTree tree(connection);
        json::Object out;
        out.add("from", first)
            .add("to", second)
            .add("from_root", log::to_hex(log::subtree_root(tree, 0, first)))
            .add("to_root", log::to_hex(log::subtree_root(tree, 0, second)))
            .add("hashes", hex_list(log::consistency_proof(tree, first, second)));
        return json_response(out.text());
      },
      true);
}

}  // namespace daybook::http
