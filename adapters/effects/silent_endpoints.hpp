#pragma once
// Which integrators' servers gave no answer of late. Each call to one costs a worker 20 seconds: one at a
// time may try, and the others' deliveries wait, so that a server that is away holds nobody else's up.

#include <chrono>
#include <map>
#include <mutex>

#include "events/endpoint/endpoint_events.hpp"

namespace daybook {

class SilentEndpoints {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kRest{10};

  /// Whether it may be called now; after a true, `heard` must follow.
  bool may_call(const EndpointId& id, Clock::time_point now = Clock::now());
  void heard(const EndpointId& id, bool answered, Clock::time_point now = Clock::now());

 private:
  struct Silence {
    Clock::time_point until;
    bool being_tried = false;
  };
  std::mutex mutex_;
  std::map<EndpointId, Silence> silent_;  // at most as many as there are endpoints
};

}  // namespace daybook
