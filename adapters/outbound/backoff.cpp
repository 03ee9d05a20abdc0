#include "adapters/outbound/backoff.hpp"

#include <algorithm>

namespace daybook::outbound {

std::chrono::milliseconds Backoff::ceiling(int attempt) const {
  std::chrono::milliseconds out = std::clamp(first, std::chrono::milliseconds(0), longest);
  // Halved, not doubled, on the other side of the comparison: a large `longest` must not overflow.
  for (int i = 1; i < attempt && out < longest && out.count() > 0; ++i)
    out = out > longest / 2 ? longest : out * 2;
  return out;
}

std::chrono::milliseconds Backoff::wait(int attempt, std::uint64_t random) const {
  const auto choices = static_cast<std::uint64_t>(ceiling(attempt).count()) + 1;
  return std::chrono::milliseconds(static_cast<std::int64_t>(random % choices));
}

}  // namespace daybook::outbound
