#include "core/instant.hpp"

#include <doctest/doctest.h>

#include <ctime>
#include <limits>
#include <random>

#include "tests/unit/core/seed.hpp"

namespace daybook {
namespace {

TEST_CASE("instant text: good rows") {
  struct Row {
    const char* name;
    const char* text;
    std::int64_t micros;
  };
  const Row rows[] = {
      {"epoch", "1970-01-01T00:00:00Z", 0},
      {"our own form", "2026-11-21T03:38:00.000000Z", 1'795'232'280'000'000},
      {"no decimals", "2026-11-21T03:38:00Z", 1'795'232'280'000'000},
      {"one decimal", "1970-01-01T00:00:00.5Z", 500'000},
      {"three decimals", "1970-01-01T00:00:00.123Z", 123'000},
      {"six decimals", "1970-01-01T00:00:00.123456Z", 123'456},
      {"nine decimals are cut, not rounded", "1970-01-01T00:00:00.123456999Z", 123'456},
      {"leap day", "2024-02-29T00:00:00Z", 1'709'164'800'000'000},
      {"leap day of a 400-year", "2000-02-29T12:00:00Z", 951'825'600'000'000},
      {"last moment", "9999-12-31T23:59:59.999999Z", 253'402'300'799'999'999},
      {"east of Greenwich", "2026-11-21T05:38:00+02:00", 1'795'232'280'000'000},
      {"west of Greenwich", "2026-11-20T22:38:00-05:00", 1'795'232'280'000'000},
      {"half-hour offset", "2026-11-21T09:08:00+05:30", 1'795'232'280'000'000},
      {"offset of zero", "1970-01-01T00:00:01+00:00", 1'000'000},
      {"unknown local offset", "1970-01-01T00:00:01-00:00", 1'000'000},
      {"west into 1970", "1970-01-01T00:00:00-01:00", 3'600'000'000},
      {"lower-case marks", "1970-01-01t00:00:01z", 1'000'000},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto instant = parse_instant(row.text);
    REQUIRE(instant);
    CHECK(instant->micros == row.micros);
  }
}

TEST_CASE("instant text: bad rows") {
  struct Row {
    const char* name;
    const char* text;
  };
  const Row rows[] = {
      {"empty", ""},
      {"bare date", "2026-11-21"},
      {"no zone", "2026-11-21T03:38:00"},
      {"blank for T", "2026-11-21 03:38:00Z"},
      {"no seconds", "2026-11-21T03:38Z"},
      {"month 0", "2026-00-21T03:38:00Z"},
      {"month 13", "2026-13-21T03:38:00Z"},
      {"day 0", "2026-11-00T03:38:00Z"},
      {"31 November", "2026-11-31T03:38:00Z"},
      {"29 February, common year", "2026-02-29T00:00:00Z"},
      {"29 February, century", "2100-02-29T00:00:00Z"},
      {"hour 24", "2026-11-21T24:00:00Z"},
      {"minute 60", "2026-11-21T03:60:00Z"},
      {"leap second", "2016-12-31T23:59:60Z"},
      {"before 1970", "1969-12-31T23:59:59Z"},
      {"before 1970, though an offset leads in", "1969-12-31T23:59:59-01:00"},
      {"offset leads before 1970", "1970-01-01T00:59:59+01:00"},
      {"offset leads past 9999", "9999-12-31T23:59:59-00:01"},
      {"five-digit year", "10000-01-01T00:00:00Z"},
      {"signed year", "+2026-11-21T03:38:00Z"},
      {"two-digit year", "26-11-21T03:38:00Z"},
      {"point without decimals", "2026-11-21T03:38:00.Z"},
      {"ten decimals", "2026-11-21T03:38:00.0123456789Z"},
      {"comma for the point", "2026-11-21T03:38:00,5Z"},
      {"offset without colon", "2026-11-21T03:38:00+0200"},
      {"offset of hours only", "2026-11-21T03:38:00+02"},
      {"offset hour 24", "2026-11-21T03:38:00+24:00"},
      {"offset minute 60", "2026-11-21T03:38:00+01:60"},
      {"both Z and offset", "2026-11-21T03:38:00Z+02:00"},
      {"blank behind", "2026-11-21T03:38:00Z "},
      {"blank in front", " 2026-11-21T03:38:00Z"},
      {"letters for digits", "2026-1l-21T03:38:00Z"},
      {"slashes", "2026/11/21T03:38:00Z"},
      {"zone name", "2026-11-21T03:38:00 UTC"},
      {"seconds since 1970", "1795232280"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK_FALSE(parse_instant(row.text));
  }
}

TEST_CASE("instants print in UTC with six decimals") {
  CHECK(to_string(Instant{0}) == "1970-01-01T00:00:00.000000Z");
  CHECK(to_string(Instant{1'795'232'280'000'001}) == "2026-11-21T03:38:00.000001Z");
  CHECK(to_string(Instant{-1}) == "1969-12-31T23:59:59.999999Z");
  CHECK(to_string(Instant{253'402'300'800'000'000}) == "10000-01-01T00:00:00.000000Z");
  CHECK(to_string(Instant{std::numeric_limits<std::int64_t>::max()}) == "294247-01-10T04:00:54.775807Z");
  CHECK(to_string(Instant{std::numeric_limits<std::int64_t>::min()}) == "-290308-12-21T19:59:05.224192Z");
}

// The C library's calendar is the oracle.
std::string c_library_text(std::int64_t micros) {
  const std::time_t seconds = micros / kMicrosPerSecond;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[64];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.", &utc);
  const std::string fraction = std::to_string(micros % kMicrosPerSecond);
  return std::string(text, length) + std::string(6 - fraction.size(), '0') + fraction + "Z";
}

TEST_CASE("property: any instant prints as the C library says, and survives its text") {
  const std::uint64_t seed = test::seed();
  INFO("DAYBOOK_SEED=", seed);
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> any(0, 253'402'300'799'999'999);
  for (int i = 0; i < 20'000; ++i) {
    const Instant instant{any(random)};
    const std::string text = to_string(instant);
    REQUIRE(text == c_library_text(instant.micros));
    REQUIRE(parse_instant(text) == instant);
  }
}

}  // namespace
}  // namespace daybook
