#include "adapters/postgres/projector_follow.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "adapters/log.hpp"

namespace daybook {
namespace {

/// Sleeps, but not past a stop.
void sleep_ms(std::stop_token stop, int ms) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, std::chrono::milliseconds(ms), [] { return false; });
}

/// Says the same trouble once, and again every half minute while it lasts.
class Trouble {
 public:
  void say(const std::string& what) {
    const auto now = std::chrono::steady_clock::now();
    if (what == last_ && now - said_at_ < std::chrono::seconds(30)) return;
    last_ = what;
    said_at_ = now;
    logging::error("projector: {}", what);
  }
  void over(std::int64_t position) {
    if (!last_.empty()) logging::info("projector: works again, at position {}", position);
    last_.clear();
  }

 private:
  std::string last_;
  std::chrono::steady_clock::time_point said_at_;
};

}  // namespace

void follow_store(Projector& projector, EventSource& source, std::stop_token stop,
                  const FollowOptions& options) {
  constexpr int kFirstBackoffMs = 50;
  Trouble trouble;
  bool loaded = false;
  bool written = false;  // something, since it was loaded
  int backoff_ms = kFirstBackoffMs;
  while (!stop.stop_requested()) {
    try {
      if (!loaded) {
        projector.reload();
        written = false;
      }
      loaded = true;
      Projector::Batch batch;
      batch.events =
          decode_each(source.read_after(projector.progress().applied.contiguous(), options.batch_limit));
      const bool idle = batch.events.empty();
      if (idle) {
        projector.settle();
      } else {
        projector.apply_ahead(std::move(batch));
      }
      if (idle || written) {  // the batch before is committed
        trouble.over(projector.progress().applied.contiguous());
        backoff_ms = kFirstBackoffMs;
      }
      written = true;
      if (idle) sleep_ms(stop, options.idle_ms);
    } catch (const Fenced& e) {
      loaded = false;
      logging::info("projector: {}; reading anew where they stand", e.what());
      sleep_ms(stop, kFirstBackoffMs);
    } catch (const std::exception& e) {
      loaded = false;
      trouble.say(e.what());
      sleep_ms(stop, backoff_ms);
      backoff_ms = std::min(backoff_ms * 2, options.backoff_max_ms);
    }
  }
}

}  // namespace daybook
