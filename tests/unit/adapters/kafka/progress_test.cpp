#include "adapters/kafka/progress.hpp"

#include <doctest/doctest.h>

#include "adapters/kafka/rate_meter.hpp"

using namespace daybook::kafka;

TEST_CASE("a progress record comes back as it was, and nothing else passes for one") {
  CHECK(progress_record(42) == "{\"position\":42}");
  for (const std::int64_t position : {std::int64_t{1}, std::int64_t{42}, std::int64_t{9223372036854775807}})
    CHECK(parse_progress(progress_record(position)) == position);
  for (const auto* text : {"", "{}", "42", "{\"position\":}", "{\"position\":0}", "{\"position\":-1}",
                           "{\"position\":042}", "{\"position\":42} ", "{\"position\":4 2}",
                           "{\"position\":42.0}", "{\"position\":9223372036854775808}", "{\"position\":}}"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_progress(text).has_value());
  }
}

TEST_CASE("the rate of a steady stream is found, and fades when it ends") {
  RateMeter meter;
  auto now = RateMeter::Time{} + std::chrono::hours(1);
  for (int second = 0; second < 60; ++second) meter.add(500, now += std::chrono::seconds(1));
  CHECK(meter.per_second(now) == doctest::Approx(500).epsilon(0.06));
  CHECK(meter.per_second(now + std::chrono::seconds(10)) < 200);
  CHECK(meter.per_second(now + std::chrono::minutes(5)) < 0.001);
}
