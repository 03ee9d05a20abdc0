#include "adapters/audit/stored_tree.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "events/log/merkle.hpp"

namespace daybook::http {
namespace {

std::int64_t head_of(pg::Connection& connection) {
  return connection.exec("SELECT position FROM log_head").integer(0, 0);
}

std::vector<std::string> hex_list(const std::vector<log::Hash>& hashes) {
  std::vector<std::string> out;
  for (const auto& hash : hashes) out.push_back(log::to_hex(hash));
  return out;
}

log::Hash root_at(log::NodeReader& tree, std::int64_t size) {
  return size == 0 ? log::empty_root() : log::subtree_root(tree, 0, size);
}

json::Raw event_json(const Envelope& e) {
  json::Object out;
  out.add("position", e.position.value)
      .add("event_id", e.event_id)
      .add("stream", e.stream)
      .add("version", e.version.value)
      .add("type", e.type)
      .add("schema_version", e.schema_version)
      .add("recorded_at", e.recorded_at)
      .add("effective_at", e.effective_at)
      .add("actor", e.actor)
      .add("correlation_id", e.correlation_id)
      .add("causation_id", e.causation_id)
      .add("partition_key", e.partition_key)
      .add("payload", json::Raw{e.payload})
      .add("leaf_hash", log::to_hex(e.leaf_hash));
  return out.raw();
}

}  // namespace

void log_checkpoint(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  read(api, std::move(call), std::move(reply),
       [&api](pg::Connection& connection, const Call&) -> Result<Response> {
         const auto head = connection.exec("SELECT position, frontier FROM log_head");
         const std::int64_t size = head.integer(0, 0);
         const auto frontier = log::Frontier::parse(size, head.bytes(0, 1));
         if (!frontier) throw std::runtime_error("log_head.frontier does not fit its position");
         const log::Hash root = frontier->root();
         const std::string note = log::sign({api.signer.name(), size, root}, api.signer);
         // Kept, so that an audit can hold the log to every checkpoint that was ever shown.
         connection.exec(
             "INSERT INTO checkpoints (size, root, note, signed_at) VALUES ($1, $2, $3, now()) ON CONFLICT "
             "DO NOTHING",
             {std::to_string(size), pg::bytea(log::as_bytes(root)), note});
         json::Object out;
         out.add("origin", api.signer.name())
             .add("size", size)
             .add("root", log::to_hex(root))
             .add("verifier_key", api.signer.verifier().text())
             .add("note", note);
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
        const std::int64_t head = head_of(connection);
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
            .add("root", log::to_hex(root_at(tree, tree_size)))
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
        const std::int64_t head = head_of(connection);
        const std::int64_t second = asked == 0 ? head : asked;
        if (second > head)
          return refuse(invalid_field("?to", fmt::format("must be at most {}, the log's size", head)));
        if (first > second) return refuse(invalid_field("?from", fmt::format("must be at most {}", second)));
        audit::StoredTree tree(connection);
        json::Object out;
        out.add("from", first)
            .add("to", second)
            .add("from_root", log::to_hex(root_at(tree, first)))
            .add("to_root", log::to_hex(root_at(tree, second)))
            .add("hashes", hex_list(log::consistency_proof(tree, first, second)));
        return json_response(out.text());
      },
      true);
}

}  // namespace daybook::http
