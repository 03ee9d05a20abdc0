#include "events/envelope_json.hpp"

namespace daybook {

json::Object envelope_object(const Envelope& e) {
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
      .add("partition_key", e.partition_key);
  return out;
}

}  // namespace daybook
