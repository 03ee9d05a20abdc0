#include "adapters/kafka/cloud_event.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "events/log/encoding.hpp"

namespace daybook::kafka {
namespace {

constexpr std::string_view kSource = "/daybook";
constexpr std::string_view kContentType = "application/json";

[[noreturn]] void fail(std::string_view name, std::string_view why) {
  throw MalformedEvent(fmt::format("Kafka header {}: {}", name, why));
}

class Reader {
 public:
  explicit Reader(const std::vector<HeaderView>& headers) : headers_(headers) {}

  std::string_view optional_text(std::string_view name) const {
    std::optional<std::string_view> found;
    for (const auto& header : headers_) {
      if (header.name != name) continue;
      if (found) fail(name, "is there twice");
      found = header.value;
    }
    return found.value_or(std::string_view());
  }
  std::string_view text(std::string_view name) const {
    const auto value = optional_text(name);
    if (value.empty()) fail(name, "is missing");
    return value;
  }
  void expect(std::string_view name, std::string_view wanted) const {
    const auto value = text(name);
    if (value != wanted) fail(name, fmt::format("is \"{}\", not \"{}\"", value, wanted));
  }
  /// Decimal, at least 1.
  template <class Integer>
  Integer count(std::string_view name) const {
    const auto value = text(name);
    Integer number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number < 1)
      fail(name, fmt::format("\"{}\" is no number from 1", value));
    return number;
  }
  Instant instant(std::string_view name) const {
    const auto value = text(name);
    const auto parsed = parse_instant(value);
    if (!parsed) fail(name, fmt::format("\"{}\" is no RFC 3339 time", value));
    return *parsed;
  }

 private:
  const std::vector<HeaderView>& headers_;
};

std::string type_with_version(std::string_view type, int version) {
  return fmt::format("{}.v{}", type, version);
}

}  // namespace

void each_header(const Envelope& e, const std::function<void(std::string_view, std::string_view)>& add) {
  const auto add_unless_empty = [&add](std::string_view name, std::string_view value) {
    if (!value.empty()) add(name, value);
  };
  fmt::memory_buffer room;
  const auto number = [&room](std::int64_t value) {
    room.clear();
    fmt::format_to(std::back_inserter(room), "{}", value);
    return std::string_view(room.data(), room.size());
  };
  add("ce_specversion", "1.0");
  add("ce_id", e.event_id.str());
  fmt::format_to(std::back_inserter(room), "{}.v{}", e.type, e.schema_version);
  add("ce_type", {room.data(), room.size()});
  add("ce_source", kSource);
  add("ce_time", to_string(e.recorded_at));
  add("ce_subject", e.stream);
  add("ce_sequence", number(e.position.value));
  add_unless_empty("ce_partitionkey", e.partition_key);
  add("content-type", kContentType);
  add("ce_streamversion", number(e.version.value));
  add("ce_schemaversion", number(e.schema_version));
  add("ce_effectivetime", to_string(e.effective_at));
  add_unless_empty("ce_actor", e.actor);
  add_unless_empty("ce_correlationid", e.correlation_id);
  add_unless_empty("ce_causationid", e.causation_id);
  add("ce_leafhash", log::to_hex(e.leaf_hash));
}

std::vector<Header> to_headers(const Envelope& e) {
  std::vector<Header> headers;
  headers.reserve(kMaxHeaders);
  each_header(e, [&](std::string_view name, std::string_view value) {
    headers.push_back({name, std::string(value)});
  });
  return headers;
}

Envelope from_message(std::string_view key, std::string_view value, const std::vector<HeaderView>& headers) {
  const Reader in(headers);
  in.expect("ce_specversion", "1.0");
  in.expect("ce_source", kSource);
  in.expect("content-type", kContentType);
  Envelope e;
  e.position.value = in.count<std::int64_t>("ce_sequence");
  const auto id = EventId::parse(in.text("ce_id"));
  if (!id) fail("ce_id", fmt::format("\"{}\" is no UUID", in.text("ce_id")));
  e.event_id = *id;
  e.stream = in.text("ce_subject");
  e.version.value = in.count<std::int64_t>("ce_streamversion");
  e.schema_version = in.count<int>("ce_schemaversion");
  const auto type = in.text("ce_type");
  e.type = type.substr(0, type.rfind(".v"));
  if (e.type.empty() || type != type_with_version(e.type, e.schema_version))
    fail("ce_type", fmt::format("\"{}\" does not end in .v{}", type, e.schema_version));
  e.recorded_at = in.instant("ce_time");
  e.effective_at = in.instant("ce_effectivetime");
  e.actor = in.optional_text("ce_actor");
  e.correlation_id = in.optional_text("ce_correlationid");
  e.causation_id = in.optional_text("ce_causationid");
  e.partition_key = in.optional_text("ce_partitionkey");
  if (e.partition_key != key)
    fail("ce_partitionkey", fmt::format("\"{}\" is not the record's key \"{}\"", e.partition_key, key));
  e.payload = value;
  const auto bytes = log::from_hex(in.text("ce_leafhash"));
  const auto hash = bytes ? log::to_hash(*bytes) : std::nullopt;
  if (!hash) fail("ce_leafhash", "is not 32 bytes in hexadecimal");
  e.leaf_hash = *hash;
  return e;
}

}  // namespace daybook::kafka
