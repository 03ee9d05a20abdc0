#include "core/period.hpp"

#include <doctest/doctest.h>

#include <random>
#include <stdexcept>

#include "tests/unit/core/seed.hpp"

namespace daybook {
namespace {

Instant at(std::string_view text) {
  const auto instant = parse_instant(text);
  REQUIRE(instant);
  return *instant;
}

TEST_CASE("month text: good and bad rows") {
  CHECK(parse_month("2026-11") == Month{2026, 11});
  CHECK(parse_month("1970-01") == Month{1970, 1});
  CHECK(parse_month("9999-12") == Month{9999, 12});
  CHECK(to_string(Month{2026, 3}) == "2026-03");
  CHECK(to_string(Month{2026, 12}) == "2026-12");
  for (const char* bad : {"", "2026", "2026-1", "2026-00", "2026-13", "2026/11", "1969-12", "10000-1",
                          "2026-11-", "2026-11-01", " 2026-1", "2026-1 ", "-026-11", "202611", "2026-1a"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_month(bad));
  }
}

TEST_CASE("days and months in UTC") {
  const Zone utc;
  CHECK(utc.name() == "UTC");
  CHECK(utc.day_of(at("2026-11-21T23:59:59.999999Z")) == "2026-11-21");
  CHECK(utc.day_of(at("2026-11-22T00:00:00Z")) == "2026-11-22");
  CHECK(utc.day_of(Instant{-1}) == "1969-12-31");
  CHECK(utc.month_of(at("2026-11-30T23:59:59.999999Z")) == Month{2026, 11});
  CHECK(utc.month_of(at("2026-12-01T00:00:00Z")) == Month{2026, 12});
  const Period november = utc.period_of({2026, 11});
  CHECK(november.start == at("2026-11-01T00:00:00Z"));
  CHECK(november.end == at("2026-12-01T00:00:00Z"));
  CHECK(utc.period_of({2026, 12}).end == at("2027-01-01T00:00:00Z"));
  CHECK(utc.period_of({2024, 2}).end == at("2024-03-01T00:00:00Z"));
  CHECK(utc.start_of("2026-11-21") == at("2026-11-21T00:00:00Z"));
  CHECK(utc.end_of("2026-12-31") == at("2027-01-01T00:00:00Z"));
}

TEST_CASE("day text: bad rows") {
  for (const char* bad : {"", "2026-11", "2026-11-31", "2026-02-29", "2026-13-01", "2026-00-01", "2026-11-00",
                          "1969-12-31", "2026-1-01", "2026-11-1", "20261121", "2026-11-21T", " 2026-11-2",
                          "2026/11/21", "21-11-2026", "2026-11-2a"}) {
    CAPTURE(bad);
    CHECK_FALSE(Zone().start_of(bad));
    CHECK_FALSE(Zone().end_of(bad));
    CHECK_FALSE(Zone("Europe/Berlin").start_of(bad));
  }
}

TEST_CASE("days and months across clock changes") {
  struct Row {
    const char* name;
    const char* zone;
    const char* day;
    const char* start;
    const char* end;
  };
  const Row rows[] = {
      {"plain", "Europe/Berlin", "2026-11-21", "2026-11-20T23:00:00Z", "2026-11-21T23:00:00Z"},
      {"23 hours", "Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
      {"25 hours", "Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},
      {"west", "America/New_York", "2026-11-21", "2026-11-21T05:00:00Z", "2026-11-22T05:00:00Z"},
      {"half an hour", "Asia/Kolkata", "2026-11-21", "2026-11-20T18:30:00Z", "2026-11-21T18:30:00Z"},
      {"14 hours ahead", "Pacific/Kiritimati", "2026-11-21", "2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z"},
      {"midnight is skipped", "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z",
       "2018-11-05T02:00:00Z"},
      {"midnight comes twice", "America/Havana", "2025-11-02", "2025-11-02T04:00:00Z",
       "2025-11-03T05:00:00Z"},
      {"the whole day is skipped", "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z",
       "2011-12-30T10:00:00Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Zone zone(row.zone);
    CHECK(zone.start_of(row.day) == at(row.start));
    CHECK(zone.end_of(row.day) == at(row.end));
  }
}

TEST_CASE("an instant's month is the zone's, not UTC's") {
  const Zone berlin("Europe/Berlin");
  CHECK(berlin.month_of(at("2026-10-31T22:59:59.999999Z")) == Month{2026, 10});
  CHECK(berlin.month_of(at("2026-10-31T23:00:00Z")) == Month{2026, 11});
  CHECK(berlin.day_of(at("2026-10-31T23:00:00Z")) == "2026-11-01");
  CHECK(berlin.period_of({2026, 3}).start == at("2026-02-28T23:00:00Z"));
  CHECK(berlin.period_of({2026, 3}).end == at("2026-03-31T22:00:00Z"));
}

TEST_CASE("unknown zones are errors") {
  for (const char* bad :
       {"", "utc ", "Mars/Olympus", "Europe/berlin/", "../../etc/passwd", "/etc/localtime"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(Zone{bad}, std::runtime_error);
  }
}

TEST_CASE("property: every instant lies in its own day and month") {
  const std::uint64_t seed = test::seed();
  INFO("DAYBOOK_SEED=", seed);
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> any(kMicrosPerDay,
                                                  4'102'444'800 * kMicrosPerSecond);  // to 2100
  for (const char* name : {"UTC", "Etc/UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe"}) {
    CAPTURE(name);
    const Zone zone(name);
    for (int i = 0; i < 2'000; ++i) {
      const Instant instant{any(random)};
      CAPTURE(instant.micros);
      const Day day = zone.day_of(instant);
      REQUIRE(zone.start_of(day).value() <= instant);
      REQUIRE(instant < zone.end_of(day).value());
      const Month month = zone.month_of(instant);
      REQUIRE(day.substr(0, 7) == to_string(month));
      REQUIRE(zone.period_of(month).start <= instant);
      REQUIRE(instant < zone.period_of(month).end);
    }
  }
}

}  // namespace
}  // namespace daybook
