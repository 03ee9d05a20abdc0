// The proofs of the Certificate Transparency reference tree of eight leaves, as published.

#include <doctest/doctest.h>

#include "events/log/proof.hpp"
#include "tests/unit/events/log/memory_tree.hpp"

namespace daybook::log {
namespace {

Hash hash_of(std::string_view hex) { return to_hash(from_hex(hex).value()).value(); }

std::vector<Hash> reference_leaves() {
  std::vector<Hash> leaves;
  for (const auto* leaf :
       {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
    leaves.push_back(leaf_hash(from_hex(leaf).value()));
  }
  return leaves;
}

// Nodes of that tree, named by the leaves under them.
const Hash k0 = hash_of("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
const Hash k1 = hash_of("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7");
const Hash k4 = hash_of("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
const Hash k6 = hash_of("b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f");
const Hash k01 = hash_of("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
const Hash k23 = hash_of("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e");
const Hash k45 = hash_of("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a");
const Hash k67 = hash_of("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
const Hash k03 = hash_of("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
const Hash k47 = hash_of("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");

struct Row {
  std::int64_t from;  ///< Leaf index, or the first size.
  std::int64_t size;
  std::vector<Hash> proof;
};

TEST_CASE("the published inclusion proofs") {
  testing::MemoryTree tree(reference_leaves());
  const Row rows[] = {
      {0, 1, {}}, {0, 8, {k1, k23, k47}}, {5, 8, {k4, k67, k03}}, {2, 3, {k01}}, {1, 5, {k0, k23, k4}},
  };
  for (const auto& [index, size, proof] : rows) {
    CAPTURE(index);
    CAPTURE(size);
    CHECK(inclusion_proof(tree, index, size) == proof);
    CHECK(verify_inclusion(tree.node(0, index), index, size, proof, subtree_root(tree, 0, size)));
  }
}

TEST_CASE("the published consistency proofs") {
  testing::MemoryTree tree(reference_leaves());
  const Row rows[] = {
      {1, 1, {}}, {1, 8, {k1, k23, k47}}, {6, 8, {k45, k67, k03}}, {2, 5, {k23, k4}}, {6, 7, {k45, k6, k03}},
  };
  for (const auto& [first, second, proof] : rows) {
    CAPTURE(first);
    CAPTURE(second);
    CHECK(consistency_proof(tree, first, second) == proof);
    CHECK(verify_consistency(first, second, proof, subtree_root(tree, 0, first),
                             subtree_root(tree, 0, second)));
  }
}

}  // namespace
}  // namespace daybook::log
