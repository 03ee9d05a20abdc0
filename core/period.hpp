#pragma once
// Days and months in a configured time zone (Howard Hinnant's date library and the system's tz database).

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/instant.hpp"

namespace daybook {

/// A civil day as text "YYYY-MM-DD"; sorts as time does.
using Day = std::string;

struct Month {
  int year = 1970;
  int month = 1;  ///< 1-12
  auto operator<=>(const Month&) const = default;
};

struct Period {
  Instant start;  ///< included
  Instant end;    ///< excluded
};
BOOST_DESCRIBE_STRUCT(Period, (), (start, end))

/// Boundaries of civil days and months in one IANA zone. Throws std::runtime_error for an unknown zone name.
class Zone {
 public:
  explicit Zone(std::string name = "UTC");
  const std::string& name() const { return name_; }
  Day day_of(Instant instant) const;
  Month month_of(Instant instant) const;
  Period period_of(Month month) const;
  /// Midnight at the start of the civil day; nothing when the text is no real "YYYY-MM-DD".
  std::optional<Instant> start_of(std::string_view day) const;
  /// Midnight at the end of the civil day (= the start of the next one).
  std::optional<Instant> end_of(std::string_view day) const;

 private:
  std::string name_;
  const void* zone_ = nullptr;  // date::time_zone, hidden to keep its header out of ours; null for UTC
};

/// "2026-11" -> Month; years 1970-9999.
std::optional<Month> parse_month(std::string_view text);
std::string to_string(Month month);

}  // namespace daybook
