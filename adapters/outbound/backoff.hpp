#pragma once
// How long to wait before the next try: exponential with full jitter, so that many who failed together do not
// come back together.

#include <chrono>
#include <cstdint>

namespace daybook::outbound {

struct Backoff {
  std::chrono::milliseconds first{500};  ///< the longest wait after the first failure; doubles from there
  std::chrono::milliseconds longest{60'000};  ///< no wait is longer

  /// The longest wait after `attempt` failures, from 1.
  std::chrono::milliseconds ceiling(int attempt) const;
  /// A wait from 0 up to that, as `random` (any 64 bits, evenly spread) says.
  std::chrono::milliseconds wait(int attempt, std::uint64_t random) const;
};

}  // namespace daybook::outbound
