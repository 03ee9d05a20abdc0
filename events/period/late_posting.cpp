#include "events/period/late_posting.hpp"

namespace daybook {

std::optional<LateFactPosted> post_late(const PeriodsState& periods, const Zone& zone, NewEvent& fact,
                                        GlobalPosition last, Instant now) {
  if (!periods.is_closed(fact.effective_at)) return std::nullopt;
  LateFactPosted late;
  late.position = last.next().next().value;
  late.fact = type_of(fact.event).name;
  late.effective_at = fact.effective_at;
  late.month = to_string(zone.month_of(fact.effective_at));
  late.posted_in = to_string(zone.month_of(now));
  late.partition = partition_key_of(fact.event);
  fact.effective_at = now;
  return late;
}

}  // namespace daybook
