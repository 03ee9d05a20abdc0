#include "adapters/postgres/committer.hpp"

#include "adapters/system/thread_name.hpp"

namespace daybook {

Committer::Committer(std::function<void(std::unique_ptr<BatchInFlight>)> committed,
                     std::function<void()> idle)
    : committed_(std::move(committed)), idle_(std::move(idle)) {
  thread_ = std::thread([this] {
    name_this_thread("commit");
    loop();
  });
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

void Committer::run(std::unique_ptr<BatchInFlight> batch, pg::Connection& connection) {
  auto failed = commit(std::move(batch), connection);
  std::lock_guard lock(mutex_);
  broken_ = std::move(failed);
}

std::unique_ptr<BatchInFlight> Committer::commit(std::unique_ptr<BatchInFlight> batch,
                                                 pg::Connection& connection) {
  try {
    commit_batch(connection, batch->batch, false);
  } catch (const pg::Error& e) {
    batch->trouble = e;
  } catch (const std::exception& e) {
    batch->trouble = pg::Error(e.what(), "", false);
  }
  if (batch->trouble) return batch;
  committed_(std::move(batch));
  return nullptr;
}

std::unique_ptr<BatchInFlight> Committer::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !busy_; });
  return std::move(broken_);
}

bool Committer::busy() const {
  std::lock_guard lock(mutex_);
  return busy_;
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
    work = commit(std::move(work), *connection_);
    {
      std::lock_guard lock(mutex_);
      broken_ = std::move(work);
      busy_ = false;
    }
    changed_.notify_all();
    idle_();
  }
}

}  // namespace daybook
