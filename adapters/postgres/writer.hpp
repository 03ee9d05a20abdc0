#pragma once
// The write path: commands that arrive while a commit is in flight are decided and appended together, one
// round trip and one commit for hundreds of them. Any number of processes on one database, ordered by the
// head row.
//
// Who decides: a thread of the writer's; or, once it was given one (decide_on), the thread of an event loop,
// for as long as nothing has to be waited for: no look-up, no lost connection, no run under the lock. Who
// calls from that loop is then spared two wake-ups, and a core's caches the way from one thread to the other.
// What would have to be waited for goes to the writer's thread, which decides for kAway, then the loop again.
// Source: tests/bench/decisions/0103.
//
// A batch runs in one of two ways:
// - ahead: it is decided on the state that our own batches in flight will leave, while those commit, and its
//   transaction takes the head from exactly there, or fails (committer.hpp). This is how one process alone
//   runs.
// - under the head's lock: the head row is locked first, what others appended is read, then the batch is
//   decided and committed. Everything that goes wrong ahead (another process appended, a connection was
//   lost, a command that needs the lock) is run again like this.
//
// Source: architecture, "The event store" (group commit, idempotency, unknown outcome).

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "adapters/event_loop.hpp"
#include "adapters/postgres/committer.hpp"
#include "adapters/postgres/kept_answers.hpp"
#include "adapters/postgres/ledger_view.hpp"

namespace daybook {

class Writer {
 public:
  struct Options {
    std::size_t batch_limit = 500;
    std::size_t queue_limit = 20'000;
    std::size_t step = 32;  ///< while a commit is in flight, at most this many commands are waited for
    /// With the store idle, a batch is sent once it has as many commands as this, or half of all that wait
    /// for an answer, or nobody waits to join it: a commit has a fixed price, and half of the callers keep
    /// the deciding thread busy while the other half is committed. Behind another batch on its way only a
    /// full one is sent: smaller ones cost more CPU time than the waiting.
    std::size_t fair_batch = 128;
    std::size_t least_half = 24;  ///< halves smaller than this cost more than they gain
    std::chrono::milliseconds patience{
        8'000};  ///< how long a batch tries before it answers store_unavailable
    /// Reads which keys the store holds, in the background, so that new ones need no look-up: for processes
    /// that live long.
    bool know_stored_keys = false;
    /// After another process's append, how long batches are decided under the lock at once.
    std::chrono::milliseconds contended{50};
  };
  Writer(const std::string& url, LedgerView& view, const Vault& vault, const Policy& policy, IdSource& ids,
         TellOrder tell_order, Options options);
  ~Writer();

  /// Queues the command; a full or stopped queue answers store_unavailable at once.
  void submit(Command command);
  /// Queues it and waits; for programs and tests, not for the loop's thread.
  Result<Answer> execute(Command command);
  /// Decides on the loop's thread from now on, whenever at most this many commands wait for their answers.
  void decide_on(EventLoop& loop, std::int64_t most_callers);
  /// No longer; from any other thread, one at a time, before the loop ends. Waits for the commit that the
  /// loop waits for. Does nothing without a loop.
  void leave_loop();
  /// Finishes what is queued, then stops.
  void stop();
  std::int64_t commands_done() const { return done_.load(); }
  /// New keys are not looked up (any more).
  bool knows_stored_keys() const { return stored_keys_.filled(); }

 private:
  using Commands = std::vector<Command>;
  using Results = std::vector<Result<Answer>>;

  void loop();
  /// What to decide next, for our thread; empty when it is time to commit what was decided, or to stop.
  Commands next_commands();
  /// With the mutex held, by who decides: whether there is anything to do, ...
  bool ready();
  /// ... its commands, ...
  Commands take_commands();
  /// ... and, by anybody, that who decides should look.
  void wake();
  /// Commands that nobody has answered yet.
  std::int64_t waiting() const { return submitted_ - done_.load(); }

  // On the loop (writer_on_loop.cpp).
  void turn();
  /// With the mutex held: the loop may decide in place of our thread, which idles.
  bool may_return() const;
  /// With the mutex held: our thread decides, these first.
  void hand_over(Commands commands);
  void wait_for_commit(int socket);
  /// With the mutex held: if the loop is to be left, and waits for no commit.
  void leave_now();

  // Ahead.
  bool may_go_ahead() const;
  bool worth_sending() const;
  std::size_t room() const { return options_.batch_limit - (open_ ? open_->commands.size() : 0); }
  std::size_t step() const;
  /// Adds the commands to the open batch. False: it could not be decided, and all its commands are handed
  /// back.
  bool decide_ahead(Commands& commands);
  /// What is decided goes from `commands` to the open batch; what the connection's silence kept from being
  /// decided stays. `given_up`: with these are all of the open batch, and the workspace is good for nothing
  /// until settle() and start_anew().
  enum class Decided { all, not_all, given_up };
  Decided decide(Commands& commands);
  void open_batch();
  void add_decided(Commands& commands);
  /// Hands the open batch to the committer, which has room for it.
  void send_open_batch(EventLoop* here = nullptr);
  /// Waits for the batches in flight; what failed, and the open batch that rests on them, is run again under
  /// the lock. False when something did.
  bool settle();
  void run_again(BatchInFlight& failed);

  // Under the lock.
  void run_batch(Commands& commands);
  void run_alone(Commands& commands, const std::string& trouble);
  /// Fills `results` before it commits: they stand when a lost connection turns out to have committed.
  void attempt(Commands& commands, Results& results);

  /// Decides all commands on the workspace's state.
  void decide_all(Commands& commands, Results& results, pg::Connection& connection);
  /// `looked_up`: the answer under its key is known if it was kept.
  Result<Answer> run_one(Command& command, bool looked_up, pg::Connection& connection);
  /// The command's answer, if it was kept, or the refusal of its key for another body.
  std::optional<Result<Answer>> kept_answer(const RequestKey& key, pg::Connection& connection);
  void answer_all(Commands& commands, Results& results);
  /// From what is committed; nothing is on its way.
  void start_anew();

  LedgerView& view_;
  Options options_;
  pg::Connection connection_;  ///< the deciding thread's: look-ups, and all under the lock
  StoredKeys stored_keys_;
  Workspace workspace_;
  KeptAnswers kept_;
  std::unique_ptr<BatchInFlight> open_;  ///< decided ahead, not yet on its way
  AppendBatch attempted_;                ///< of the batch under the lock
  bool committing_ = false;
  bool at_head_ = false;  ///< the workspace stands where our last batch left the log
  std::chrono::steady_clock::time_point ahead_from_;

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Command> queue_;
  std::int64_t submitted_ = 0;
  std::int64_t most_waiting_ = 0;  ///< commands not yet answered, at the most of late; the deciding thread's
  std::size_t wanted_ = 1;         ///< how many queued commands the writer waits for
  bool stopping_ = false;
  EventLoop* loop_ = nullptr;
  std::int64_t most_callers_ = 0;  ///< that the loop decides for
  bool on_loop_ = false;           ///< who decides: the loop, or our thread
  bool turn_posted_ = false;
  bool idle_ = false;                   ///< our thread waits
  bool given_up_ = false;               ///< the workspace has decided what was given up
  bool committing_here_ = false;        ///< the loop waits for a commit
  std::promise<void>* left_ = nullptr;  ///< the loop is to be left
  std::chrono::steady_clock::time_point away_until_;
  std::atomic<std::int64_t> done_{0};
  Committer committer_;
  std::thread thread_;
};

}  // namespace daybook
