#pragma once
// A read_committed consumer that notes when each position became visible, and nothing else.

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace daybook::bench {

using Clock = std::chrono::steady_clock;

class EventArrivals {
 public:
  /// Consumes a topic that exists, from its beginning, in a thread of its own. Positions from 1 to
  /// `expected`.
  EventArrivals(const std::string& brokers, const std::string& topic, std::int64_t expected);
  ~EventArrivals();

  std::int64_t count() const { return count_; }
  /// Throws std::runtime_error when they have not all arrived within `seconds`.
  void wait_for(std::int64_t count, int seconds) const;
  /// Events a second between the moment when a tenth was there and the last one.
  double rate() const;
  /// When the position was first seen. Only after it has been waited for.
  Clock::time_point at(std::int64_t position) const { return seen_[static_cast<std::size_t>(position)]; }

 private:
  void consume(const std::string& brokers, const std::string& topic);

  std::vector<Clock::time_point> seen_;     // by position
  std::vector<Clock::time_point> by_rank_;  // when there were so many
  std::atomic<std::int64_t> count_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

/// Makes the topic with four partitions, as create_topics does.
void make_topic(const std::string& brokers, const std::string& topic);
/// Gone with its data, and the topics that belong to it.
void delete_topics(const std::string& brokers, const std::vector<std::string>& topics);

}  // namespace daybook::bench
