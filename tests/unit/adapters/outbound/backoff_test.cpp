#include "adapters/outbound/backoff.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

namespace daybook::outbound {
namespace {

using std::chrono::milliseconds;

TEST_CASE("backoff: the ceiling doubles up to the longest wait") {
  const Backoff backoff{milliseconds(500), milliseconds(6'000)};
  CHECK(backoff.ceiling(0) == milliseconds(500));
  CHECK(backoff.ceiling(1) == milliseconds(500));
  CHECK(backoff.ceiling(2) == milliseconds(1'000));
  CHECK(backoff.ceiling(4) == milliseconds(4'000));
  CHECK(backoff.ceiling(5) == milliseconds(6'000));
  CHECK(backoff.ceiling(std::numeric_limits<int>::max()) == milliseconds(6'000));
}

TEST_CASE("backoff: odd settings neither overflow nor hang") {
  CHECK(Backoff{milliseconds::max(), milliseconds::max() - milliseconds(1)}.ceiling(9) ==
        milliseconds::max() - milliseconds(1));
  CHECK(Backoff{milliseconds(0), milliseconds(10)}.ceiling(1'000'000'000) == milliseconds(0));
  CHECK(Backoff{milliseconds(-5), milliseconds(10)}.wait(3, 7) == milliseconds(0));
}

TEST_CASE("backoff: every wait lies between 0 and the ceiling, and both ends are met") {
  std::mt19937_64 random(7);
  const Backoff backoff{milliseconds(4), milliseconds(64)};
  for (int attempt = 1; attempt <= 8; ++attempt) {
    milliseconds least = milliseconds::max(), most{0};
    for (int i = 0; i < 5'000; ++i) {
      const auto wait = backoff.wait(attempt, random());
      least = std::min(least, wait);
      most = std::max(most, wait);
    }
    CHECK(least == milliseconds(0));
    CHECK(most == backoff.ceiling(attempt));
  }
}

}  // namespace
}  // namespace daybook::outbound
