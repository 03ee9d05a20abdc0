// The writer as a guest on an event loop: what needs no waiting is decided there.

#include <future>

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
    std::lock_guard lock(mutex_);
    hand_over({});
    left_ = &left;
    leave_now();
  });
  left.get_future().wait();
}

void Writer::leave_now() {
  if (!left_ || committing_here_) return;
  // Behind the turns that were posted before.
  std::exchange(loop_, nullptr)->post([left = std::exchange(left_, nullptr)] { left->set_value(); });
}

bool Writer::may_return() const {
  return loop_ && !left_ && !on_loop_ && idle_ && !given_up_ && waiting() <= most_callers_ &&
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
  if (!commands.empty()) {
    const pg::Connection::Silence silence(connection_);
    if (decide(commands) == Decided::given_up) given_up_ = true;
  }
  lock.lock();
  if (!commands.empty()) return hand_over(std::move(commands));
  if (worth_sending()) {
    lock.unlock();
    send_open_batch(loop_);
    lock.lock();
  }
  if (ready()) wake();
}

void Writer::wait_for_commit(int socket) {
  committing_here_ = true;
  loop_->when_readable(socket, [this, socket] {
    if (!committer_.receive(false)) return wait_for_commit(socket);
    std::lock_guard lock(mutex_);
    committing_here_ = false;
    wake();
    leave_now();
  });
}

}  // namespace daybook
