#include "adapters/postgres/key_filter.hpp"

#include <cstring>

namespace daybook {

/// A key's bits all lie in one cache line of 512.
struct KeyFilter::Place {
  static constexpr std::size_t kWordsOfLine = 8;
  static constexpr int kBits = 6;

  explicit Place(const Uuid& key) {
    std::uint64_t head = 0;
    std::memcpy(&head, key.bytes.data(), sizeof head);
    std::memcpy(&bits, key.bytes.data() + sizeof head, sizeof bits);
    line = head % (kWords / kWordsOfLine) * kWordsOfLine;
  }
  /// Calls f(word's index, mask) for each bit until it answers false.
  template <class F>
  bool each(F&& f) const {
    std::uint64_t rest = bits;
    for (int i = 0; i < kBits; ++i, rest >>= 9U)
      if (!f(line + (rest >> 6U) % kWordsOfLine, std::uint64_t{1} << (rest % 64U))) return false;
    return true;
  }

  std::size_t line = 0;
  std::uint64_t bits = 0;
};

void KeyFilter::add(const Uuid& key) {
  Place(key).each([&](std::size_t word, std::uint64_t mask) {
    words_[word].fetch_or(mask, std::memory_order_relaxed);
    return true;
  });
}

bool KeyFilter::may_hold(const Uuid& key) const {
  return Place(key).each([&](std::size_t word, std::uint64_t mask) {
    return (words_[word].load(std::memory_order_relaxed) & mask) != 0;
  });
}

}  // namespace daybook
