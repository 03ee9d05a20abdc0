#pragma once
// A recorded fact: the event and everything that is known about its recording. These fields, in this order,
// are what the log's leaf hash covers (events/log/canonical.hpp).

#include <string>
#include <vector>

#include "core/instant.hpp"
#include "core/position.hpp"
#include "core/uuid.hpp"
#include "events/event_catalog.hpp"
#include "events/log/hash.hpp"

namespace daybook {

struct Envelope {
  GlobalPosition position;
  EventId event_id;
  std::string stream;
  StreamVersion version;
  std::string type;
  int schema_version = 1;
  Instant recorded_at;   ///< when it was appended; never moves backwards along the log
  Instant effective_at;  ///< business time
  std::string actor;     ///< "admin:<id>", "broker:<id>", "stripe", "scheduler", "cli"
  std::string correlation_id;
  std::string causation_id;  ///< "" when nothing in the log caused it
  std::string partition_key;
  std::string payload;  ///< exact JSON bytes
  log::Hash leaf_hash{};
};

/// An event with its envelope, as folds take it.
struct Recorded {
  Envelope envelope;
  Event event;
};

/// What a decision asks to be recorded. Stream and partition key follow from the event.
struct NewEvent {
  Event event;
  Instant effective_at;
};
using NewEvents = std::vector<NewEvent>;

/// The payload bytes of an event.
std::string encode_payload(const Event& event);
/// The event of a stored type, version and payload. Throws std::runtime_error for an unknown type or version,
/// or a payload that does not fit: such an event is poisoned and never skipped silently.
Event decode_event(std::string_view type, int schema_version, std::string_view payload);
/// Leaf hash over the canonical bytes of all fields but leaf_hash itself.
log::Hash compute_leaf_hash(const Envelope& envelope);

}  // namespace daybook
