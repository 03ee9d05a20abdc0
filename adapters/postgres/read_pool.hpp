#pragma once
// Threads that run blocking reads, each with a connection of its own. Read models are asked for with the
// search path `read, public`: their schema may be swapped under us at any time.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/postgres/pg.hpp"

namespace daybook {

class ReadPool {
 public:
  using Job = std::function<void(pg::Connection&)>;
  ReadPool(std::string url, int threads, std::size_t queue_limit = 10'000);
  ~ReadPool();
  /// Queues the job; false when the queue is full or stopped. `failed` is called instead of the job when no
  /// connection can be had, or when the job throws pg::Error for a lost connection twice.
  bool submit(Job job, std::function<void(const std::exception&)> failed);
  void stop();

 private:
  struct Entry {
    Job job;
    std::function<void(const std::exception&)> failed;
  };
  void loop();

  std::string url_;
  std::size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Entry> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

/// The largest position up to which every event is in the read models.
std::int64_t read_position(pg::Connection& connection);
/// Waits until the read models have reached it; false after `timeout`.
bool wait_for_read_models(pg::Connection& connection, std::int64_t position,
                          std::chrono::milliseconds timeout);

}  // namespace daybook
