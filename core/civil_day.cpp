#include "core/civil_day.hpp"

#include <stdexcept>
#include <string>

namespace daybook {
namespace {

std::int64_t floor_div(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

}  // namespace

std::optional<std::int64_t> day_number(std::string_view day) {
  const auto midnight = parse_instant(std::string(day) + "T00:00:00Z");
  return midnight ? std::optional(midnight->micros / kMicrosPerDay) : std::nullopt;
}

Day day_of_number(std::int64_t number) { return Zone().day_of(Instant{number * kMicrosPerDay}); }

std::int64_t DayNumbers::of(Instant instant) {
  if (utc_) return floor_div(instant.micros, kMicrosPerDay);
  // Two slots a day of UTC: a zone's midnight falls between them or onto their border.
  const std::int64_t half_day = floor_div(instant.micros, kMicrosPerDay / 2);
  Span& span = known_[static_cast<std::uint64_t>(half_day) % known_.size()];
  if (instant < span.start || instant >= span.end) span = span_of(instant);
  return span.number;
}

DayNumbers::Span DayNumbers::span_of(Instant instant) const {
  std::int64_t number = day_number(zone_.day_of(instant)).value();
  for (int tries = 0; tries < 3; ++tries) {
    const Day day = day_of_number(number);
    const Span span{zone_.start_of(day).value(), zone_.end_of(day).value(), number};
    if (instant < span.start) {
      --number;
    } else if (instant >= span.end) {
      ++number;
    } else {
      return span;
    }
  }
  throw std::logic_error("an instant lies in no civil day of " + zone_.name());
}

}  // namespace daybook
