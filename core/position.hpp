#pragma once
// Where an event stands: in the whole log (gapless, from 1) and in its own stream (from 1).

#include <compare>
#include <cstdint>

namespace daybook {

struct GlobalPosition {
  std::int64_t value = 0;  ///< 0 = before the first event.
  auto operator<=>(const GlobalPosition&) const = default;
  GlobalPosition next() const { return {value + 1}; }
};

struct StreamVersion {
  std::int64_t value = 0;  ///< 0 = the stream does not exist yet.
  auto operator<=>(const StreamVersion&) const = default;
  StreamVersion next() const { return {value + 1}; }
};

}  // namespace daybook
