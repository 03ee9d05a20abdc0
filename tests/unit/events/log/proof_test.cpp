#include "events/log/proof.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>

#include "tests/unit/events/log/memory_tree.hpp"

namespace daybook::log {
namespace {

using testing::MemoryTree;
using testing::numbered_leaves;
using testing::Oracle;
using Proof = std::vector<Hash>;

constexpr std::int64_t kLargest = 300;

TEST_CASE("inclusion: for every leaf of every tree the proof is the RFC's, and holds") {
  Oracle oracle(numbered_leaves(kLargest));
  MemoryTree tree(numbered_leaves(kLargest));
  for (std::int64_t size = 1; size <= kLargest; ++size) {
    for (std::int64_t index = 0; index < size; ++index) {
      CAPTURE(size);
      CAPTURE(index);
      const auto proof = inclusion_proof(tree, index, size);
      REQUIRE(proof == oracle.path(index, 0, size));
      REQUIRE(verify_inclusion(oracle.leaf(index), index, size, proof, oracle.mth(0, size)));
    }
  }
}

TEST_CASE("consistency: for every pair of trees the proof is the RFC's, and holds") {
  Oracle oracle(numbered_leaves(kLargest));
  MemoryTree tree(numbered_leaves(kLargest));
  for (std::int64_t second = 1; second <= kLargest; ++second) {
    for (std::int64_t first = 1; first <= second; ++first) {
      CAPTURE(first);
      CAPTURE(second);
      const auto proof = consistency_proof(tree, first, second);
      REQUIRE(proof == oracle.subproof(first, 0, second, true));
      REQUIRE(verify_consistency(first, second, proof, oracle.mth(0, first), oracle.mth(0, second)));
    }
  }
}

TEST_CASE("consistency with the empty tree is the empty proof") {
  Oracle oracle(numbered_leaves(3));
  MemoryTree tree(numbered_leaves(3));
  CHECK(consistency_proof(tree, 0, 3).empty());
  CHECK(consistency_proof(tree, 0, 0).empty());
  CHECK(verify_consistency(0, 3, {}, empty_root(), oracle.mth(0, 3)));
  CHECK(verify_consistency(0, 0, {}, empty_root(), empty_root()));
  CHECK_FALSE(verify_consistency(0, 3, {}, oracle.mth(0, 1), oracle.mth(0, 3)));
  CHECK_FALSE(verify_consistency(0, 3, Proof{empty_root()}, empty_root(), oracle.mth(0, 3)));
  CHECK_FALSE(verify_consistency(0, 0, {}, empty_root(), oracle.mth(0, 3)));
}

TEST_CASE("any range has its root, and a perfect aligned one costs a single call") {
  Oracle oracle(numbered_leaves(40));
  MemoryTree tree(numbered_leaves(40));
  for (std::int64_t begin = 0; begin <= 40; ++begin) {
    for (std::int64_t end = begin; end <= 40; ++end) {
      CAPTURE(begin);
      CAPTURE(end);
      tree.asked = 0;
      REQUIRE(subtree_root(tree, begin, end) == oracle.mth(begin, end));
      const auto size = end - begin;
      if (size > 0 && std::has_single_bit(static_cast<std::uint64_t>(size)) && begin % size == 0) {
        REQUIRE(tree.asked == 1);
      }
    }
  }
}

TEST_CASE("a proof in a large tree takes few calls") {
  MemoryTree tree(numbered_leaves(5000));
  tree.asked = 0;
  const auto proof = inclusion_proof(tree, 4321, 4999);
  CHECK(verify_inclusion(numbered_leaves(4322).back(), 4321, 4999, proof, subtree_root(tree, 0, 4999)));
  CHECK(tree.asked <= 2 * 13 + 10);
}

TEST_CASE("proofs outside the tree are a caller's error") {
  MemoryTree tree(numbered_leaves(3));
  CHECK_THROWS_AS(inclusion_proof(tree, -1, 3), std::invalid_argument);
  CHECK_THROWS_AS(inclusion_proof(tree, 3, 3), std::invalid_argument);
  CHECK_THROWS_AS(inclusion_proof(tree, 0, 0), std::invalid_argument);
  CHECK_THROWS_AS(consistency_proof(tree, -1, 3), std::invalid_argument);
  CHECK_THROWS_AS(consistency_proof(tree, 3, 2), std::invalid_argument);
  CHECK_THROWS_AS(subtree_root(tree, 2, 1), std::invalid_argument);
  CHECK_THROWS_AS(subtree_root(tree, -1, 1), std::invalid_argument);
}

}  // namespace
}  // namespace daybook::log
