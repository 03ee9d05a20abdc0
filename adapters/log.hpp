#pragma once
// The program's own diary, for its operator: one line per message on stderr. (daybook::log is the event log.)

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <string_view>
#include <utility>

namespace daybook::logging {

/// Writes "2026-11-21T03:38:00.000Z level text\n" in one call, so that threads don't mix their lines. Control
/// characters of the text become blanks: nothing that came from outside can forge a line.
inline void write(std::string_view level, std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto ms = now.time_since_epoch().count();
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  const std::string line =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z {} {}\n", utc.tm_year + 1900, utc.tm_mon + 1,
                  utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, ms % 1000, level, text);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

template <class... A>
void info(fmt::format_string<A...> format, A&&... values) {
  write("info", fmt::format(format, std::forward<A>(values)...));
}
template <class... A>
void warn(fmt::format_string<A...> format, A&&... values) {
  write("warn", fmt::format(format, std::forward<A>(values)...));
}
template <class... A>
void error(fmt::format_string<A...> format, A&&... values) {
  write("error", fmt::format(format, std::forward<A>(values)...));
}

}  // namespace daybook::logging
