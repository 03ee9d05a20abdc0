#pragma once
// Waiting for what other threads and processes do.

#include <chrono>
#include <functional>
#include <thread>

namespace daybook::test {

/// Whether the condition comes true within so many seconds; asks it twenty times a second.
inline bool within(int seconds, const std::function<bool()>& condition) {
  for (int i = 0; i < seconds * 20; ++i, std::this_thread::sleep_for(std::chrono::milliseconds(50)))
    if (condition()) return true;
  return condition();
}

}  // namespace daybook::test
