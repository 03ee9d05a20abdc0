#pragma once
// A Bloom filter over keys that are digests: says of most new ones that they were never added, and of every
// added one that it may have been.

#include <atomic>
#include <cstdint>
#include <memory>

#include "core/uuid.hpp"

namespace daybook {

/// Of fixed size, 16 MiB. With 10 million digests in it, it errs on 1 new one of about 200; with 30 million,
/// on 1 of 6. Thread-safe.
class KeyFilter {
 public:
  KeyFilter() : words_(std::make_unique<std::atomic<std::uint64_t>[]>(kWords)) {}

  /// Keys are uniformly distributed (digest_key).
  void add(const Uuid& key);
  bool may_hold(const Uuid& key) const;

 private:
  static constexpr std::size_t kWords = std::size_t{1} << 21U;
  struct Place;
  std::unique_ptr<std::atomic<std::uint64_t>[]> words_;
};

}  // namespace daybook
