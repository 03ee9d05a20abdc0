// The writer as a guest on an event loop: what needs no waiting is decided there.

#include <future>

#include "adapters/log.hpp"
#include "adapters/postgres/writer.hpp"

namespace daybook {
namespace {

/// How long our thread decides once something had to be waited for: where that is frequent, going back and
/// forth would cost more than it spares.
constexpr std::chrono::milliseconds kAway{50};

}  // namespace

void Writer::decide_on(EventLoop& loop, std::int64_t most_callers) {
  std::lock_guard lock(mutex_);
  loop_ = &loop;
  most_callers_ = most_callers;
}

void Writer::leave_loop() {
  {
    std::lock_guard lock(mutex_);
    if (!loop_) return;
  }
  std::promise<void> left;
  loop_->post([this, &left] {
    std::unique_lock lock(mutex_);
    EventLoop* const loop = std::exchange(loop_, nullptr);
    hand_over({});
    lock.unlock();
    loop->stop_waiting();
    if (std::exchange(committing_here_, false)) committer_.receive(true);
    left.set_value();
  });
  left.get_future().wait();
}

bool Writer::may_return() const {
  return loop_ && !on_loop_ && idle_ && waiting() <= most_callers_ &&
         std::chrono::steady_clock::now() >= away_until_;
}

void Writer::hand_over(Commands commands) {
  queue_.insert(queue_.begin(), std::move_iterator(commands.begin()), std::move_iterator(commands.end()));
  on_loop_ = false;
  away_until_ = std::chrono::steady_clock::now() + kAway;
  arrived_.notify_one();
}

void Writer::turn() {
  std::unique_lock lock(mutex_);
  turn_posted_ = false;
  if (!on_loop_ || !ready()) return;
  if (committer_.has_failed() || !may_go_ahead() || waiting() > most_callers_) return hand_over({});
  Commands commands = take_commands();
  lock.unlock();
  decide_without_waiting(commands);
  lock.lock();
  if (!commands.empty()) hand_over(std::move(commands));
  if (!on_loop_ || !worth_sending()) return wake();
  lock.unlock();
  send_open_batch(loop_);
  lock.lock();
  wake();
}

void Writer::decide_without_waiting(Commands& commands) {
  if (commands.empty()) return;
  const pg::Connection::Silence silence(connection_);
  std::string trouble;
  try {
    open_batch();
    decide_all(commands, open_->results, connection_);
    return add_decided(commands);
  } catch (const pg::WouldWait&) {
    if (open_) add_decided(commands);
    return;
  } catch (const NeedsHead&) {
  } catch (const std::exception& e) {
    trouble = e.what();
  }
  give_up_open_batch(commands, trouble);
  given_up_ = true;
}

void Writer::wait_for_commit(int socket) {
  committing_here_ = true;
  loop_->when_readable(socket, [this, socket] {
    if (!committer_.receive(false)) return wait_for_commit(socket);
    committing_here_ = false;
    std::lock_guard lock(mutex_);
    wake();
  });
}

}  // namespace daybook
