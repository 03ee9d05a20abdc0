#pragma once
// The write path: commands that arrive while a commit is in flight are decided and appended together, one
// COPY and one commit for hundreds of them. One thread; any number of processes on one database, ordered by
// the head row. Source: architecture, "The event store" (group commit, idempotency, unknown outcome).

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "adapters/postgres/ledger_view.hpp"
#include "adapters/postgres/workspace.hpp"
#include "core/result.hpp"

namespace daybook {

/// What a command answered; `body` is JSON.
struct Answer {
  int status = 200;
  std::string body;
  std::int64_t position = 0;       ///< of its last event, or of the head when it appended none
  bool repeated = false;           ///< the kept answer of an earlier request with the same key
  std::optional<PersonId> person;  ///< whose data the body holds: erased with the person
};

/// Caller, method, path and Idempotency-Key as one digest, and the body's digest; 32 raw bytes each.
struct RequestKey {
  std::string scope;
  std::string digest;
};

struct Command {
  Origin origin;
  std::optional<RequestKey> key;
  /// Runs on the writer's thread under the head lock: reads, decides, appends last, answers. May run again
  /// when the batch's commit failed.
  std::function<Result<Answer>(Workspace&)> run;
  /// Called once, after the commit (or the refusal), on the writer's thread.
  std::function<void(Result<Answer>)> done;
  // Hints for loading in bulk:
  std::vector<OrderId> orders;
  std::vector<std::string> refs;
  std::vector<std::string> emails;
};

class Writer {
 public:
  struct Options {
    std::size_t batch_limit = 500;
    std::size_t queue_limit = 20'000;
    std::chrono::milliseconds patience{
        8'000};  ///< how long a batch tries before it answers store_unavailable
  };
  Writer(std::string url, LedgerView& view, const Vault& vault, const Policy& policy, IdSource& ids,
         Options options);
  ~Writer();

  /// Queues the command; a full or stopped queue answers store_unavailable at once.
  void submit(Command command);
  /// Queues it and waits; for programs and tests.
  Result<Answer> execute(Command command);
  /// Finishes what is queued, then stops.
  void stop();
  std::int64_t commands_done() const { return done_.load(); }

 private:
  struct Kept {
    std::string digest;
    Answer answer;
  };
  using Results = std::vector<Result<Answer>>;

  void loop();
  void run_batch(std::vector<Command>& batch);
  void roll_back() noexcept;
  void run_alone(std::vector<Command>& batch, const std::string& trouble);
  /// Fills `results` before it commits: they stand when a lost connection turns out to have committed.
  void attempt(std::vector<Command>& batch, Results& results);
  Result<Answer> run_one(Command& command);
  void load_kept(const std::vector<Command>& batch);
  void save_kept();
  /// After a lost connection around COMMIT: was our batch committed? Throws when the store stays away.
  bool was_committed();
  void ensure_connected();

  std::string url_;
  LedgerView& view_;
  const Vault& vault_;
  Options options_;
  std::unique_ptr<pg::Connection> connection_;
  std::unique_ptr<Workspace> workspace_;
  const Policy& policy_;
  IdSource& ids_;

  std::map<std::string, Kept> kept_;                    // of this batch, by scope
  std::vector<std::pair<std::string, Kept>> new_kept_;  // to be written with it
  bool committing_ = false;

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Command> queue_;
  bool stopping_ = false;
  std::atomic<std::int64_t> done_{0};
  std::thread thread_;
};

}  // namespace daybook
