#pragma once
// Civil days of a zone as numbers, for sums by day: the same days as Zone::start_of and end_of, which part
// the time line without gap or overlap, also where clocks are set back over midnight.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/period.hpp"

namespace daybook {

/// Days since 1970-01-01; nothing when the text is no real "YYYY-MM-DD".
std::optional<std::int64_t> day_number(std::string_view day);
/// The day's text. Years 1970-9999.
Day day_of_number(std::int64_t number);

/// Numbers the days of one zone. Remembers days that it worked out: most instants lie in few of them. Not for
/// several threads at once.
class DayNumbers {
 public:
  explicit DayNumbers(const Zone& zone) : zone_(zone), utc_(zone.name() == "UTC") {}
  std::int64_t of(Instant instant);

 private:
  struct Span {
    Instant start{1};  ///< included; behind `end`: nothing known
    Instant end{0};    ///< excluded
    std::int64_t number = 0;
  };
  Span span_of(Instant instant) const;

  const Zone& zone_;
  bool utc_;
  std::array<Span, 16> known_{};
};

}  // namespace daybook
