#pragma once
// The committed ledger state of this process, for readers: keys, prices, brokers. It follows the log: own
// commits at once, other processes' within a poll.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <thread>

#include "adapters/postgres/event_reader.hpp"
#include "events/ledger/ledger_state.hpp"

namespace daybook {

class LedgerView {
 public:
  /// Loads the newest snapshot and the tail behind it. Throws pg::Error when the store is away.
  explicit LedgerView(const std::string& url);

  /// Runs f(const LedgerState&) under a shared lock; keep it short.
  template <class F>
  auto read(F&& f) const {
    std::shared_lock lock(mutex_);
    return f(static_cast<const LedgerState&>(state_));
  }
  LedgerState copy() const;
  /// Copied out: opening its personal data may ask the store, and the view must not stay locked meanwhile.
  std::optional<BrokerState> broker(const BrokerId& id) const;
  GlobalPosition position() const;

  /// Applies committed events; those already applied are skipped, a gap is left for the follower to fill.
  void apply(std::span<const Recorded> events);
  /// Called after each applied event, under no lock; for caches that must follow the log.
  void on_event(std::function<void(const Recorded&)> listener);

  /// Follows the log until the token stops: polls every 100 ms, saves a snapshot every 50,000 events, 5 s
  /// apart.
  void follow(std::stop_token stop);
  /// Waits until the state has reached the position; false after `timeout`.
  bool wait_for(GlobalPosition position, std::chrono::milliseconds timeout);

 private:
  void catch_up();
  void save_snapshot();

  EventReader reader_;
  mutable std::shared_mutex mutex_;
  std::condition_variable_any advanced_;
  LedgerState state_;
  std::vector<std::function<void(const Recorded&)>> listeners_;
  std::int64_t snapshot_at_ = 0;
  std::chrono::steady_clock::time_point snapshot_due_;
};

}  // namespace daybook
