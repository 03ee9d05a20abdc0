#include "core/period.hpp"

#include <date/tz.h>

namespace daybook {
namespace {

using Micros = std::chrono::microseconds;

// Every day and month is worked out as micros of the zone's own wall clock, so that UTC, where the two agree,
// needs no tz database.
std::int64_t local_micros(const void* zone, Instant instant) {
  if (zone == nullptr) return instant.micros;
  const date::sys_time<Micros> time{Micros{instant.micros}};
  const auto offset = static_cast<const date::time_zone*>(zone)->get_info(time).offset;
  return instant.micros + Micros{offset}.count();
}

// Where clocks jump over midnight the day starts with the jump; where midnight comes twice, with the first.
Instant instant_of(const void* zone, date::local_days local) {
  const date::local_time<Micros> midnight{local};
  if (zone == nullptr) return {midnight.time_since_epoch().count()};
  const auto time = static_cast<const date::time_zone*>(zone)->to_sys(midnight, date::choose::earliest);
  return {time.time_since_epoch().count()};
}

std::optional<date::local_days> parse_day(std::string_view day) {
  const auto midnight = parse_instant(std::string(day) + "T00:00:00Z");
  if (!midnight) return std::nullopt;
  return date::local_days{date::days{static_cast<int>(midnight->micros / kMicrosPerDay)}};
}

}  // namespace

Zone::Zone(std::string name) : name_(std::move(name)) {
  if (name_ != "UTC") zone_ = date::locate_zone(name_);
}

Day Zone::day_of(Instant instant) const {
  std::string text = to_string(Instant{local_micros(zone_, instant)});
  text.resize(text.find('T'));
  return text;
}

Month Zone::month_of(Instant instant) const {
  const date::local_time<Micros> local{Micros{local_micros(zone_, instant)}};
  const date::year_month_day ymd{date::floor<date::days>(local)};
  return {static_cast<int>(ymd.year()), static_cast<int>(unsigned{ymd.month()})};
}

Period Zone::period_of(Month month) const {
  const date::year_month first{date::year{month.year}, date::month{static_cast<unsigned>(month.month)}};
  const date::year_month next = first + date::months{1};
  return {instant_of(zone_, date::local_days{first / 1}), instant_of(zone_, date::local_days{next / 1})};
}

std::optional<Instant> Zone::start_of(std::string_view day) const {
  const auto local = parse_day(day);
  return local ? std::optional(instant_of(zone_, *local)) : std::nullopt;
}

std::optional<Instant> Zone::end_of(std::string_view day) const {
  const auto local = parse_day(day);
  return local ? std::optional(instant_of(zone_, *local + date::days{1})) : std::nullopt;
}

std::optional<Month> parse_month(std::string_view text) {
  const auto first = parse_instant(std::string(text) + "-01T00:00:00Z");
  return first ? std::optional(Zone().month_of(*first)) : std::nullopt;
}

std::string to_string(Month month) {
  std::string digits = std::to_string(month.month);
  if (digits.size() < 2) digits.insert(0, 1, '0');
  return std::to_string(month.year) + "-" + digits;
}

}  // namespace daybook
