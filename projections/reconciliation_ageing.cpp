#include "projections/reconciliation_ageing.hpp"

#include <algorithm>

namespace daybook {

std::int64_t age_days(const Break& broken, Instant end) {
  // The end is excluded: what happened on its last day is 0 days old.
  return std::max<std::int64_t>(0, (end.micros - 1 - broken.since.micros) / kMicrosPerDay);
}

std::size_t age_bucket(std::int64_t days) {
  constexpr std::array<std::int64_t, 4> kLast{7, 30, 60, 90};
  return static_cast<std::size_t>(std::lower_bound(kLast.begin(), kLast.end(), days) - kLast.begin());
}

BreakSums sums_of(const std::vector<Break>& breaks, Instant end) {
  BreakSums out;
  for (const auto& broken : breaks)
    for (auto* sum : {&out.by_age[age_bucket(age_days(broken, end))], &out.by_cause[broken.cause]}) {
      ++sum->count;
      sum->amount += broken.amount;
    }
  return out;
}

}  // namespace daybook
