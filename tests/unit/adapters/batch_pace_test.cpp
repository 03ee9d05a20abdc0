#include "adapters/batch_pace.hpp"

#include <doctest/doctest.h>

using namespace daybook;
using namespace std::chrono_literals;

namespace {

/// Takes batches of `events` that came at this many a second, waiting as told each time, and tells how long
/// the last wait was.
std::chrono::nanoseconds settled_wait(double events_per_second, std::chrono::nanoseconds work) {
  BatchPace pace(1'000, 100ms);
  BatchPace::Time now{1h};
  BatchPace::Time next = now;
  for (int i = 0; i < 50; ++i) {
    const auto begun = now;
    now = std::max(next, now + work);
    const double came = events_per_second * std::chrono::duration<double>(now - begun).count();
    next = pace.taken(static_cast<std::size_t>(came), now);
  }
  return next - now;
}

}  // namespace

TEST_CASE("nobody waits for the next batch while events come slowly, or while none comes") {
  CHECK(settled_wait(0, 10ms) == 0ns);
  CHECK(settled_wait(2'400, 10ms) == 0ns);  // 240 in 100 ms
}

TEST_CASE("while events come quickly a batch is gathered until it is worth its costs, for 100 ms at most") {
  CHECK(settled_wait(2'600, 10ms) == 100ms);
  CHECK(settled_wait(8'000, 10ms) == 100ms);
  CHECK(settled_wait(20'000, 10ms) > 49ms);  // 1,000 events
  CHECK(settled_wait(20'000, 10ms) < 51ms);
  CHECK(settled_wait(1'000'000, 10ms) <= 1ms);
}

TEST_CASE("bursts are no rate") {
  BatchPace pace(1'000, 100ms);
  BatchPace::Time now{1h};
  for (int i = 0; i < 50; ++i) {  // 60 at once, 1,200 a second
    now += 50ms;
    CHECK(pace.taken(10, now) == now);
    CHECK(pace.taken(50, now + 1ms) == now + 1ms);
  }
}

TEST_CASE("the first batch, and the first after a silence, is followed at once") {
  BatchPace pace(1'000, 100ms);
  CHECK(pace.taken(1, BatchPace::Time{1h}) == BatchPace::Time{1h});
  CHECK(pace.taken(0, BatchPace::Time{1h + 10s}) == BatchPace::Time{1h + 10s});
  CHECK(pace.taken(5, BatchPace::Time{1h + 10s + 3ms}) == BatchPace::Time{1h + 10s + 3ms});
}
