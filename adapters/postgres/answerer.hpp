#pragma once
// Tells the outcome of committed batches, in their order, on a thread of its own: the next commit need not
// wait for hundreds of answers.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "adapters/postgres/committer.hpp"

namespace daybook {

class Answerer {
 public:
  /// `tell` may not throw: what is committed must never be run again.
  explicit Answerer(std::function<void(BatchInFlight&)> tell);
  ~Answerer();

  void add(std::unique_ptr<BatchInFlight> committed);
  /// Tells it on the caller's thread, behind everything added. Nobody may add meanwhile.
  void tell(std::unique_ptr<BatchInFlight> committed);
  /// Until everything added has been told.
  void wait();

 private:
  void loop();

  std::function<void(BatchInFlight&)> tell_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<BatchInFlight>> todo_;
  bool busy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace daybook
