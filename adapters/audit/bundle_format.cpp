#include "adapters/audit/bundle_format.hpp"

#include <fmt/format.h>

#include "events/codec/json_read.hpp"
#include "events/envelope_json.hpp"
#include "events/log/encoding.hpp"

namespace daybook::audit::bundle {
namespace {

/// The members of a line, as envelope_object writes them.
struct EventLine {
  std::int64_t position = 0;
  EventId event_id;
  std::string stream;
  std::int64_t version = 0;
  std::string type;
  int schema_version = 0;
  Instant recorded_at;
  Instant effective_at;
  std::string actor;
  std::string correlation_id;
  std::string causation_id;
  std::string partition_key;
  std::string payload;
  std::string leaf_hash;
};
BOOST_DESCRIBE_STRUCT(EventLine, (),
                      (position, event_id, stream, version, type, schema_version, recorded_at, effective_at,
                       actor, correlation_id, causation_id, partition_key, payload, leaf_hash))

struct CheckpointLine {
  std::int64_t size = 0;
  std::string root;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(CheckpointLine, (), (size, root, note))

log::Hash hash_of(const std::string& text) {
  const auto bytes = log::from_hex(text);
  const auto hash = bytes ? log::to_hash(*bytes) : std::nullopt;
  if (!hash) throw std::runtime_error("a hash is not 64 hexadecimal digits");
  return *hash;
}

}  // namespace

std::string events_file(std::int64_t first_position) {
  return fmt::format("events/events-{:012}.jsonl", first_position);
}

std::int64_t events_files(std::int64_t events) { return (events + kEventsAFile - 1) / kEventsAFile; }

std::string event_line(const Envelope& e) {
  json::Object out = envelope_object(e);
  out.add("payload", e.payload).add("leaf_hash", log::to_hex(e.leaf_hash));
  return out.text() + "\n";
}

Envelope read_event_line(std::string_view line) {
  auto in = json::read_stored<EventLine>(line);
  Envelope e;
  e.position = {in.position};
  e.event_id = in.event_id;
  e.stream = std::move(in.stream);
  e.version = {in.version};
  e.type = std::move(in.type);
  e.schema_version = in.schema_version;
  e.recorded_at = in.recorded_at;
  e.effective_at = in.effective_at;
  e.actor = std::move(in.actor);
  e.correlation_id = std::move(in.correlation_id);
  e.causation_id = std::move(in.causation_id);
  e.partition_key = std::move(in.partition_key);
  e.payload = std::move(in.payload);
  e.leaf_hash = hash_of(in.leaf_hash);
  return e;
}

std::string checkpoint_line(const StoredCheckpoint& checkpoint) {
  return json::to_json(CheckpointLine{checkpoint.size, log::to_hex(checkpoint.root), checkpoint.note}) + "\n";
}

StoredCheckpoint read_checkpoint_line(std::string_view line) {
  auto in = json::read_stored<CheckpointLine>(line);
  return {in.size, std::string(log::as_bytes(hash_of(in.root))), std::move(in.note)};
}

File file_of(std::string name, std::string_view bytes) {
  return {std::move(name), static_cast<std::int64_t>(bytes.size()), log::to_hex(log::sha256(bytes))};
}

std::string manifest_text(const Manifest& manifest) { return json::to_json(manifest) + "\n"; }

Manifest read_manifest(std::string_view text) {
  auto manifest = json::read_stored<Manifest>(text);
  if (manifest.format != kFormat)
    throw std::runtime_error(
        fmt::format("its format is \"{}\", this program reads {}", manifest.format, kFormat));
  if (manifest.events < 1) throw std::runtime_error("it counts no events");
  return manifest;
}

std::string sums_text(const Manifest& manifest) {
  const File own = file_of(kManifest, manifest_text(manifest));
  std::string text = fmt::format("{}  {}\n", own.sha256, own.name);
  for (const File& file : manifest.files) text += fmt::format("{}  {}\n", file.sha256, file.name);
  return text;
}

}  // namespace daybook::audit::bundle
