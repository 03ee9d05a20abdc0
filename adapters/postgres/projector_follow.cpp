#include "adapters/postgres/projector_follow.hpp"

#include <algorithm>
#include <chrono>

#include "adapters/batch_pace.hpp"
#include "adapters/log.hpp"
#include "adapters/pause.hpp"

namespace daybook {
namespace {

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
  BatchPace pace(Projector::kWorthwhile);
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
      const bool full = batch.events.size() == options.batch_limit;  // there is more behind it
      pace.taken(batch.events.size());
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
      if (idle) {
        pause(stop, options.idle_ms);
      } else if (!full) {
        pause_until(stop, pace.next());
      }
    } catch (const Fenced& e) {
      loaded = false;
      logging::info("projector: {}; reading anew where they stand", e.what());
      pause(stop, kFirstBackoffMs);
    } catch (const std::exception& e) {
      loaded = false;
      trouble.say(e.what());
      pause(stop, backoff_ms);
      backoff_ms = std::min(backoff_ms * 2, options.backoff_max_ms);
    }
  }
}

}  // namespace daybook
