#include "adapters/batch_pace.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace daybook;
using namespace std::chrono_literals;

namespace {

/// Takes batches of `events` that came at this many a second, waiting as told each time, and tells how long
/// the last wait was.
std::chrono::nanoseconds settled_wait(double events_per_second, std::chrono::nanoseconds work) {
  BatchPace pace(1'000);
  BatchPace::Time now{1h};
  for (int i = 0; i < 50; ++i) {
    const auto begun = now;
    now = std::max(pace.next(), now + work);
    const double came = events_per_second * std::chrono::duration<double>(now - begun).count();
    pace.taken(static_cast<std::size_t>(came), now);
  }
  return pace.next() - now;
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
  BatchPace pace(1'000);
  BatchPace::Time now{1h};
  for (int i = 0; i < 50; ++i) {  // 60 at once, 1,200 a second
    now += 50ms;
    pace.taken(10, now);
    CHECK(pace.next() == now);
    pace.taken(50, now + 1ms);
    CHECK(pace.next() == now + 1ms);
  }
}

TEST_CASE("the first batch, and the first after a silence, is followed at once") {
  BatchPace pace(1'000);
  for (const auto& [count, now] : {std::pair{1, 1h + 0ms}, {0, 1h + 10'000ms}, {5, 1h + 10'003ms}}) {
    pace.taken(static_cast<std::size_t>(count), BatchPace::Time{now});
    CHECK(pace.next() == BatchPace::Time{now});
  }
}
