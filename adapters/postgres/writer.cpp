#include "adapters/postgres/writer.hpp"

#include <future>

#include "adapters/log.hpp"
#include "adapters/system/thread_name.hpp"

namespace daybook {
namespace {

/// A command failed after it had appended: what stands in memory must not be committed.
struct BatchSpoiled : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Nobody may hold the head for long: neither a writer that hangs elsewhere nor this one. Every look-up is by
/// key, and a plan made while a table was small must not scan it once it has grown; it is made once (PlanAge)
/// for all keys, since planning costs as much as looking up. The committer's statements need no plan at all.
constexpr const char* kSettings =
    "-c lock_timeout=5s -c idle_in_transaction_session_timeout=10s -c enable_seqscan=off "
    "-c plan_cache_mode=force_generic_plan";

/// Callers at once of whom none is made to wait by a commit on the deciding thread, which is the quickest way
/// for each.
constexpr std::int64_t kFew = 2;

Result<Answer> unavailable(const char* detail) { return refuse(RefusalCode::store_unavailable, detail); }

}  // namespace

Writer::Writer(const std::string& url, LedgerView& view, const Vault& vault, const Policy& policy,
               IdSource& ids, TellOrder tell_order, Options options)
    : view_(view),
      options_(options),
      connection_(url, kSettings),
      workspace_(vault, policy, ids, stored_keys_),
      kept_(vault, std::move(tell_order)),
      committer_(
          url, kSettings,
          [this](BatchInFlight& done) {
            view_.apply(done.batch.events);
            answer_all(done.commands, done.results);
          },
          [this] {
            std::lock_guard lock(mutex_);  // or a thread about to wait could miss it
            wake();
          }) {
  start_anew();
  if (options_.know_stored_keys) stored_keys_.fill(url);
  thread_ = std::thread([this] {
    name_this_thread("decide");
    loop();
  });
}

Writer::~Writer() { stop(); }

void Writer::start_anew() {
  workspace_.reset(view_.copy());
  at_head_ = false;
}

void Writer::submit(Command command) {
  {
    std::lock_guard lock(mutex_);
    const std::size_t limit = command.in_bulk ? options_.queue_limit / 2 : options_.queue_limit;
    if (!stopping_ && queue_.size() < limit) {
      queue_.push_back(std::move(command));
      ++submitted_;
      const bool returns = may_return();
      if (returns) on_loop_ = true;  // a waking that our thread was about to have is the loop's now
      if (returns || queue_.size() >= wanted_) wake();
      return;
    }
  }
  command.done(unavailable("the server is too busy or stopping: try again"));
}

Result<Answer> Writer::execute(Command command) {
  std::promise<Result<Answer>> promise;
  auto future = promise.get_future();
  command.done = [&](Result<Answer> answer) { promise.set_value(std::move(answer)); };
  submit(std::move(command));
  return future.get();
}

void Writer::stop() {
  leave_loop();
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_all();
  if (thread_.joinable()) thread_.join();
  committer_.wait();
}

void Writer::wake() {
  if (!on_loop_) return arrived_.notify_one();
  if (turn_posted_) return;
  turn_posted_ = true;
  loop_->post([this] { turn(); });
}

bool Writer::ready() {
  const std::size_t in_flight = committer_.in_flight();
  wanted_ = in_flight > 0 ? std::min(step(), room()) : 1;
  if (room() == 0) return in_flight < Committer::kMost;
  if (queue_.size() >= wanted_ || worth_sending()) return true;
  return in_flight == 0 && (stopping_ || committer_.has_failed());
}

Writer::Commands Writer::next_commands() {
  std::unique_lock lock(mutex_);
  idle_ = true;
  arrived_.wait(lock, [&] { return !on_loop_ && ready(); });
  idle_ = false;
  return take_commands();
}

Writer::Commands Writer::take_commands() {
  Commands next;
  const std::size_t most = std::min(room(), 2 * options_.step);
  most_waiting_ = std::max(most_waiting_, waiting());
  while (!queue_.empty() && next.size() < most) {
    next.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return next;
}

void Writer::loop() {
  while (true) {
    Commands commands = next_commands();
    if (std::exchange(given_up_, false) && settle()) start_anew();
    if (!commands.empty() && !(may_go_ahead() && decide_ahead(commands))) {
      settle();
      run_batch(commands);
    }
    std::unique_lock lock(mutex_);
    const bool send = worth_sending();
    if (commands.empty() && stopping_ && queue_.empty() && !open_ && committer_.in_flight() == 0 &&
        !committer_.has_failed())
      return;
    lock.unlock();
    if (committer_.has_failed()) {
      settle();
    } else if (send) {
      send_open_batch();
    }
  }
}

// --- ahead

std::size_t Writer::step() const {
  return std::clamp<std::size_t>(static_cast<std::size_t>(most_waiting_) / 8, 1, options_.step);
}

bool Writer::worth_sending() const {
  const std::size_t in_flight = committer_.in_flight();
  if (!open_ || in_flight == Committer::kMost) return false;
  if (in_flight > 0 || room() == 0) return room() == 0;
  const auto waiting = static_cast<std::size_t>(most_waiting_);
  const std::size_t fair = waiting / 2 < options_.least_half ? waiting : waiting / 2;
  return open_->commands.size() >= std::min(fair, options_.fair_batch) || queue_.empty();
}

bool Writer::may_go_ahead() const {
  return open_ || (at_head_ && std::chrono::steady_clock::now() >= ahead_from_);
}

bool Writer::decide_ahead(Commands& commands) {
  if (decide(commands) == Decided::all) return true;
  if (settle()) start_anew();
  return false;
}

Writer::Decided Writer::decide(Commands& commands) {
  std::string trouble;
  try {
    open_batch();
    decide_all(commands, open_->results, connection_);
    add_decided(commands);
    return Decided::all;
  } catch (const pg::WouldWait&) {
    if (open_) add_decided(commands);
    return Decided::not_all;
  } catch (const NeedsHead&) {
  } catch (const std::exception& e) {
    trouble = e.what();
  }
  if (open_)
    commands.insert(commands.begin(), std::move_iterator(open_->commands.begin()),
                    std::move_iterator(open_->commands.end()));
  open_.reset();
  if (!trouble.empty())
    logging::info("a batch of {} is decided again under the lock: {}", commands.size(), trouble);
  return Decided::given_up;
}

void Writer::open_batch() {
  if (open_) return;
  connection_.revive();
  workspace_.go_on(connection_);
  kept_.begin_batch(true);
  open_ = std::make_unique<BatchInFlight>();
}

void Writer::add_decided(Commands& commands) {
  const std::size_t decided = open_->results.size() - open_->commands.size();
  const auto end = commands.begin() + static_cast<std::ptrdiff_t>(decided);
  open_->commands.insert(open_->commands.end(), std::move_iterator(commands.begin()),
                         std::move_iterator(end));
  commands.erase(commands.begin(), end);
}

void Writer::send_open_batch(EventLoop* here) {
  open_->batch = workspace_.take_batch();
  const bool few = here || most_waiting_ <= kFew;  // a loop does not wait for it
  most_waiting_ -= (most_waiting_ + 15) / 16;
  if (!few || !committer_.may_begin(*open_)) return committer_.start(std::move(open_));
  const auto socket = committer_.begin(std::move(open_));
  if (!socket) return;
  if (!here) {
    committer_.receive(true);
  } else {
    wait_for_commit(*socket);
  }
}

bool Writer::settle() {
  const auto failed = committer_.wait();
  if (failed.empty()) return true;
  const auto open = std::move(open_);
  start_anew();
  for (const auto& batch : failed) run_again(*batch);
  if (open) run_batch(open->commands);
  return false;
}

void Writer::run_again(BatchInFlight& failed) {
  if (failed.behind_failed) return run_batch(failed.commands);
  const pg::Error& trouble = *failed.trouble;
  if (trouble.state == kHeadMoved) {
    ahead_from_ = std::chrono::steady_clock::now() + options_.contended;
  } else if (trouble.state == kKeyTaken) {
    logging::info("a batch of {} met a key of another process's: it is decided again with look-ups",
                  failed.commands.size());
  } else {
    logging::warn("a batch of {} commands did not commit: {}", failed.commands.size(), trouble.what());
  }
  if (!trouble.connection_lost) return run_batch(failed.commands);
  try {
    if (!was_committed(connection_, failed.backend, failed.batch.events, options_.patience))
      return run_batch(failed.commands);
    view_.apply(failed.batch.events);
    return answer_all(failed.commands, failed.results);
  } catch (const std::exception& e) {
    logging::warn("the outcome of a commit is not known: {}", e.what());
  }
  failed.results.assign(
      failed.commands.size(),
      unavailable("the event store went away while committing: repeat the request with the same "
                  "Idempotency-Key to learn its outcome"));
  answer_all(failed.commands, failed.results);
}

// --- under the lock

void Writer::run_batch(Commands& commands) {
  const auto deadline = std::chrono::steady_clock::now() + options_.patience;
  auto pause = std::chrono::milliseconds(20);
  Results results;
  bool resolved = false;
  while (!resolved) {
    std::string trouble;
    bool unknown = false;
    try {
      connection_.revive();
      attempt(commands, results);
      resolved = true;
    } catch (const pg::Error& e) {
      trouble = e.what();
      if (committing_ && e.connection_lost) {
        try {
          if (was_committed(connection_, connection_.backend(), attempted_.events, options_.patience))
            resolved = true;
        } catch (const std::exception&) {
          unknown = true;
        }
      }
      if (!resolved && !unknown && !e.retryable()) return run_alone(commands, trouble);
    } catch (const std::exception& e) {
      trouble = e.what();  // spoiled: the spoiling command is answered on the next attempt, the others go on
    }
    committing_ = false;
    if (resolved) break;
    logging::warn("a batch of {} commands did not commit: {}", commands.size(), trouble);
    roll_back(connection_);
    start_anew();
    if (unknown || std::chrono::steady_clock::now() + pause > deadline) {
      results.assign(commands.size(),
                     unavailable(unknown ? "the event store went away while committing: repeat the "
                                           "request with the same Idempotency-Key to learn its outcome"
                                         : "the event store is not reachable: try again"));
      return answer_all(commands, results);
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(500));
  }
  at_head_ = true;
  view_.apply(attempted_.events);
  answer_all(commands, results);
}

void Writer::attempt(Commands& commands, Results& results) {
  attempted_ = {};
  results.clear();
  const auto tail = workspace_.take_head(connection_);
  if (!tail.empty()) ahead_from_ = std::chrono::steady_clock::now() + options_.contended;
  view_.apply(tail);
  kept_.begin_batch(false);
  decide_all(commands, results, connection_);
  attempted_ = workspace_.take_batch();
  if (!attempted_.writes()) {
    connection_.exec("ROLLBACK");
    return;
  }
  committing_ = true;
  commit_under_lock(connection_, attempted_);
  committing_ = false;
}

void Writer::run_alone(Commands& commands, const std::string& trouble) {
  logging::error("the store refused a batch of {}: {}", commands.size(), trouble);
  committing_ = false;
  roll_back(connection_);
  start_anew();
  if (commands.size() == 1) {
    Results results{refuse(RefusalCode::internal_error, "the store refused the request: nothing changed")};
    return answer_all(commands, results);
  }
  for (auto& command : commands) {  // one of them is the culprit; the others must not pay for it
    Commands alone;
    alone.push_back(std::move(command));
    run_batch(alone);
  }
}

// --- both

void Writer::answer_all(Commands& commands, Results& results) {
  for (std::size_t i = 0; i < commands.size(); ++i) commands[i].done(std::move(results[i]));
  done_ += static_cast<std::int64_t>(commands.size());
}

void Writer::decide_all(Commands& commands, Results& results, pg::Connection& connection) {
  Hints all;
  std::vector<Uuid> keys;
  std::vector<bool> looked_up;
  for (const auto& c : commands) {
    all.orders.insert(all.orders.end(), c.hints.orders.begin(), c.hints.orders.end());
    all.refs.insert(all.refs.end(), c.hints.refs.begin(), c.hints.refs.end());
    all.email_hashes.insert(all.email_hashes.end(), c.hints.email_hashes.begin(), c.hints.email_hashes.end());
    const bool look_up = c.key && (workspace_.holds_head() || stored_keys_.may_hold(c.key->stored()));
    if (look_up) keys.push_back(c.key->stored());
    looked_up.push_back(look_up);
  }
  std::optional<pg::Query> kept;
  if (!keys.empty()) kept = KeptAnswers::query(keys);
  if (const auto rows = workspace_.prefetch(all, std::move(kept))) kept_.load(*rows);
  workspace_.load_customer_keys(all.orders);
  results.reserve(results.size() + commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i)
    results.push_back(run_one(commands[i], looked_up[i], connection));
}

std::optional<Result<Answer>> Writer::kept_answer(const RequestKey& key, pg::Connection& connection) {
  const KeptAnswers::Kept* kept = nullptr;
  try {
    kept = kept_.find(key.scope, connection);
  } catch (const pg::Error&) {
    throw;
  } catch (const std::exception& e) {
    logging::error("a kept answer cannot be read: {}", e.what());
    return refuse(RefusalCode::internal_error,
                  "the answer kept under this Idempotency-Key cannot be read: the request changed nothing");
  }
  if (!kept) return std::nullopt;
  stored_keys_.add(key.stored());  // it may be another process's
  if (kept->digest != key.digest)
    return refuse(RefusalCode::idempotency_key_reused,
                  "this Idempotency-Key was used with another body: use a new key for a new request");
  Answer answer = kept->answer;
  answer.repeated = true;
  return answer;
}

Result<Answer> Writer::run_one(Command& command, bool looked_up, pg::Connection& connection) {
  if (command.key)
    if (auto kept = kept_answer(*command.key, connection)) return std::move(*kept);
  const std::size_t before = workspace_.appended().size();
  const std::size_t left_before = workspace_.left_behind();
  workspace_.begin_command(command.origin);
  Result<Answer> result =
      refuse(RefusalCode::internal_error, "the request failed inside: it changed nothing");
  try {
    result = command.run(workspace_);
  } catch (const pg::WouldWait&) {
    if (workspace_.left_behind() != left_before) throw BatchSpoiled("a command left a part behind");
    workspace_.abandon_command();
    throw;
  } catch (const pg::Error&) {
    throw;
  } catch (const NeedsHead&) {
    throw;
  } catch (const OverflowError&) {
    result = refuse(RefusalCode::validation_failed, "an amount leaves the range of 64-bit minor units");
  } catch (const std::exception& e) {
    logging::error("request {} failed inside: {}", command.origin.correlation_id, e.what());
  }
  const bool appended = workspace_.appended().size() > before;
  if (!result) {
    workspace_.abandon_command();
    if (appended) {
      const Refusal refusal = result.error();
      command.run = [refusal](Workspace&) -> Result<Answer> { return refuse(refusal); };
      throw BatchSpoiled("a command failed after appending: " + refusal.detail);
    }
    if (command.key && !looked_up) {
      // Nothing is written that would fail on the key: another process may have kept an answer under it.
      const Uuid key = command.key->stored();
      const auto query = KeptAnswers::query({&key, 1});
      kept_.load(connection.pipeline({&query, 1}).front());
      if (auto kept = kept_answer(*command.key, connection)) return std::move(*kept);
    }
    return result;
  }
  result->position = workspace_.position();
  // The log tells an order again from the event at the answer's position: that one must be the order's.
  if (result->order &&
      (!appended || order_of_stream(workspace_.appended().back().envelope.stream) != result->order))
    result->order.reset();
  if (command.key && (appended || result->status < 300)) {
    KeptAnswer kept{command.key->scope, command.key->digest, *result};
    workspace_.keep_answer(kept);
    stored_keys_.add(command.key->stored());
    kept_.keep(std::move(kept));
  }
  return result;
}

}  // namespace daybook
