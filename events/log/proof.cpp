#include "events/log/proof.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace daybook::log {
namespace {

/// Where the RFC splits a tree: the largest power of two smaller than its size (which is at least 2).
std::int64_t split_of(std::int64_t size) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(size - 1)));
}

Hash range_root(NodeReader& reader, std::int64_t begin, std::int64_t end) {
  const auto size = end - begin;
  const bool aligned = (begin & (size - 1)) == 0;
  if (std::has_single_bit(static_cast<std::uint64_t>(size)) && aligned) {
    const int level = std::countr_zero(static_cast<std::uint64_t>(size));
    return reader.node(level, begin >> level);
  }
  const auto middle = begin + split_of(size);
  const auto left = range_root(reader, begin, middle);
  return node_hash(left, range_root(reader, middle, end));
}

/// The walk both verifiers share: the node that was followed (`fn`) and the last node (`sn`) of a level.
struct Walk {
  std::int64_t fn;
  std::int64_t sn;

  bool odd() const { return (fn & 1) != 0; }
  bool from_left() const { return odd() || fn == sn; }
  void up() {
    fn >>= 1;
    sn >>= 1;
  }
  /// At the right edge levels without a sibling are skipped.
  void skip_missing_levels() {
    while (!odd() && fn != 0) up();
  }
};

}  // namespace

Hash subtree_root(NodeReader& reader, std::int64_t begin, std::int64_t end) {
  if (begin < 0 || begin > end) throw std::invalid_argument("subtree_root: needs 0 <= begin <= end");
  return begin == end ? empty_root() : range_root(reader, begin, end);
}

std::vector<Hash> inclusion_proof(NodeReader& reader, std::int64_t leaf_index, std::int64_t tree_size) {
  if (leaf_index < 0 || leaf_index >= tree_size) {
    throw std::invalid_argument("inclusion_proof: needs 0 <= leaf_index < tree_size");
  }
  std::vector<Hash> proof;
  std::int64_t begin = 0;
  std::int64_t end = tree_size;
  while (end - begin > 1) {
    const auto middle = begin + split_of(end - begin);
    if (leaf_index < middle) {
      proof.push_back(range_root(reader, middle, end));
      end = middle;
    } else {
      proof.push_back(range_root(reader, begin, middle));
      begin = middle;
    }
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

std::vector<Hash> consistency_proof(NodeReader& reader, std::int64_t first, std::int64_t second) {
  if (first < 0 || first > second) {
    throw std::invalid_argument("consistency_proof: needs 0 <= first <= second");
  }
  std::vector<Hash> proof;
  if (first == 0 || first == second) return proof;
  std::int64_t begin = 0;
  std::int64_t end = second;
  while (end != first) {
    const auto middle = begin + split_of(end - begin);
    if (first <= middle) {
      proof.push_back(range_root(reader, middle, end));
      end = middle;
    } else {
      proof.push_back(range_root(reader, begin, middle));
      begin = middle;
    }
  }
  // Still at the left edge, the rest is the whole first tree, whose root the verifier has already.
  if (begin != 0) proof.push_back(range_root(reader, begin, end));
  std::reverse(proof.begin(), proof.end());
  return proof;
}

bool verify_inclusion(const Hash& leaf, std::int64_t leaf_index, std::int64_t tree_size,
                      std::span<const Hash> proof, const Hash& root) {
  if (leaf_index < 0 || leaf_index >= tree_size) return false;
  Walk walk{.fn = leaf_index, .sn = tree_size - 1};
  Hash r = leaf;
  for (const auto& p : proof) {
    if (walk.sn == 0) return false;
    if (walk.from_left()) {
      r = node_hash(p, r);
      walk.skip_missing_levels();
    } else {
      r = node_hash(r, p);
    }
    walk.up();
  }
  return walk.sn == 0 && r == root;
}

bool verify_consistency(std::int64_t first, std::int64_t second, std::span<const Hash> proof,
                        const Hash& first_root, const Hash& second_root) {
  if (first < 0 || first > second) return false;
  if (first == second) return proof.empty() && first_root == second_root;
  if (first == 0) return proof.empty() && first_root == empty_root();
  if (proof.empty()) return false;

  Walk walk{.fn = first - 1, .sn = second - 1};
  while (walk.odd()) walk.up();
  // A first tree of 2^n leaves is itself the first hash of the path, so the proof leaves it out.
  const bool perfect = std::has_single_bit(static_cast<std::uint64_t>(first));
  Hash fr = perfect ? first_root : proof.front();
  Hash sr = fr;
  for (const auto& c : perfect ? proof : proof.subspan(1)) {
    if (walk.sn == 0) return false;
    if (walk.from_left()) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      walk.skip_missing_levels();
    } else {
      sr = node_hash(sr, c);
    }
    walk.up();
  }
  return walk.sn == 0 && fr == first_root && sr == second_root;
}

}  // namespace daybook::log
