#include "apps/daybook/audit_progress.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "adapters/audit/verify.hpp"
#include "events/codec/json_write.hpp"

namespace daybook {

using namespace std::chrono_literals;

AuditProgress::~AuditProgress() {
  if (shown_ && form_ == Form::terminal) std::fputs("\r\033[K", stderr);
}

void AuditProgress::at(std::int64_t position, std::int64_t head) {
  const auto now = std::chrono::steady_clock::now();
  if (form_ == Form::none || now - last_ < (form_ == Form::json ? 1000ms : 200ms)) return;
  last_ = now;
  shown_ = true;
  const auto ms =
      std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now - start_).count(), 1);
  const std::int64_t rate = position * 1000 / ms;
  const std::int64_t left_s = head > position && rate > 0 ? (head - position) / rate : 0;
  if (form_ == Form::json) {
    fmt::print("{}\n", json::Object()
                           .add("progress", doing_)
                           .add("position", position)
                           .add("head", head)
                           .add("events_per_second", rate)
                           .add("seconds_left", left_s)
                           .text());
    std::fflush(stdout);
    return;
  }
  const std::string of = head > 0 ? " of " + audit::with_commas(head) : "";
  const std::string left = head > 0 ? fmt::format(", {} s left", left_s) : "";
  fmt::print(stderr, "\r\033[K{} {}{} {}, {} a second{}", doing_, audit::with_commas(position), of, things_,
             audit::with_commas(rate), left);
  std::fflush(stderr);
}

}  // namespace daybook
