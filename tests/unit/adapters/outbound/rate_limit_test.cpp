#include "adapters/outbound/rate_limit.hpp"

#include <doctest/doctest.h>

#include <random>
#include <stdexcept>
#include <vector>

namespace daybook::outbound {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using Time = RateLimit::Time;

TEST_CASE("rate limit: a burst goes at once, then an even stream") {
  RateLimit limit(10, 3);
  const Time start{std::chrono::hours(1)};
  for (int i = 0; i < 3; ++i) CHECK(limit.take(start) == nanoseconds(0));
  CHECK(limit.take(start) == milliseconds(100));
  CHECK(limit.take(start + milliseconds(99)) == milliseconds(1));
  CHECK(limit.take(start + milliseconds(100)) == nanoseconds(0));
  CHECK(limit.take(start + milliseconds(100)) == milliseconds(100));
}

TEST_CASE("rate limit: a pause fills the bucket, and no further than its burst") {
  RateLimit limit(10, 3);
  const Time start{std::chrono::hours(1)};
  CHECK(limit.take(start) == nanoseconds(0));
  for (int i = 0; i < 3; ++i) CHECK(limit.take(start + std::chrono::hours(1)) == nanoseconds(0));
  CHECK(limit.take(start + std::chrono::hours(1)) > nanoseconds(0));
}

TEST_CASE("rate limit: a clock that steps back gives nothing away") {
  RateLimit limit(10, 1);
  const Time start{std::chrono::hours(1)};
  CHECK(limit.take(start) == nanoseconds(0));
  CHECK(limit.take(start - std::chrono::minutes(1)) == milliseconds(100));
}

TEST_CASE("rate limit: settings without sense are refused") {
  CHECK_THROWS_AS(RateLimit(0, 1), std::invalid_argument);
  CHECK_THROWS_AS(RateLimit(-1, 1), std::invalid_argument);
  CHECK_THROWS_AS(RateLimit(1'000'001, 1), std::invalid_argument);
  CHECK_THROWS_AS(RateLimit(1, 0), std::invalid_argument);
}

TEST_CASE("rate limit: no stretch of time sees more than burst + rate x time; who waits as told is served") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 50; ++round) {
    const int rate = 1 + static_cast<int>(random() % 200), burst = 1 + static_cast<int>(random() % 20);
    RateLimit limit(rate, burst);
    Time now{std::chrono::hours(1)};
    std::vector<Time> taken;
    for (int i = 0; i < 400; ++i) {
      now += nanoseconds(random() % 20'000'000);
      const auto wait = limit.take(now);
      if (wait == nanoseconds(0)) {
        taken.push_back(now);
        continue;
      }
      now += wait;
      REQUIRE(limit.take(now) == nanoseconds(0));
      taken.push_back(now);
    }
    bool within = true;
    for (std::size_t i = 0; i < taken.size(); ++i)
      for (std::size_t j = i; j < taken.size(); ++j) {
        const auto calls = static_cast<std::int64_t>(j - i) + 1;
        // calls - burst <= rate x seconds
        within &= (calls - burst) * 1'000'000'000 <= rate * (taken[j] - taken[i]).count() + rate;
      }
    CHECK(within);
  }
}

}  // namespace
}  // namespace daybook::outbound
