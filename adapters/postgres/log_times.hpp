#pragma once
// Times of recording to positions and back. They never move backwards along the log, so its primary key is
// index enough.

#include <optional>

#include "adapters/postgres/pg.hpp"
#include "core/instant.hpp"

namespace daybook {

/// The last position recorded before the instant; 0 when there is none.
std::int64_t last_recorded_before(pg::Connection& connection, Instant instant);

/// When the position was recorded; nothing when it is not in the log.
std::optional<Instant> recorded_at(pg::Connection& connection, std::int64_t position);

}  // namespace daybook
