#include "events/log/merkle.hpp"

#include <doctest/doctest.h>

#include "tests/unit/events/log/memory_tree.hpp"

namespace daybook::log {
namespace {

using testing::MemoryTree;
using testing::numbered_leaves;
using testing::Oracle;

TEST_CASE("the roots of the Certificate Transparency reference trees") {
  const std::pair<const char*, const char*> rows[] = {
      {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
      {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
      {"606162636465666768696a6b6c6d6e6f",
       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
  };
  Frontier frontier;
  CHECK(to_hex(frontier.root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (const auto& [leaf, root] : rows) {
    frontier.append(leaf_hash(*from_hex(leaf)));
    CHECK(to_hex(frontier.root()) == root);
  }
  CHECK(frontier.size() == 8);
}

TEST_CASE("at every size the root is the oracle's, and the frontier can be stored and read back") {
  Oracle oracle(numbered_leaves(1100));
  Frontier frontier;
  for (std::int64_t size = 0; size <= 1100; ++size) {
    CAPTURE(size);
    REQUIRE(frontier.size() == size);
    REQUIRE(frontier.root() == oracle.mth(0, size));
    const auto again = Frontier::parse(size, frontier.serialize());
    REQUIRE(again);
    REQUIRE(*again == frontier);
    if (size < 1100) frontier.append(oracle.leaf(size));
  }
}

TEST_CASE("the serialized frontier is its perfect subtrees, largest first") {
  Oracle oracle(numbered_leaves(11));
  Frontier frontier;
  for (std::int64_t i = 0; i < 11; ++i) frontier.append(oracle.leaf(i));
  std::string expected;
  expected.append(as_bytes(oracle.mth(0, 8)))
      .append(as_bytes(oracle.mth(8, 10)))
      .append(as_bytes(oracle.mth(10, 11)));
  CHECK(frontier.serialize() == expected);
  CHECK(Frontier{}.serialize().empty());
}

TEST_CASE("each perfect subtree from level 8 up is handed out once, and no other") {
  Oracle oracle(numbered_leaves(1100));
  const MemoryTree tree(numbered_leaves(1100));
  CHECK(tree.stored().size() == 4 + 2 + 1);
  for (const auto& [key, hash] : tree.stored()) {
    const auto [level, index] = key;
    CAPTURE(level);
    CAPTURE(index);
    REQUIRE(level >= kStoredLevel);
    const auto width = std::int64_t{1} << level;
    REQUIRE((index + 1) * width <= 1100);
    CHECK(hash == oracle.mth(index * width, (index + 1) * width));
  }
}

TEST_CASE("a frontier of another number of hashes is refused") {
  const std::pair<std::int64_t, std::size_t> rows[] = {
      {-1, 0}, {-1, 64 * 32}, {0, 32}, {0, 1}, {1, 0}, {1, 31}, {1, 33}, {1, 64}, {6, 32}, {6, 96}, {7, 64},
  };
  for (const auto& [size, bytes] : rows) {
    CAPTURE(size);
    CAPTURE(bytes);
    const auto parsed = Frontier::parse(size, std::string(bytes, 'x'));
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().detail.starts_with("frontier: "));
  }
}

TEST_CASE("the root of a perfect subtree") {
  Oracle oracle(numbered_leaves(256));
  const auto leaves = numbered_leaves(256);
  for (std::size_t width = 1; width <= 256; width *= 2) {
    CHECK(perfect_subtree_root(std::span(leaves).first(width)) ==
          oracle.mth(0, static_cast<std::int64_t>(width)));
  }
  for (const std::size_t width : {0, 3, 6, 255}) {
    CHECK_THROWS_AS(perfect_subtree_root(std::span(leaves).first(width)), std::invalid_argument);
  }
}

}  // namespace
}  // namespace daybook::log
