#include "adapters/effects/silent_endpoints.hpp"

namespace daybook {

bool SilentEndpoints::may_call(const EndpointId& id, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const auto found = silent_.find(id);
  if (found == silent_.end()) return true;
  Silence& silence = found->second;
  if (now < silence.until || silence.being_tried) return false;
  silence.being_tried = true;
  return true;
}

void SilentEndpoints::heard(const EndpointId& id, bool answered, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (answered) {
    silent_.erase(id);
  } else {
    silent_[id] = {now + kRest, false};
  }
}

}  // namespace daybook
