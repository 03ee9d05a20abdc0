#pragma once
// How many calls we may make: a bucket that holds `burst` and fills evenly. Integers only; the time is handed
// in. One thread at a time.

#include <chrono>

namespace daybook::outbound {

class RateLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `per_second` from 1 to 1'000'000, `burst` at least 1: what may go at once after a pause. Throws
  /// std::invalid_argument.
  RateLimit(int per_second, int burst);
  /// 0: one call was taken from the bucket. Else nothing was, and there is one after this time. A `now`
  /// earlier than one before is taken for that one.
  std::chrono::nanoseconds take(Time now);

 private:
  std::chrono::nanoseconds interval_;  // between two calls of an even stream
  std::chrono::nanoseconds depth_;     // how far ahead of the even stream one may run
  Time next_{};                        // when the next call of the even stream is due
  Time latest_{};
};

}  // namespace daybook::outbound
