#pragma once
// The canonical bytes of an event: the one text whose hash is the event's leaf in the Merkle tree, made so
// that anyone can write it again from a row of the store, in any language, without a JSON library.
//
//   daybook-event-v1\n
//   <length>:<bytes>\n      once per field of CanonicalFields, in its order
//
// <length> counts the bytes that follow the colon, in decimal; integers are written in decimal with a leading
// '-' when negative; text is taken byte for byte, the payload too. The lengths make it unambiguous: no two
// different events have the same canonical bytes. An absent text is the empty one ("0:\n").
// This format is for ever: a change is a new first line, never an edit (tests/golden/log).

#include <cstdint>
#include <string>
#include <string_view>

namespace daybook::log {

/// A view of one stored event. Ids as the lower-case text they have in JSON; times in microseconds since
/// 1970-01-01T00:00:00Z. No member has a default: a field forgotten in designated initialisers is a warning,
/// which is an error here.
struct CanonicalFields {
  std::int64_t position;
  std::string_view event_id;
  std::string_view stream;
  std::int64_t version;
  std::string_view type;
  int schema_version;
  std::int64_t recorded_at_micros;
  std::int64_t effective_at_micros;
  std::string_view actor;
  std::string_view correlation_id;
  std::string_view causation_id;
  std::string_view partition_key;
  std::string_view payload;
};

/// Appends the canonical bytes to `out`, which is not cleared: one buffer serves a whole batch.
void canonical_bytes(const CanonicalFields& fields, std::string& out);

}  // namespace daybook::log
