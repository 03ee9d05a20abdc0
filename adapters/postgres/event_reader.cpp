#include "adapters/postgres/event_reader.hpp"

#include <fmt/format.h>

#include <exception>

#include "adapters/postgres/event_rows.hpp"

namespace daybook {
namespace {

std::vector<Recorded> decode_all(const pg::Rows& rows) {
  std::vector<Recorded> out;
  for (int i = 0; i < rows.size(); ++i) out.push_back(decode(envelope_of(rows, i)));
  return out;
}

}  // namespace

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

std::vector<Recorded> read_stream(pg::Connection& connection, const std::string& stream) {
  return decode_all(connection.exec(
      fmt::format("SELECT {} FROM events WHERE stream = $1 ORDER BY version", kEventColumns), {stream}));
}

std::vector<Recorded> read_types(pg::Connection& connection, std::int64_t after, std::int64_t up_to,
                                 const std::vector<std::string>& types, std::size_t limit) {
  return decode_all(connection.exec(
      fmt::format("SELECT {} FROM events WHERE position > $1 AND position <= $2 AND type = ANY($3::text[]) "
                  "ORDER BY position LIMIT {}",
                  kEventColumns, limit),
      {std::to_string(after), std::to_string(up_to), pg::text_array(types)}));
}

std::vector<Envelope> EventReader::read(const std::string& condition) {
  pg::CopyStream rows(connection_, fmt::format("SELECT {} FROM events WHERE {}", kEventColumns, condition));
  std::vector<Envelope> out;
  std::exception_ptr unreadable;
  while (const auto row = rows.next()) {
    if (unreadable)
      continue;  // to the end: cancelling would abort the transaction that the caller may have open
    try {
      assign(out.emplace_back(), event_view(*row));
    } catch (const std::runtime_error&) {
      unreadable = std::current_exception();
    }
  }
  if (unreadable) std::rethrow_exception(unreadable);
  return out;
}

std::vector<Envelope> EventReader::read_after(std::int64_t after, std::size_t limit) {
  connection_.revive();
  // Positions have no gaps, so a range holds as many events, and one partition to plan for instead of all.
  // Only in a damaged store it may be empty with more behind it; those who wait for news ask often.
  auto events = read(fmt::format("position > {} AND position <= {} ORDER BY position", after,
                                 after + static_cast<std::int64_t>(limit)));
  if (events.empty() && head() > after)
    events = read(fmt::format("position > {} ORDER BY position LIMIT {}", after, limit));
  return events;
}

std::int64_t log_position(pg::Connection& connection) {
  return connection.exec("SELECT position FROM log_head").integer(0, 0);
}

std::int64_t EventReader::head() {
  connection_.revive();
  return log_position(connection_);
}

}  // namespace daybook
