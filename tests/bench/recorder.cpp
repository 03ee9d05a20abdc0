#include "tests/bench/recorder.hpp"

#include "events/log/hash.hpp"

namespace daybook::bench {

Uuid SeededIds::next() {
  const std::uint64_t high = static_cast<std::uint64_t>(now.micros / 1'000) << 16 | (++count_ & 0xfff);
  const std::uint64_t low = chance_();
  Uuid id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    id.bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (id.bytes[6] & 0x0f));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

Recorder::Recorder(std::int64_t first_position, Instant log_begins, std::uint64_t seed)
    : position_(first_position - 1), log_begins_(log_begins), ids_(seed) {}

SeededIds& Recorder::ids() {
  ids_.now = now();
  return ids_;
}

void Recorder::append(const NewEvents& events, const std::string& actor,
                      const std::function<void(const Recorded&)>& fold) {
  const std::string correlation_id = to_string(ids().next());
  for (const auto& fresh : events) {
    Recorded r{{}, fresh.event};
    Envelope& e = r.envelope;
    const EventType type = type_of(fresh.event);
    e.recorded_at = now();
    e.position = {++position_};
    e.event_id = EventId(ids_.next());
    e.stream = stream_of(fresh.event);
    e.version = {++versions_[e.stream]};
    e.type = type.name;
    e.schema_version = type.schema_version;
    e.effective_at = fresh.effective_at;
    e.actor = actor;
    e.correlation_id = correlation_id;
    e.partition_key = partition_key_of(fresh.event);
    e.payload = encode_payload(fresh.event);
    e.leaf_hash = compute_leaf_hash(e);
    add_event(part_.events, e);
    fold(r);
    e.payload.clear();
    part_.recorded.push_back(std::move(r));
  }
}

}  // namespace daybook::bench
