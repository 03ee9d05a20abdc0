#pragma once
// When the relay and the projector, who follow the log in batches, take the next one.

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace daybook {

/// A batch has costs of its own, whatever its size (a transaction in Kafka, a commit, sums that each of its
/// events changes): while much comes, one is gathered until it is worth them. While little comes nobody waits
/// for more.
class BatchPace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Nobody waits longer, nor at all when not even a quarter of what is worthwhile would come in that time:
  /// whoever reads what he wrote waits for relay and projector both.
  static constexpr std::chrono::milliseconds kLongest{100};

  /// So many make a batch worth its costs.
  explicit BatchPace(std::size_t worthwhile) : worthwhile_(worthwhile) {}

  /// A batch of so many was taken, now.
  void taken(std::size_t count, Time now = std::chrono::steady_clock::now()) {
    next_ = now;
    if (count == 0) return;
    count_ += count;
    // The rate is that of a stretch as long as the longest wait: what came in one burst tells nothing.
    const Wait took = now - since_;
    if (took >= kLongest) {
      wait_ = took / static_cast<double>(count_) * static_cast<double>(worthwhile_);
      since_ = now;
      count_ = 0;
    }
    if (wait_ <= 4 * kLongest)
      next_ += std::chrono::duration_cast<Time::duration>(std::min<Wait>(wait_, kLongest));
  }

  /// When to take the next one.
  Time next() const { return next_; }

 private:
  using Wait = std::chrono::duration<double>;
  std::size_t worthwhile_;
  Time since_{};
  std::size_t count_ = 0;
  Wait wait_ = Wait::max();  ///< until a batch is worth its costs
  Time next_{};
};

}  // namespace daybook
