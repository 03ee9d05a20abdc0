#include <doctest/doctest.h>

#include <random>

#include "core/civil_day.hpp"
#include "tests/unit/core/seed.hpp"

using namespace daybook;

TEST_CASE("a civil day's number counts days since 1970-01-01, and only real days have one") {
  CHECK(day_number("1970-01-01") == 0);
  CHECK(day_number("1970-03-01") == 59);
  CHECK(day_number("2026-11-21") == 20'778);
  CHECK(day_of_number(20'778) == "2026-11-21");
  for (const char* text : {"2026-02-29", "2026-11-32", "2026-1-1", "today", "", "2026-11-21T00:00:00Z"})
    CHECK_FALSE(day_number(text));
}

TEST_CASE("days change at the zone's own midnight, on days of 23 and 25 hours too") {
  const Zone zone("America/New_York");
  DayNumbers days(zone);
  const auto number = [&](const char* instant) { return days.of(*parse_instant(instant)); };
  const auto day = [](const char* text) { return *day_number(text); };
  CHECK(number("2026-11-21T04:59:59.999999Z") == day("2026-11-20"));
  CHECK(number("2026-11-21T05:00:00Z") == day("2026-11-21"));
  CHECK(number("2026-03-08T05:00:00Z") == day("2026-03-08"));  // 23 hours from here
  CHECK(number("2026-03-09T03:59:59Z") == day("2026-03-08"));
  CHECK(number("2026-03-09T04:00:00Z") == day("2026-03-09"));
  CHECK(number("2026-11-01T04:00:00Z") == day("2026-11-01"));  // 25 hours from here
  CHECK(number("2026-11-02T04:59:59Z") == day("2026-11-01"));
}

TEST_CASE("property: a day's number is that of the day between whose boundaries an instant lies") {
  const std::uint64_t seed = test::seed();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  // St. John's set its clocks back over midnight until 2011, Beirut and Santiago change them at midnight.
  for (const char* name : {"UTC", "America/New_York", "Asia/Kolkata", "America/St_Johns", "Asia/Beirut",
                           "America/Santiago", "Pacific/Apia"}) {
    CAPTURE(name);
    const Zone zone(name);
    DayNumbers days(zone);
    std::int64_t last = INT64_MIN;
    Instant at = *parse_instant("2006-01-01T00:00:00Z");
    for (int i = 0; i < 4'000; ++i) {
      at.micros += static_cast<std::int64_t>(random() % (3 * 3'600'000'000ULL)) * (i % 50 == 0 ? 40 : 1);
      const std::int64_t number = days.of(at);
      const Day day = day_of_number(number);
      CAPTURE(to_string(at));
      CHECK(zone.start_of(day).value() <= at);
      CHECK(at < zone.end_of(day).value());
      CHECK(number >= last);
      last = number;
    }
  }
}
