#pragma once
// Commits batches in their order, two on their way at the most, each on a thread and a connection to itself,
// so that the next one is decided meanwhile; or, of few rows, on the caller's thread, which need not wait for
// it.
//
// The rows of the second go in while the first is committed; then it takes the head, and commits. Its rows
// stand in the way of other processes meanwhile, so it may wait for nobody for long: they go in only once the
// first can't be held up any more (it has the head, or its own rows are in), they wait for another's key 50
// ms at most, and the head is taken at once or not at all. Source:
// tests/bench/decisions/0080.

#include <array>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "adapters/postgres/append_batch.hpp"
#include "adapters/postgres/command.hpp"

namespace daybook {

/// A decided batch on its way into the store; `results` stand once it is committed.
struct BatchInFlight {
  std::vector<Command> commands;
  std::vector<Result<Answer>> results;
  AppendBatch batch;
  bool behind_failed = false;        ///< not committed, because the one that it rests on was not
  std::optional<pg::Error> trouble;  ///< why it did not commit, or is not known to have
  int backend = 0;                   ///< the server's process that had it, if the connection was lost
};

class Committer {
 public:
  using Batch = std::unique_ptr<BatchInFlight>;
  static constexpr std::size_t kMost = 2;  ///< on their way at once

  /// `settings` of its connections. Both functions run on the committing thread: `ended` behind each batch
  /// that was started (not begun), committed or not; then, while another thread commits the next, `committed`
  /// with it if it is, in their order. That one may not throw: what is committed must never be run again.
  /// Throws pg::Error.
  Committer(const std::string& url, const std::string& settings,
            std::function<void(BatchInFlight&)> committed, std::function<void()> ended);
  ~Committer();

  /// Behind those on their way, which are fewer than kMost.
  void start(Batch batch);
  /// Whether begin() may take this batch without waiting: nothing is on its way, it
  /// goes_at_once, and the connection is there.
  bool may_begin(const BatchInFlight& batch) const;
  /// start() on the caller's thread, which spares the handing over: sends the batch. Returns the socket that
  /// is readable when something has come of it; nothing when it has failed at once. One at a time.
  std::optional<int> begin(Batch batch);
  /// Whether the batch that was begun has ended; if `wait`, when it has.
  bool receive(bool wait);
  /// Until nothing is on its way, and `committed` has had what is; the batches that failed since the last
  /// call, in their order.
  std::vector<Batch> wait();
  std::size_t in_flight() const;
  /// Something failed and nobody has waited for it yet. What is started now fails behind it.
  bool has_failed() const;

 private:
  /// Whoever commits takes the first that is free: a server process that alternates with another finds its
  /// core's caches cold.
  struct Line {
    std::unique_ptr<pg::Connection> connection;
    bool taken = false;
  };
  struct Lane {
    Batch todo;
    std::int64_t number = 0;  ///< of the batch, from 1
    std::condition_variable arrived;
    std::thread thread;
  };
  void loop(Lane& lane);
  /// There is one: no more batches are on their way than there are lines.
  Line& take_line();
  void leave(Line& line);
  /// Runs what takes the batch into the store on the connection, or notes why it has not.
  template <class Commit>
  static void attempt(BatchInFlight& batch, pg::Connection& connection, Commit&& commit);
  /// Takes it into the store, or notes why not.
  void commit(BatchInFlight& batch, std::int64_t number);
  /// Whether it was committed.
  bool end(Batch& batch, std::int64_t number);
  void tell(Batch batch, std::int64_t number);
  /// Nobody can hold up this batch's transaction any more.
  void secure(std::int64_t number);
  enum class Turn { alone, behind, never };
  Turn wait_until_secure(std::int64_t before);
  bool wait_until_committed(std::int64_t before);

  std::function<void(BatchInFlight&)> committed_;
  std::function<void()> ended_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::array<Line, kMost> lines_;
  std::array<Lane, kMost> lanes_;
  std::map<std::int64_t, Batch> broken_;  ///< by their numbers
  Batch begun_;                           ///< its thread's; on the first line
  std::int64_t begun_number_ = 0;
  /// Numbers of the last batches that are.
  std::int64_t started_ = 0, secure_ = 0, done_ = 0, told_ = 0;
  std::size_t in_flight_ = 0;
  bool stopping_ = false;
};

}  // namespace daybook
