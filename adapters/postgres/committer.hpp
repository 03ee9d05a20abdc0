#pragma once
// Commits one batch at a time on a thread and a connection of its own, so that the next one is decided
// meanwhile.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "adapters/postgres/append_batch.hpp"
#include "adapters/postgres/command.hpp"

namespace daybook {

/// A decided batch on its way into the store; `results` stand once it is committed.
struct BatchInFlight {
  std::vector<Command> commands;
  std::vector<Result<Answer>> results;
  AppendBatch batch;
  bool alone = false;                ///< committed and answered on the deciding thread
  std::optional<pg::Error> trouble;  ///< why it did not commit, or is not known to have
};

class Committer {
 public:
  /// Both run on the committing thread: `committed` with each batch that is, `idle` behind each that
  /// was started, committed or not.
  Committer(std::function<void(std::unique_ptr<BatchInFlight>)> committed, std::function<void()> idle);
  ~Committer();

  /// Only when nothing is in flight. The connection is the committer's until wait() returns.
  void start(std::unique_ptr<BatchInFlight> batch, pg::Connection& connection);
  /// The same on the caller's thread, which spares one who is alone the handing over.
  void run(std::unique_ptr<BatchInFlight> batch, pg::Connection& connection);
  /// Until nothing is in flight; the batch that failed, if one did.
  std::unique_ptr<BatchInFlight> wait();
  bool busy() const;
  /// Something failed and nobody has waited for it yet.
  bool has_failed() const;

 private:
  void loop();
  /// Commits it; returns it when that failed.
  std::unique_ptr<BatchInFlight> commit(std::unique_ptr<BatchInFlight> batch, pg::Connection& connection);

  std::function<void(std::unique_ptr<BatchInFlight>)> committed_;
  std::function<void()> idle_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::unique_ptr<BatchInFlight> todo_, broken_;
  pg::Connection* connection_ = nullptr;
  bool busy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace daybook
