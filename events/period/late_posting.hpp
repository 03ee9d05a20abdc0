#pragma once
// Nothing posts into a closed month: a fact that comes too late for its own counts to the month in which it
// is recorded, and what keeps its own date is recorded right before it. Source: domain rules, "Month".

#include "events/envelope.hpp"
#include "events/period/period_state.hpp"

namespace daybook {

/// What goes before the fact, if its date lies in a closed month: the fact's date is then `now`. Its event id
/// (`late_event_id`) is still to be filled in. `now` is when both are recorded and never in a closed month:
/// only a month that was over could be closed, and recording times never move backwards.
std::optional<LateFactPosted> post_late(const PeriodsState& periods, const Zone& zone, NewEvent& fact,
                                        GlobalPosition last, Instant now);

}  // namespace daybook
