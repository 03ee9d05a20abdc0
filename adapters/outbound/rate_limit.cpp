#include "adapters/outbound/rate_limit.hpp"

#include <algorithm>
#include <stdexcept>

namespace daybook::outbound {
namespace {

constexpr std::chrono::nanoseconds kSecond = std::chrono::seconds(1);

}  // namespace

// The bucket as one point in time (GCRA): it is as full as `next_` is near. Rounded up, so that a second
// never sees more calls than it may.
RateLimit::RateLimit(int per_second, int burst)
    : interval_((kSecond.count() + per_second - 1) / std::max(per_second, 1)),
      depth_(interval_ * std::max(burst - 1, 0)) {
  if (per_second < 1 || per_second > 1'000'000 || burst < 1)
    throw std::invalid_argument(
        "a rate limit needs from 1 to 1000000 calls a second and a burst of 1 or more");
}

std::chrono::nanoseconds RateLimit::take(Time now) {
  latest_ = std::max(latest_, now);
  const Time due = std::max(next_, latest_);
  if (due - latest_ > depth_) return due - latest_ - depth_;
  next_ = due + interval_;
  return std::chrono::nanoseconds(0);
}

}  // namespace daybook::outbound
