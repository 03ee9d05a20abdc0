#pragma once
// The Merkle tree over all events, in log order, as in RFC 6962 section 2.1 / RFC 9162 section 2.1.
// Leaf `i` (from 0) is the event at global position `i + 1`. A node is named (level, index): level 0 is the
// leaves, and node (level, index) is the root of the perfect subtree over leaves
// [index * 2^level, (index + 1) * 2^level).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "events/log/hash.hpp"

namespace daybook::log {

/// Nodes from this level up are worth a row in a table (one per 256 leaves, and half as many per level
/// above); those below are recomputed from at most 128 leaf hashes.
inline constexpr int kStoredLevel = 8;

/// The root of the tree without leaves: SHA-256 of nothing.
Hash empty_root();
/// The root over 2^n leaves. Throws std::invalid_argument when their number is not a power of two.
Hash perfect_subtree_root(std::span<const Hash> leaves);

/// All that is needed of a tree of `size()` leaves to append to it and to know its root: the roots of its
/// perfect subtrees, one per bit set in the size, largest first.
class Frontier {
 public:
  Frontier() = default;
  /// The inverse of `serialize`; refuses a negative size and any number of bytes that is not 32 per bit set.
  static Result<Frontier> parse(std::int64_t size, std::string_view bytes);

  /// Appends one leaf. `sink(int level, std::int64_t index, const Hash& hash)` is called, lowest level first,
  /// for each perfect subtree of level >= kStoredLevel that this leaf completes.
  template <class NodeSink>
  void append(const Hash& leaf, NodeSink&& sink) {
    Hash node = leaf;
    int level = 0;
    for (auto rest = size_; (rest & 1) != 0; rest >>= 1) {
      node = node_hash(roots_.back(), node);
      roots_.pop_back();
      if (++level >= kStoredLevel) sink(level, size_ >> level, std::as_const(node));
    }
    roots_.push_back(node);
    ++size_;
  }
  void append(const Hash& leaf) {
    append(leaf, [](int, std::int64_t, const Hash&) {});
  }

  std::int64_t size() const { return size_; }
  Hash root() const;
  /// The 32-byte roots one after the other, largest subtree first; empty for the empty tree.
  std::string serialize() const;

  bool operator==(const Frontier&) const = default;

 private:
  std::int64_t size_ = 0;
  std::vector<Hash> roots_;
};

}  // namespace daybook::log
