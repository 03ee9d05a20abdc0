#pragma once
// Sleeping, but not past a stop.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace daybook {

inline void pause_until(const std::stop_token& stop, std::chrono::steady_clock::time_point end) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_until(lock, stop, end, [] { return false; });
}

inline void pause(const std::stop_token& stop, int milliseconds) {
  pause_until(stop, std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds));
}

}  // namespace daybook
