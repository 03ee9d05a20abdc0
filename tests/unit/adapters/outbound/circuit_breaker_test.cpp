#include "adapters/outbound/circuit_breaker.hpp"

#include <doctest/doctest.h>

#include <random>

namespace daybook::outbound {
namespace {

using std::chrono::milliseconds;
using State = CircuitBreaker::State;
using Time = CircuitBreaker::Time;

const CircuitBreaker::Settings kSettings{3, milliseconds(100), milliseconds(350), milliseconds(1'000)};

struct Calls {
  CircuitBreaker breaker{kSettings};
  Time now{std::chrono::hours(1)};
  bool fail() {
    const auto leave = breaker.admit(now);
    if (leave) breaker.failed(*leave, now);
    return leave.has_value();
  }
  bool succeed() {
    const auto leave = breaker.admit(now);
    if (leave) breaker.succeeded(*leave);
    return leave.has_value();
  }
};

TEST_CASE_FIXTURE(Calls, "circuit breaker: only failures in a row open it") {
  for (int i = 0; i < 10; ++i) CHECK((fail() && fail() && succeed()));
  CHECK(breaker.state(now) == State::closed);
  CHECK((fail() && fail() && fail()));
  CHECK(breaker.state(now) == State::open);
  CHECK(breaker.wait(now) == milliseconds(100));
  CHECK_FALSE(succeed());
}

TEST_CASE_FIXTURE(Calls, "circuit breaker: after the pause one probe goes, and its success closes it") {
  for (int i = 0; i < 3; ++i) fail();
  now += milliseconds(99);
  CHECK_FALSE(breaker.admit(now));
  now += milliseconds(1);
  CHECK(breaker.state(now) == State::half_open);
  const auto probe = breaker.admit(now);
  REQUIRE(probe);
  CHECK_FALSE(breaker.admit(now));
  breaker.succeeded(*probe);
  CHECK(breaker.state(now) == State::closed);
  CHECK((fail() && fail()));
  CHECK(breaker.state(now) == State::closed);
}

TEST_CASE_FIXTURE(Calls, "circuit breaker: each probe that fails doubles the pause, up to the longest") {
  for (int i = 0; i < 3; ++i) fail();
  for (const int pause : {100, 200, 350, 350}) {
    CHECK(breaker.wait(now) == milliseconds(pause));
    now += milliseconds(pause);
    CHECK(fail());
  }
  now += milliseconds(350);
  CHECK(succeed());
  for (int i = 0; i < 3; ++i) fail();
  CHECK(breaker.wait(now) == milliseconds(100));
}

TEST_CASE_FIXTURE(Calls,
                  "circuit breaker: what was called before a change of state decides nothing after it") {
  const auto early = breaker.admit(now);
  for (int i = 0; i < 3; ++i) fail();
  breaker.succeeded(*early);
  CHECK(breaker.state(now) == State::open);
  now += milliseconds(100);
  CHECK(succeed());
  for (int i = 0; i < 5; ++i) breaker.failed(*early, now);
  CHECK(breaker.state(now) == State::closed);
}

TEST_CASE_FIXTURE(Calls, "circuit breaker: a probe that never reports is given up") {
  for (int i = 0; i < 3; ++i) fail();
  now += milliseconds(100);
  const auto lost = breaker.admit(now);
  REQUIRE(lost);
  now += milliseconds(999);
  CHECK_FALSE(breaker.admit(now));
  now += milliseconds(1);
  const auto probe = breaker.admit(now);
  REQUIRE(probe);
  breaker.failed(*lost, now);
  CHECK(breaker.state(now) == State::half_open);
  breaker.succeeded(*probe);
  CHECK(breaker.state(now) == State::closed);
}

TEST_CASE("circuit breaker: whatever happens, a call may be tried once wait() is over") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 200; ++round) {
    CircuitBreaker breaker{kSettings};
    Time now{std::chrono::hours(1)};
    std::optional<CircuitBreaker::Leave> out;
    for (int i = 0; i < 300; ++i) {
      now += milliseconds(random() % 60);
      const auto wait = breaker.wait(now);
      REQUIRE(wait <= kSettings.probe_patience);
      const auto leave = breaker.admit(now);
      REQUIRE(leave.has_value() == (wait == milliseconds(0)));
      if (leave) out = leave;
      if (!out || random() % 4 == 0) continue;
      random() % 3 == 0 ? breaker.succeeded(*out) : breaker.failed(*out, now);
    }
    now += breaker.wait(now);
    CHECK(breaker.admit(now));
  }
}

}  // namespace
}  // namespace daybook::outbound
