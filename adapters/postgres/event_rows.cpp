#include "adapters/postgres/event_rows.hpp"

#include "events/log/canonical.hpp"

namespace daybook {
namespace {

constexpr int kFields = 14;

}  // namespace

EventView event_view(std::string_view row) {
  pg::BinaryRow in(row, kFields);
  EventView e;
  e.position = in.int8();
  e.event_id = EventId(in.uuid());
  e.stream = in.bytes();
  e.version = in.int8();
  e.type = in.bytes();
  e.schema_version = in.int4();
  e.recorded_at = {in.micros()};
  e.effective_at = {in.micros()};
  e.actor = in.bytes();
  e.correlation_id = in.bytes();
  e.causation_id = in.bytes();
  e.partition_key = in.bytes();
  e.payload = in.bytes();
  e.leaf_hash = in.bytes();
  return e;
}

std::int64_t position_of(std::string_view row) { return pg::BinaryRow(row, kFields).int8(); }

void assign(Envelope& envelope, const EventView& view) {
  envelope.position = {view.position};
  envelope.event_id = view.event_id;
  envelope.stream = view.stream;
  envelope.version = {view.version};
  envelope.type = view.type;
  envelope.schema_version = view.schema_version;
  envelope.recorded_at = view.recorded_at;
  envelope.effective_at = view.effective_at;
  envelope.actor = view.actor;
  envelope.correlation_id = view.correlation_id;
  envelope.causation_id = view.causation_id;
  envelope.partition_key = view.partition_key;
  envelope.payload = view.payload;
  envelope.leaf_hash = log::to_hash(view.leaf_hash).value_or(log::Hash{});
}

log::Hash compute_leaf_hash(const EventView& e) {
  thread_local std::string bytes;
  bytes.clear();
  const std::string event_id = e.event_id.str();
  log::canonical_bytes({.position = e.position,
                        .event_id = event_id,
                        .stream = e.stream,
                        .version = e.version,
                        .type = e.type,
                        .schema_version = e.schema_version,
                        .recorded_at_micros = e.recorded_at.micros,
                        .effective_at_micros = e.effective_at.micros,
                        .actor = e.actor,
                        .correlation_id = e.correlation_id,
                        .causation_id = e.causation_id,
                        .partition_key = e.partition_key,
                        .payload = e.payload},
                       bytes);
  return log::leaf_hash(bytes);
}

}  // namespace daybook
