#pragma once
// Two trees over the same leaves. MemoryTree stores what a real store does and counts what it is asked.
// Oracle is the RFC's recursive definitions, word for word, sharing no code with what it judges.

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "events/log/proof.hpp"

namespace daybook::log::testing {

inline std::vector<Hash> numbered_leaves(std::int64_t count) {
  std::vector<Hash> leaves;
  for (std::int64_t i = 0; i < count; ++i) leaves.push_back(leaf_hash("event " + std::to_string(i)));
  return leaves;
}

/// A store as in production: leaf hashes, and a table of the nodes the frontier hands out.
class MemoryTree : public NodeReader {
 public:
  explicit MemoryTree(std::vector<Hash> leaves) : leaves_(std::move(leaves)) {
    for (const auto& leaf : leaves_) {
      frontier_.append(leaf, [this](int level, std::int64_t index, const Hash& hash) {
        if (!stored_.emplace(std::pair(level, index), hash).second) throw std::logic_error("node twice");
      });
    }
  }

  Hash node(int level, std::int64_t index) override {
    ++asked;
    if (level >= kStoredLevel) return stored_.at({level, index});
    const auto width = std::size_t{1} << static_cast<unsigned>(level);
    const auto begin = static_cast<std::size_t>(index) * width;
    if (begin + width > leaves_.size()) throw std::logic_error("node beyond the tree");
    return perfect_subtree_root(std::span(leaves_).subspan(begin, width));
  }

  const Frontier& frontier() const { return frontier_; }
  const std::map<std::pair<int, std::int64_t>, Hash>& stored() const { return stored_; }

  int asked = 0;

 private:
  std::vector<Hash> leaves_;
  Frontier frontier_;
  std::map<std::pair<int, std::int64_t>, Hash> stored_;
};

class Oracle {
 public:
  explicit Oracle(std::vector<Hash> leaves) : leaves_(std::move(leaves)) {}

  const Hash& leaf(std::int64_t i) const { return leaves_[static_cast<std::size_t>(i)]; }

  /// MTH(D[begin:end]), RFC 9162 section 2.1.1; remembered, or the tests would take minutes.
  const Hash& mth(std::int64_t begin, std::int64_t end) {
    if (const auto found = known_.find({begin, end}); found != known_.end()) return found->second;
    Hash hash{};
    if (begin == end) {
      hash = sha256("");
    } else if (end - begin == 1) {
      hash = leaf(begin);
    } else {
      const auto k = split(end - begin);
      std::string bytes = "\x01";
      bytes.append(as_bytes(mth(begin, begin + k))).append(as_bytes(mth(begin + k, end)));
      hash = sha256(bytes);
    }
    return known_.emplace(std::pair(begin, end), hash).first->second;
  }

  /// PATH(m, D[begin:end]), section 2.1.3.1.
  std::vector<Hash> path(std::int64_t m, std::int64_t begin, std::int64_t end) {
    if (end - begin == 1) return {};
    const auto k = split(end - begin);
    const bool left = m < k;
    auto proof = left ? path(m, begin, begin + k) : path(m - k, begin + k, end);
    proof.push_back(left ? mth(begin + k, end) : mth(begin, begin + k));
    return proof;
  }

  /// SUBPROOF(m, D[begin:end], b), section 2.1.4.1; PROOF(m, D_n) is subproof(m, 0, n, true).
  std::vector<Hash> subproof(std::int64_t m, std::int64_t begin, std::int64_t end, bool b) {
    if (m == end - begin) return b ? std::vector<Hash>{} : std::vector<Hash>{mth(begin, end)};
    const auto k = split(end - begin);
    const bool left = m <= k;
    auto proof = left ? subproof(m, begin, begin + k, b) : subproof(m - k, begin + k, end, false);
    proof.push_back(left ? mth(begin + k, end) : mth(begin, begin + k));
    return proof;
  }

 private:
  static std::int64_t split(std::int64_t n) {
    std::int64_t k = 1;
    while (k * 2 < n) k *= 2;
    return k;
  }

  std::vector<Hash> leaves_;
  std::map<std::pair<std::int64_t, std::int64_t>, Hash> known_;
};

}  // namespace daybook::log::testing
