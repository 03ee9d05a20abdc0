#pragma once
// How long breaks have been open, and what they sum to.

#include <array>
#include <map>
#include <string_view>
#include <vector>

#include "projections/reconciliation.hpp"

namespace daybook {

/// Of accountants' ageing reports: in days.
inline constexpr std::array<std::string_view, 5> kAgeBuckets{"0-7", "8-30", "31-60", "61-90", "90+"};

/// Whole days from the break's oldest line to the end of what is compared; never negative.
std::int64_t age_days(const Break& broken, Instant end);
/// An index into kAgeBuckets.
std::size_t age_bucket(std::int64_t days);

struct BreakSum {
  std::int64_t count = 0;
  Minor amount;
};
struct BreakSums {
  std::array<BreakSum, kAgeBuckets.size()> by_age;
  std::map<BreakCause, BreakSum> by_cause;
};
BreakSums sums_of(const std::vector<Break>& breaks, Instant end);

}  // namespace daybook
