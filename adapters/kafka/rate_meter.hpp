#pragma once
// Events per second, with the past fading over about ten seconds.

#include <chrono>
#include <cmath>

namespace daybook::kafka {

class RateMeter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void add(double events, Time now) {
    sum_ = faded(now) + events;
    at_ = now;
  }
  double per_second(Time now) const { return faded(now) / kSeconds; }

 private:
  static constexpr double kSeconds = 10;
  double faded(Time now) const {
    return sum_ * std::exp(-std::chrono::duration<double>(now - at_).count() / kSeconds);
  }

  double sum_ = 0;
  Time at_{};
};

}  // namespace daybook::kafka
