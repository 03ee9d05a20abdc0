#pragma once
// Proofs over the tree of merkle.hpp. Inclusion: this event is leaf `i` of the tree behind that checkpoint.
// Consistency: the tree behind the later checkpoint begins with the tree behind the earlier one, unaltered.
// Making: RFC 9162 sections 2.1.3.1 and 2.1.4.1; checking: 2.1.3.2 and 2.1.4.2. Sizes count leaves.

#include <cstdint>
#include <span>
#include <vector>

#include "events/log/merkle.hpp"

namespace daybook::log {

/// Where a proof takes its hashes from; written by whoever stores the tree.
class NodeReader {
 public:
  virtual ~NodeReader() = default;
  /// The root of a perfect subtree (see merkle.hpp for level and index), asked only when all its leaves lie
  /// within the tree a proof is made for. Throws when the store cannot answer.
  virtual Hash node(int level, std::int64_t index) = 0;
};

/// The Merkle tree hash of leaves [begin, end), with one call for each perfect aligned subtree in it. An
/// empty range has the empty root. Throws std::invalid_argument unless 0 <= begin <= end.
Hash subtree_root(NodeReader& reader, std::int64_t begin, std::int64_t end);

/// The hashes beside the path from leaf `leaf_index` up to the root of the tree of `tree_size`, lowest first.
/// Throws std::invalid_argument unless 0 <= leaf_index < tree_size.
std::vector<Hash> inclusion_proof(NodeReader& reader, std::int64_t leaf_index, std::int64_t tree_size);

/// What turns the root at `first` and the root at `second` into each other, lowest first; empty when the
/// sizes are equal or `first` is 0. Throws std::invalid_argument unless 0 <= first <= second.
std::vector<Hash> consistency_proof(NodeReader& reader, std::int64_t first, std::int64_t second);

/// True when `leaf` is at `leaf_index` in the tree whose root is `root`. `tree_size` and `root` must come
/// together from a verified checkpoint: the proof alone binds the root, not the size.
bool verify_inclusion(const Hash& leaf, std::int64_t leaf_index, std::int64_t tree_size,
                      std::span<const Hash> proof, const Hash& root);

/// True when the tree (second, second_root) begins with the tree (first, first_root). Beyond the RFC, which
/// leaves these two out: equal sizes need equal roots and an empty proof, and size 0 needs the empty root and
/// an empty proof.
bool verify_consistency(std::int64_t first, std::int64_t second, std::span<const Hash> proof,
                        const Hash& first_root, const Hash& second_root);

}  // namespace daybook::log
