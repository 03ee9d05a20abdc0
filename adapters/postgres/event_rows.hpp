#pragma once
// Stored events by binary COPY: views into the row, so that whoever only hashes or forwards an event copies
// nothing.

#include "adapters/postgres/copy_stream.hpp"
#include "events/envelope.hpp"

namespace daybook {

/// The fields of Envelope; valid as long as the row.
struct EventView {
  std::int64_t position = 0;
  EventId event_id;
  std::string_view stream;
  std::int64_t version = 0;
  std::string_view type;
  int schema_version = 0;
  Instant recorded_at;
  Instant effective_at;
  std::string_view actor;
  std::string_view correlation_id;
  std::string_view causation_id;
  std::string_view partition_key;
  std::string_view payload;
  std::string_view leaf_hash;  ///< as stored: should be 32 bytes
};

/// Reads a row of `kEventColumns` (adapters/postgres/event_reader.hpp). Throws std::runtime_error.
EventView event_view(std::string_view row);
/// The position alone.
std::int64_t position_of(std::string_view row);
/// Copied out; strings keep their room, so that one envelope can serve a whole log.
void assign(Envelope& envelope, const EventView& view);
/// Leaf hash over the canonical bytes of all fields but leaf_hash itself.
log::Hash compute_leaf_hash(const EventView& view);

}  // namespace daybook
