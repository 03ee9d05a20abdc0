#include "adapters/postgres/answerer.hpp"

#include "adapters/system/thread_name.hpp"

namespace daybook {

Answerer::Answerer(std::function<void(BatchInFlight&)> tell) : tell_(std::move(tell)) {
  thread_ = std::thread([this] {
    name_this_thread("answer");
    loop();
  });
}

Answerer::~Answerer() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Answerer::add(std::unique_ptr<BatchInFlight> committed) {
  {
    std::lock_guard lock(mutex_);
    todo_.push_back(std::move(committed));
  }
  changed_.notify_all();
}

void Answerer::tell(std::unique_ptr<BatchInFlight> committed) {
  wait();
  tell_(*committed);
}

void Answerer::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return todo_.empty() && !busy_; });
}

void Answerer::loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || !todo_.empty(); });
    if (todo_.empty()) return;
    auto next = std::move(todo_.front());
    todo_.pop_front();
    busy_ = true;
    lock.unlock();
    tell_(*next);
    next.reset();
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace daybook
