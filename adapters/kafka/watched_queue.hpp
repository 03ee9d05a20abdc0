#pragma once
// Queues of librdkafka's that are taken from one by one: who waits for several of them, and what comes there.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "adapters/kafka/handles.hpp"

namespace daybook::kafka {

/// Told by any thread that something came; waited for by one.
class Arrivals {
 public:
  void tell();
  /// False when nothing came since the last wait, nor until then.
  bool wait_until(std::chrono::steady_clock::time_point end);

 private:
  std::mutex mutex_;
  std::condition_variable told_;
  bool came_ = false;
};

class WatchedQueue {
 public:
  /// Takes the queue over, and away from wherever it is forwarded to. Must go before the client.
  WatchedQueue(rd_kafka_queue_t* queue, Arrivals& arrivals);
  ~WatchedQueue();
  WatchedQueue(const WatchedQueue&) = delete;
  WatchedQueue& operator=(const WatchedQueue&) = delete;

  /// The next message, or null. One thread at a time. What comes after a null is told to the arrivals.
  Message take();

 private:
  rd_kafka_queue_t* queue_;
  Arrivals& arrivals_;
  std::atomic<bool> empty_ = false;  ///< when it was looked at last; spares looking
};

}  // namespace daybook::kafka
