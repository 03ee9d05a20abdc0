#pragma once
// A load generator for 127.0.0.1 that costs little beside the server it measures: one thread, epoll, no
// allocation per request. Closed loop finds saturation; open loop sends at a fixed rate and measures each
// reply from the instant its request was due, so that a stalled server is not excused (no coordinated
// omission).

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace daybook::bench {

struct LoadReply {
  int status = 0;
  std::string_view head;
  std::string_view body;
};

struct LoadPlan {
  std::uint16_t port = 0;
  int connections = 64;
  std::chrono::milliseconds warm_up{1'000};  ///< load that is not measured
  std::chrono::milliseconds duration{8'000};
  double rate =
      0;  ///< requests a second, open loop; 0: closed loop, each connection sends when it is answered
  /// Appends one whole HTTP/1.1 request; the tag comes back with its reply.
  std::function<void(std::string& out, std::uint64_t& tag)> next;
  /// Called for every reply, warm-up included; false counts it as wrong.
  std::function<bool(std::uint64_t tag, const LoadReply& reply)> check;
};

struct LoadFigures {
  std::int64_t replies = 0;  ///< within the measured time
  std::int64_t wrong = 0;    ///< of all
  double rate = 0;           ///< replies a second
  double p50_ms = 0;
  double p99_ms = 0;
  double max_ms = 0;
  double cpu_us = 0;  ///< of this generator, per reply
};

/// Runs the plan and waits for the last replies. Throws std::runtime_error when a connection cannot be made,
/// is closed, or nothing is answered for 30 s.
LoadFigures run_load(const LoadPlan& plan);

}  // namespace daybook::bench
