#pragma once
// Which idempotency scopes and e-mail hashes the store may hold, so that new ones, which most are, are not
// looked up in vain. It doesn't know what other processes added since it was filled: their columns are
// UNIQUE, so a batch that took an old key for a new one fails, and is decided again with look-ups.

#include <atomic>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "adapters/postgres/key_filter.hpp"

namespace daybook {

class StoredKeys {
 public:
  /// Reads the store's keys on a thread of its own; without this, and until it has them, every key may be
  /// held. Once, before other threads ask.
  void fill(std::string url);
  /// A key that this process adds to the store.
  void add(const Uuid& key) {
    if (filter_) filter_->add(key);
  }
  bool may_hold(const Uuid& key) const {
    return !filled_.load(std::memory_order_acquire) || filter_->may_hold(key);
  }
  bool filled() const { return filled_.load(std::memory_order_acquire); }

 private:
  void read(const std::string& url, const std::stop_token& stop);

  std::unique_ptr<KeyFilter> filter_;
  std::atomic<bool> filled_{false};
  std::jthread filler_;
};

}  // namespace daybook
