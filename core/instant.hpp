#pragma once
// A moment, in microseconds since 1970-01-01T00:00:00Z. Always handed in: no code on this floor reads a
// clock.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace daybook {

struct Instant {
  std::int64_t micros = 0;
  auto operator<=>(const Instant&) const = default;
};

/// RFC 3339 in UTC, always with six decimals: "2026-11-21T03:38:00.000000Z".
std::string to_string(Instant instant);
void append(std::string& out, Instant instant);
/// RFC 3339 with "Z" or a numeric offset, up to 9 decimals (cut to microseconds), years 1970-9999, real
/// calendar dates only. A bare "YYYY-MM-DD" is not accepted here.
std::optional<Instant> parse_instant(std::string_view text);

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

}  // namespace daybook
