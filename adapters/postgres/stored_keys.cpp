#include "adapters/postgres/stored_keys.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "adapters/log.hpp"
#include "adapters/postgres/copy_stream.hpp"
#include "adapters/system/thread_name.hpp"

namespace daybook {
namespace {

constexpr std::chrono::seconds kPause{5};

void sleep_for(std::chrono::seconds pause, const std::stop_token& stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any().wait_for(lock, stop, pause, [] { return false; });
}

}  // namespace

void StoredKeys::fill(std::string url) {
  filter_ = std::make_unique<KeyFilter>();
  filler_ = std::jthread([this, url = std::move(url)](const std::stop_token& stop) {
    name_this_thread("keys");
    while (!stop.stop_requested() && !filled()) {
      try {
        read(url, stop);
      } catch (const std::exception& e) {
        logging::info("keys are looked up one by one until the store's have been read: {}", e.what());
        sleep_for(kPause, stop);
      }
    }
  });
}

void StoredKeys::read(const std::string& url, const std::stop_token& stop) {
  pg::Connection connection(url);
  pg::CopyStream rows(connection,
                      "SELECT scope FROM idempotency UNION ALL "
                      "SELECT email_hash FROM persons WHERE email_hash IS NOT NULL");
  while (const auto row = rows.next()) {
    if (stop.stop_requested()) return;
    filter_->add(pg::BinaryRow(*row, 1).bytes());
  }
  filled_.store(true, std::memory_order_release);
}

}  // namespace daybook
