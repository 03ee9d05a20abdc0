#include "adapters/postgres/log_times.hpp"

#include <fmt/format.h>

#include "adapters/postgres/read_rows.hpp"

namespace daybook {
namespace {

/// Halves the log until one position is left: 24 look-ups for ten million events.
constexpr const char* kBisect =
    "WITH RECURSIVE search(low, high) AS ("
    "SELECT 0::bigint, (SELECT position FROM public.log_head) "
    "UNION ALL "
    "SELECT CASE WHEN before THEN middle ELSE low END, CASE WHEN before THEN high ELSE middle - 1 END FROM ("
    "SELECT low, high, middle, "
    "(SELECT recorded_at FROM public.events WHERE position = middle) < $1::timestamptz AS before FROM ("
    "SELECT low, high, (low + high + 1) / 2 AS middle FROM search WHERE low < high) AS halves) AS looked) "
    "SELECT low FROM search WHERE low = high";

}  // namespace

std::int64_t last_recorded_before(pg::Connection& connection, Instant instant) {
  return connection.exec(kBisect, {to_string(instant)}).integer(0, 0);
}

std::optional<Instant> recorded_at(pg::Connection& connection, std::int64_t position) {
  // Written out: planned for one partition of the log.
  const auto rows =
      connection.exec(fmt::format("SELECT recorded_at FROM public.events WHERE position = {}", position));
  return rows.size() == 0 ? std::nullopt : std::optional(Instant{rows.micros(0, 0)});
}

}  // namespace daybook
