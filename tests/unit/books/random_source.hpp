#pragma once
// Draws, the same from the same seed on every machine.

#include <cstdint>

namespace daybook::books {

class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : engine_(seed * 0x9E3779B97F4A7C15ULL + 1) {}

  /// 0 … n - 1.
  std::int64_t pick(std::int64_t n) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(n));
  }
  std::int64_t between(std::int64_t from, std::int64_t to) { return from + pick(to - from + 1); }
  std::size_t index(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  bool one_in(std::int64_t n) { return pick(n) == 0; }

 private:
  /// splitmix64: a history of its own costs nothing to begin.
  std::uint64_t next() {
    std::uint64_t z = (engine_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t engine_;
};

}  // namespace daybook::books
