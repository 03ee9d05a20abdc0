#pragma once
// Stops calling a side that keeps failing, and tries it again with one call at a time after a pause that
// grows. A state machine: the time is handed in. One thread at a time.

#include <chrono>
#include <cstdint>
#include <optional>

namespace daybook::outbound {

class CircuitBreaker {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Settings {
    int failures = 5;                                  ///< in a row open it
    std::chrono::milliseconds first_pause{2'000};      ///< doubles with each probe that failed
    std::chrono::milliseconds longest_pause{60'000};   ///< no pause is longer
    std::chrono::milliseconds probe_patience{60'000};  ///< a probe that has not reported by then is lost
  };
  enum class State { closed, open, half_open };
  /// Leave to make one call, to be given back with how it went. Leave from before the last change of state
  /// says nothing about the present.
  using Leave = std::uint64_t;

  CircuitBreaker() : CircuitBreaker(Settings{}) {}
  explicit CircuitBreaker(Settings settings) : settings_(settings) {}

  /// Nothing: do not call before wait() is over.
  std::optional<Leave> admit(Time now);
  void succeeded(Leave leave);
  void failed(Leave leave, Time now);
  /// Until a call may be tried; 0 when one may now.
  std::chrono::milliseconds wait(Time now) const;
  State state(Time now) const;

 private:
  void open(Time now);

  Settings settings_;
  int failures_ = 0;  // in a row, while closed
  int openings_ = 0;  // in a row; 0 = closed
  Leave era_ = 1;     // grows with each change of state
  Time until_{};      // while open
  std::optional<Time> probe_since_;
};

}  // namespace daybook::outbound
