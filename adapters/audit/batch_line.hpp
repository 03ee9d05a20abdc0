#pragma once
// Batches of a log's rows, worked out on threads of their own while the next ones are read, and given on in
// the order in which they were read. As many at a time as there are cores, four at most, and as many that
// wait: some 10 MB.

#include <boost/asio/thread_pool.hpp>
#include <deque>
#include <functional>
#include <future>
#include <memory>

#include "adapters/audit/log_batch.hpp"

namespace daybook::audit {

class BatchLine {
 public:
  /// `next` takes the batches in order, on the thread that adds the rows. What it throws ends the line.
  explicit BatchLine(std::function<void(const LogBatch&)> next);
  /// Waits for the threads.
  ~BatchLine();
  BatchLine(const BatchLine&) = delete;
  BatchLine& operator=(const BatchLine&) = delete;

  /// A row of kEventColumns in binary COPY's form. Throws what `next` throws.
  void add(std::string_view row);
  /// Gives on all that is under way, unless the line has ended; ends it.
  void finish();

 private:
  struct UnderWay {
    std::unique_ptr<LogBatch> batch;
    std::future<void> done;
  };
  void send();
  std::unique_ptr<LogBatch> give_on();

  std::function<void(const LogBatch&)> next_;
  std::size_t most_;  // under way
  std::unique_ptr<LogBatch> filling_;
  std::deque<UnderWay> under_way_;  // the oldest first
  bool ended_ = false;
  boost::asio::thread_pool pool_;
};

}  // namespace daybook::audit
