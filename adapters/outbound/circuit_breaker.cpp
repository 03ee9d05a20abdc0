#include "adapters/outbound/circuit_breaker.hpp"

#include <algorithm>

#include "adapters/outbound/backoff.hpp"

namespace daybook::outbound {

using std::chrono::milliseconds;

CircuitBreaker::State CircuitBreaker::state(Time now) const {
  if (openings_ == 0) return State::closed;
  return now < until_ ? State::open : State::half_open;
}

std::optional<CircuitBreaker::Leave> CircuitBreaker::admit(Time now) {
  if (openings_ == 0) return era_;
  if (wait(now) > milliseconds(0)) return std::nullopt;
  ++era_;  // a lost probe that reports after all is not this one
  probe_since_ = now;
  return era_;
}

void CircuitBreaker::succeeded(Leave leave) {
  if (leave != era_) return;
  failures_ = 0;
  if (openings_ == 0) return;
  openings_ = 0;
  probe_since_.reset();
  ++era_;
}

void CircuitBreaker::failed(Leave leave, Time now) {
  if (leave != era_) return;
  if (openings_ == 0 && ++failures_ < settings_.failures) return;
  open(now);
}

void CircuitBreaker::open(Time now) {
  failures_ = 0;
  ++openings_;
  ++era_;
  probe_since_.reset();
  until_ = now + Backoff{settings_.first_pause, settings_.longest_pause}.ceiling(openings_);
}

milliseconds CircuitBreaker::wait(Time now) const {
  if (openings_ == 0) return milliseconds(0);
  const Time from = probe_since_ ? *probe_since_ + settings_.probe_patience : until_;
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(from - now));
}

}  // namespace daybook::outbound
