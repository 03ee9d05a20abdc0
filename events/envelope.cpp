#include "events/envelope.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <unordered_map>

#include "events/codec/json_read.hpp"
#include "events/codec/json_write.hpp"
#include "events/log/canonical.hpp"
#include "events/webhook/webhook_received_v1.hpp"

namespace daybook {
namespace {

using Decoder = Event (*)(std::string_view);

using TypeAndVersion = std::pair<std::string_view, int>;
struct TypeHash {
  std::size_t operator()(const TypeAndVersion& key) const {
    return std::hash<std::string_view>{}(key.first) + static_cast<std::size_t>(key.second);
  }
};
using Decoders = std::unordered_map<TypeAndVersion, Decoder, TypeHash>;

/// Bytes of an older version are read as what they meant then.
template <class Old>
void add_upcast(Decoders& table, std::string_view name, int schema_version) {
  table.emplace(TypeAndVersion{name, schema_version},
                [](std::string_view payload) { return Event(upcast(json::read_stored<Old>(payload))); });
}

template <class... E>
Decoders decoders(const std::variant<E...>*) {
  Decoders table;
  (table.emplace(TypeAndVersion{event_type<E>.name, event_type<E>.schema_version},
                 [](std::string_view payload) { return Event(json::read_stored<E>(payload)); }),
   ...);
  add_upcast<WebhookReceivedV1>(table, "webhook.received", 1);
  return table;
}

}  // namespace

std::string encode_payload(const Event& event) {
  thread_local std::string text;  // has grown to what events need: the copy is the one allocation
  text.clear();
  std::visit([](const auto& e) { json::write(text, e); }, event);
  return text;
}

Event decode_event(std::string_view type, int schema_version, std::string_view payload) {
  static const auto table = decoders(static_cast<const Event*>(nullptr));
  auto found = table.find({type, schema_version});
  if (found == table.end())
    throw std::runtime_error(fmt::format("unknown event type {} version {}", type, schema_version));
  return found->second(payload);
}

log::Hash compute_leaf_hash(const Envelope& e) {
  thread_local std::string bytes;
  bytes.clear();
  const std::string event_id = e.event_id.str();
  log::canonical_bytes({.position = e.position.value,
                        .event_id = event_id,
                        .stream = e.stream,
                        .version = e.version.value,
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
