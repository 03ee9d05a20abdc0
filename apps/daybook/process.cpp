#include "apps/daybook/process.hpp"

#include <pthread.h>

#include <csignal>

#include "adapters/log.hpp"
#include "adapters/pause.hpp"

namespace daybook {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

StopSignal::StopSignal() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  thread_ = std::thread([this] {
    const sigset_t waited = stop_signals();
    const timespec tick{0, 100'000'000};
    while (!source_.stop_requested())
      if (sigtimedwait(&waited, nullptr, &tick) > 0) source_.request_stop();
  });
}

StopSignal::~StopSignal() {
  source_.request_stop();
  thread_.join();
}

void StopSignal::wait() const {
  const auto stop = token();
  while (!stop.stop_requested()) pause(stop, 60'000);
}

void with_patience(const std::string& what, int seconds, const std::function<void()>& attempt) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  bool said = false;
  while (true) {
    try {
      return attempt();
    } catch (const std::exception& e) {
      if (std::chrono::steady_clock::now() > deadline) throw;
      if (!said) logging::warn("waiting for {}: {}", what, e.what());
      said = true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
}

}  // namespace daybook
