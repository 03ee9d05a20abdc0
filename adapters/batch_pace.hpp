#pragma once
// When those who take what has come in batches take the next one.

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace daybook {

/// A batch has costs of its own, whatever its size (a transaction in Kafka, a commit, a round trip, sums that
/// each of its events changes): while much comes, one is gathered until it is worth them. While little comes
/// nobody waits for more.
class BatchPace {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Longest = std::chrono::milliseconds;

  /// So many make a batch worth its costs; nobody waits longer for them, nor at all when not even a quarter
  /// of them would come in that time.
  BatchPace(std::size_t worthwhile, Longest longest) : worthwhile_(worthwhile), longest_(longest) {}

  /// A batch of so many was taken; tells when to take the next one, at the rate of the last stretch that was
  /// as long as the longest wait: what came in one burst tells nothing.
  Time taken(std::size_t count, Time now) {
    if (count == 0) return now;
    count_ += count;
    const Wait took = now - since_;
    if (took >= longest_) {
      wait_ = took / static_cast<double>(count_) * static_cast<double>(worthwhile_);
      since_ = now;
      count_ = 0;
    }
    if (wait_ > 4 * longest_) return now;
    return now + std::chrono::duration_cast<Time::duration>(std::min<Wait>(wait_, longest_));
  }

 private:
  using Wait = std::chrono::duration<double>;
  std::size_t worthwhile_;
  Longest longest_;
  Time since_{};
  std::size_t count_ = 0;
  Wait wait_ = Wait::max();  ///< until a batch is worth its costs
};

/// For who follows the log, the relay and the projector: whoever reads what he wrote waits for both.
inline constexpr BatchPace::Longest kLongestGathering{100};

}  // namespace daybook
