#pragma once
// In which zone the read models count days. Folded in one zone and asked in another they would answer
// wrongly, so they are neither folded further nor asked for days then: a rebuild counts anew.

#include <optional>
#include <string>
#include <string_view>

#include "adapters/postgres/pg.hpp"
#include "core/period.hpp"

namespace daybook {

/// What is wrong when days were counted in `counted` (progress.zone; "": none yet) and not in `zone`.
std::optional<std::string> other_zone(std::string_view counted, const Zone& zone);
/// The same for the live read models.
std::optional<std::string> other_zone(pg::Connection& connection, const Zone& zone);

/// The zone in which the live read models count; UTC before the first event.
Zone read_zone(pg::Connection& connection);

}  // namespace daybook
