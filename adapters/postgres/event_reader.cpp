#include "adapters/postgres/event_reader.hpp"

#include <fmt/format.h>

namespace daybook {

const char* const kEventColumns =
    "position, event_id, stream, version, type, schema_version, recorded_at, effective_at, actor, "
    "correlation_id, "
    "causation_id, partition_key, payload, leaf_hash";

Envelope envelope_of(const pg::Rows& rows, int row) {
  Envelope e;
  e.position = {rows.integer(row, 0)};
  if (auto id = EventId::parse(rows.text(row, 1))) e.event_id = *id;
  e.stream = rows.text(row, 2);
  e.version = {rows.integer(row, 3)};
  e.type = rows.text(row, 4);
  e.schema_version = static_cast<int>(rows.integer(row, 5));
  e.recorded_at = {pg::micros_of(rows.text(row, 6))};
  e.effective_at = {pg::micros_of(rows.text(row, 7))};
  e.actor = rows.text(row, 8);
  e.correlation_id = rows.text(row, 9);
  e.causation_id = rows.text(row, 10);
  e.partition_key = rows.text(row, 11);
  e.payload = rows.text(row, 12);
  if (auto hash = log::to_hash(rows.bytes(row, 13))) e.leaf_hash = *hash;
  return e;
}

Recorded decode(Envelope envelope) {
  try {
    Event event = decode_event(envelope.type, envelope.schema_version, envelope.payload);
    return {std::move(envelope), std::move(event)};
  } catch (const std::exception& e) {
    throw std::runtime_error(fmt::format("position {}: {}", envelope.position.value, e.what()));
  }
}

pg::Rows EventReader::query(const std::string& sql, const pg::Params& params) {
  if (!connection_.alive()) connection_.reconnect();
  return connection_.exec(sql, params);
}

std::vector<Envelope> EventReader::read_after(std::int64_t after, std::size_t limit) {
  const auto rows = query(
      fmt::format("SELECT {} FROM events WHERE position > $1 ORDER BY position LIMIT $2", kEventColumns),
      {std::to_string(after), std::to_string(limit)});
  std::vector<Envelope> out;
  out.reserve(static_cast<std::size_t>(rows.size()));
  for (int i = 0; i < rows.size(); ++i) out.push_back(envelope_of(rows, i));
  return out;
}

std::int64_t log_position(pg::Connection& connection) {
  return connection.exec("SELECT position FROM log_head").integer(0, 0);
}

std::int64_t EventReader::head() {
  if (!connection_.alive()) connection_.reconnect();
  return log_position(connection_);
}

}  // namespace daybook
