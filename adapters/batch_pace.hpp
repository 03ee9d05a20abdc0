#pragma once
// When those who follow the log take their next batch.

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace daybook {

/// A batch has costs of its own, whatever its size (a transaction in Kafka, a commit, sums that each of its
/// events changes): while events come quickly, one is gathered until it is worth them. While events come
/// slowly nobody waits for more.
class BatchPace {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kLongest{50};
  /// Fewer than so many in the longest time: not worth waiting for.
  static constexpr std::size_t kFew = 10;

  /// So many events make a batch worth its costs.
  explicit BatchPace(std::size_t worthwhile) : worthwhile_(worthwhile) {}

  /// A batch of so many events was taken; tells when to take the next one, at the rate at which these came.
  Time taken(std::size_t events, Time now) {
    using Wait = std::chrono::duration<double>;
    if (events == 0) return now;
    const Wait took = now - last_;
    last_ = now;
    const Wait each = took / static_cast<double>(events);
    if (each * static_cast<double>(kFew) > kLongest) return now;
    const Wait wait = std::min<Wait>(kLongest, each * static_cast<double>(worthwhile_));
    return now + std::chrono::duration_cast<Time::duration>(wait);
  }

 private:
  std::size_t worthwhile_;
  Time last_{};
};

}  // namespace daybook
