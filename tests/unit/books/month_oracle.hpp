#pragma once
// The oracle's months: when they begin in the zones of the tests, by the law of the place and not by a tz
// database.

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace oracle {

/// UTC has no offset and Nepal is 5:45 ahead. New York is 4 hours behind in daylight time, which since 2007
/// begins on the second Sunday of March and ends at 2:00 on the first Sunday of November: a month begins in
/// it from April to November, be the first of November that Sunday or not.
inline std::chrono::minutes offset_at_start_of(int month, const std::string& zone) {
  using std::chrono::minutes;
  if (zone == "UTC") return minutes(0);
  if (zone == "Asia/Kathmandu") return minutes(5 * 60 + 45);
  if (zone == "America/New_York") return minutes(-60 * (month >= 4 && month <= 11 ? 4 : 5));
  throw std::invalid_argument("the oracle does not know the zone " + zone);
}

/// Microseconds since 1970 of a month's first moment; month 13 is the next January.
inline std::int64_t start_of_month(int year, int month, const std::string& zone) {
  using namespace std::chrono;
  const year_month ym = std::chrono::year(year) / 1 + months(month - 1);
  const sys_days midnight = ym / 1;
  const microseconds start =
      midnight.time_since_epoch() - offset_at_start_of(static_cast<int>(unsigned{ym.month()}), zone);
  return start.count();
}

}  // namespace oracle
