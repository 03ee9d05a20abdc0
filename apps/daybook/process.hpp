#pragma once
// What every long-running role shares: stopping on signals and waiting for services that are still coming up.

#include <functional>
#include <stop_token>
#include <string>
#include <thread>

#include "apps/daybook/config.hpp"

namespace daybook {

/// Blocks SIGTERM and SIGINT for the process and turns the first one into a stop. Make it before any thread.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  std::stop_token token() const { return source_.get_token(); }
  void wait() const;

 private:
  std::stop_source source_;
  std::thread thread_;
};

/// Runs `attempt` until it returns without throwing, for at most `seconds`; says once that it waits. Rethrows
/// the last failure.
void with_patience(const std::string& what, int seconds, const std::function<void()>& attempt);

}  // namespace daybook
