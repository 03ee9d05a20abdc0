#include "adapters/postgres/committer.hpp"

namespace daybook {

Committer::Committer(const Vault& vault, std::function<void(BatchInFlight&)> committed,
                     std::function<void()> failed)
    : vault_(vault), committed_(std::move(committed)), failed_(std::move(failed)) {
  thread_ = std::thread([this] { loop(); });
}

Committer::~Committer() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Committer::start(std::unique_ptr<BatchInFlight> batch, pg::Connection& connection) {
  {
    std::lock_guard lock(mutex_);
    todo_ = std::move(batch);
    connection_ = &connection;
    busy_ = true;
  }
  changed_.notify_all();
}

std::unique_ptr<BatchInFlight> Committer::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !busy_; });
  return std::move(broken_);
}

bool Committer::has_failed() const {
  std::lock_guard lock(mutex_);
  return broken_ != nullptr;
}

void Committer::loop() {
  while (true) {
    std::unique_ptr<BatchInFlight> work;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopping_ || todo_; });
      if (!todo_) return;
      work = std::move(todo_);
    }
    try {
      commit_batch(*connection_, work->batch, vault_, false);
    } catch (const pg::Error& e) {
      work->trouble = e;
    } catch (const std::exception& e) {
      work->trouble = pg::Error(e.what(), "", false);
    }
    if (!work->trouble) {
      committed_(*work);  // may not throw: what is committed must never be run again
      work.reset();
    }
    const bool failed = work != nullptr;
    {
      std::lock_guard lock(mutex_);
      broken_ = std::move(work);
      busy_ = false;
    }
    changed_.notify_all();
    if (failed) failed_();
  }
}

}  // namespace daybook
