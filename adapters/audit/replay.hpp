#pragma once
// The whole log from its first event, in order, in chunks: what every audit is made of.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/period.hpp"
#include "core/result.hpp"
#include "projections/event_source.hpp"
#include "projections/read_models.hpp"

namespace daybook::audit {

/// The log is damaged: `position` is the first one where that shows. `what()` is "position N: reason".
struct Damaged : std::runtime_error {
  Damaged(std::int64_t at, const std::string& why)
      : std::runtime_error("position " + std::to_string(at) + ": " + why), position(at), reason(why) {}
  std::int64_t position;
  std::string reason;
};

/// Where a replay ends: after the last event at or before both limits; without limits, at the log's end.
struct Until {
  std::optional<std::int64_t> position;  ///< included
  std::optional<Instant> time;           ///< recorded before it (excluded)
};

/// "412" is a position; "2026-11-21T03:38:00Z" a time, that very microsecond included; "2026-11-21" a whole
/// day in the zone. Refuses anything else, and positions below 1, naming the three forms.
Result<Until> parse_until(std::string_view text, const Zone& zone);

/// How far a replay has come; called once a chunk.
using Progress = std::function<void(std::int64_t position)>;

struct ReplayOptions {
  Until until;
  std::size_t chunk = 5'000;  ///< events read at a time
  Progress progress;
};

/// Takes the envelopes of one chunk, in order.
using ChunkVisitor = std::function<void(std::span<const Envelope>)>;

/// Reads the log in order and hands it on as it is stored, nothing checked but that it can be read. Returns
/// the position of the last event handed on, 0 for none. Throws pg::Error; Damaged for a row that cannot be
/// read.
std::int64_t read_log(EventSource& source, const ReplayOptions& options, const ChunkVisitor& visit);

/// Like read_log, decoded: `visit` gets each event once, in order. Throws Damaged for a gap in the positions,
/// an event that does not decode, and whatever std::exception `visit` throws for one.
std::int64_t replay(EventSource& source, const ReplayOptions& options,
                    const std::function<void(const Recorded&)>& visit);

/// Forgets the rows of tables that are only ever appended to: an audit has used them, folds never ask.
void drop_appended(ReadModels& models);

}  // namespace daybook::audit
