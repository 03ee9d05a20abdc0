// Proofs that must not hold: whatever is altered, the verifier says no.

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "events/log/proof.hpp"
#include "tests/unit/events/log/memory_tree.hpp"

namespace daybook::log {
namespace {

using testing::MemoryTree;
using testing::numbered_leaves;
using testing::Oracle;
using Proof = std::vector<Hash>;

Hash flipped(Hash hash, std::size_t bit) {
  hash[bit / 8] = static_cast<std::uint8_t>(hash[bit / 8] ^ (1U << bit % 8));
  return hash;
}

/// Calls `holds(proof)` with every proof that is `proof` with one hash flipped in each of the bits
/// 0, step, 2 * step …, removed, doubled, exchanged with its neighbour, or with a stranger put before it.
/// Returns how many of them hold, which must be none.
template <class Holds>
int altered_that_hold(const Proof& proof, std::size_t step, Holds holds) {
  int held = 0;
  const auto attempt = [&](Proof altered) { held += altered != proof && holds(altered) ? 1 : 0; };
  for (std::size_t i = 0; i < proof.size(); ++i) {
    const auto at = static_cast<Proof::difference_type>(i);
    for (std::size_t bit = 0; bit < 256; bit += step) {
      auto altered = proof;
      altered[i] = flipped(altered[i], bit);
      attempt(std::move(altered));
    }
    auto removed = proof;
    removed.erase(removed.begin() + at);
    attempt(std::move(removed));
    auto doubled = proof;
    doubled.insert(doubled.begin() + at, proof[i]);
    attempt(std::move(doubled));
    auto exchanged = proof;
    std::swap(exchanged[i], exchanged[(i + 1) % exchanged.size()]);
    attempt(std::move(exchanged));
    auto stranger = proof;
    stranger.insert(stranger.begin() + at, sha256("stranger"));
    attempt(std::move(stranger));
  }
  auto longer = proof;
  longer.push_back(sha256("stranger"));
  attempt(std::move(longer));
  return held;
}

TEST_CASE("inclusion: no altered proof, leaf, root, index or size holds") {
  constexpr std::int64_t kLargest = 40;
  Oracle oracle(numbered_leaves(kLargest));
  MemoryTree tree(numbered_leaves(kLargest));
  for (std::int64_t size = 1; size <= kLargest; ++size) {
    const auto root = oracle.mth(0, size);
    for (std::int64_t index = 0; index < size; ++index) {
      CAPTURE(size);
      CAPTURE(index);
      const auto proof = inclusion_proof(tree, index, size);
      const auto leaf = oracle.leaf(index);
      const auto holds = [&](const Proof& p) { return verify_inclusion(leaf, index, size, p, root); };
      REQUIRE(altered_that_hold(proof, size == 13 ? 1 : 61, holds) == 0);
      for (std::size_t bit = 0; bit < 256; bit += 51) {
        REQUIRE_FALSE(verify_inclusion(flipped(leaf, bit), index, size, proof, root));
        REQUIRE_FALSE(verify_inclusion(leaf, index, size, proof, flipped(root, bit)));
      }
      for (std::int64_t other = -1; other <= kLargest; ++other) {
        if (other != index) REQUIRE_FALSE(verify_inclusion(leaf, other, size, proof, root));
        // Another size comes with its own root: a checkpoint signs the two together.
        if (other != size && other >= 0) {
          REQUIRE_FALSE(verify_inclusion(leaf, index, other, proof, oracle.mth(0, other)));
        }
      }
    }
  }
}

TEST_CASE("consistency: no altered proof, root or size holds") {
  constexpr std::int64_t kLargest = 40;
  Oracle oracle(numbered_leaves(kLargest));
  MemoryTree tree(numbered_leaves(kLargest));
  for (std::int64_t second = 2; second <= kLargest; ++second) {
    for (std::int64_t first = 1; first < second; ++first) {
      CAPTURE(first);
      CAPTURE(second);
      const auto proof = consistency_proof(tree, first, second);
      const auto from = oracle.mth(0, first);
      const auto to = oracle.mth(0, second);
      const auto holds = [&](const Proof& p) { return verify_consistency(first, second, p, from, to); };
      REQUIRE(altered_that_hold(proof, second == 13 ? 1 : 61, holds) == 0);
      REQUIRE_FALSE(holds({}));
      for (std::size_t bit = 0; bit < 256; bit += 51) {
        REQUIRE_FALSE(verify_consistency(first, second, proof, flipped(from, bit), to));
        REQUIRE_FALSE(verify_consistency(first, second, proof, from, flipped(to, bit)));
      }
      REQUIRE_FALSE(verify_consistency(first, second, proof, to, from));
      REQUIRE_FALSE(verify_consistency(second, first, proof, from, to));
      for (std::int64_t other = 0; other <= kLargest; ++other) {
        if (other != first) REQUIRE_FALSE(verify_consistency(other, second, proof, oracle.mth(0, other), to));
        if (other != second) {
          REQUIRE_FALSE(verify_consistency(first, other, proof, from, oracle.mth(0, other)));
        }
      }
    }
  }
}

TEST_CASE("consistency: a history rewritten at any event fails against a saved root") {
  constexpr std::int64_t kSize = 33;
  Oracle honest(numbered_leaves(kSize));
  for (std::int64_t saved = 1; saved <= kSize; ++saved) {
    for (std::int64_t rewritten = 0; rewritten < saved; ++rewritten) {
      CAPTURE(saved);
      CAPTURE(rewritten);
      auto leaves = numbered_leaves(kSize);
      leaves[static_cast<std::size_t>(rewritten)] = leaf_hash("a kinder event");
      MemoryTree forged(std::move(leaves));
      REQUIRE_FALSE(verify_consistency(saved, kSize, consistency_proof(forged, saved, kSize),
                                       honest.mth(0, saved), forged.frontier().root()));
    }
  }
}

TEST_CASE("a path that is too long or too short for the size fails, though its hashes lead to the root") {
  const auto leaves = numbered_leaves(4);
  const auto n01 = node_hash(leaves[0], leaves[1]);
  const auto extra = sha256("extra");
  CHECK_FALSE(verify_inclusion(leaves[1], 0, 1, Proof{leaves[0]}, n01));
  CHECK_FALSE(verify_inclusion(leaves[0], 0, 4, Proof{leaves[1]}, n01));

  CHECK_FALSE(verify_consistency(1, 8, Proof{leaves[1]}, leaves[0], n01));
  const auto first = node_hash(n01, leaves[2]);
  const auto second = node_hash(n01, node_hash(leaves[2], leaves[3]));
  CHECK(verify_consistency(3, 4, Proof{leaves[2], leaves[3], n01}, first, second));
  CHECK_FALSE(verify_consistency(3, 4, Proof{leaves[2], leaves[3], n01, extra}, node_hash(extra, first),
                                 node_hash(extra, second)));
}

TEST_CASE("verifiers answer no, never crash, on sizes that are none") {
  const auto root = sha256("root");
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  const Proof long_proof(200, root);
  for (const std::int64_t a : {kMin, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, kMax - 1, kMax}) {
    for (const std::int64_t b : {kMin, std::int64_t{-1}, std::int64_t{0}, std::int64_t{5}, kMax}) {
      CAPTURE(a);
      CAPTURE(b);
      CHECK_FALSE(verify_inclusion(root, a, b, long_proof, root));
      CHECK_FALSE(verify_consistency(a, b, long_proof, root, root));
    }
  }
}

}  // namespace
}  // namespace daybook::log
