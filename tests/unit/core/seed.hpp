#pragma once
// Property tests draw from a seed that is printed with each failure, and can be handed in again to repeat it.

#include <cstdint>
#include <cstdlib>

namespace test {

/// $DAYBOOK_SEED, or a fixed default so that a plain run is repeatable.
inline std::uint64_t seed() {
  const char* text = std::getenv("DAYBOOK_SEED");
  return text == nullptr ? 20'261'121 : std::strtoull(text, nullptr, 10);
}

}  // namespace test
