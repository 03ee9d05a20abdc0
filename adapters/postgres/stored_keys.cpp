#include "adapters/postgres/stored_keys.hpp"

#include "adapters/log.hpp"
#include "adapters/pause.hpp"
#include "adapters/postgres/copy_stream.hpp"
#include "adapters/system/thread_name.hpp"

namespace daybook {
namespace {

constexpr int kPauseMs = 5'000;

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
        pause(stop, kPauseMs);
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
    filter_->add(pg::BinaryRow(*row, 1).uuid());
  }
  filled_.store(true, std::memory_order_release);
}

}  // namespace daybook
