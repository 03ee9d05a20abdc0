#include "adapters/postgres/read_pool.hpp"

#include <memory>

namespace daybook {

ReadPool::ReadPool(std::string url, int threads, std::size_t queue_limit)
    : url_(std::move(url)), queue_limit_(queue_limit) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
}

ReadPool::~ReadPool() { stop(); }

void ReadPool::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_all();
  for (auto& t : threads_)
    if (t.joinable()) t.join();
}

bool ReadPool::submit(Job job, std::function<void(const std::exception&)> failed) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= queue_limit_) return false;
    queue_.push_back({std::move(job), std::move(failed)});
  }
  arrived_.notify_one();
  return true;
}

void ReadPool::loop() {
  std::unique_ptr<pg::Connection> connection;
  while (true) {
    Entry entry;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      entry = std::move(queue_.front());
      queue_.pop_front();
    }
    for (int attempt = 0;; ++attempt) {
      try {
        if (!connection || !connection->alive()) {
          connection = std::make_unique<pg::Connection>(url_);
          connection->exec("SET search_path = read, public");
        }
        entry.job(*connection);
        break;
      } catch (const pg::Error& e) {
        if (connection && !connection->alive() && attempt == 0) continue;
        entry.failed(e);
        break;
      } catch (const std::exception& e) {
        entry.failed(e);
        break;
      }
    }
  }
}

std::int64_t read_position(pg::Connection& connection) {
  const auto rows = connection.exec("SELECT contiguous FROM read.progress");
  return rows.size() == 0 ? 0 : rows.integer(0, 0);
}

bool wait_for_read_models(pg::Connection& connection, std::int64_t position,
                          std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (read_position(connection) < position) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(4));
  }
  return true;
}

}  // namespace daybook
