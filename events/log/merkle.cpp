#include "events/log/merkle.hpp"

#include <bit>
#include <stdexcept>

namespace daybook::log {

Hash empty_root() { return sha256({}); }

Hash perfect_subtree_root(std::span<const Hash> leaves) {
  if (!std::has_single_bit(leaves.size())) {
    throw std::invalid_argument("a perfect subtree has 2^n leaves, not " + std::to_string(leaves.size()));
  }
  std::vector<Hash> row(leaves.begin(), leaves.end());
  while (row.size() > 1) {
    const auto half = row.size() / 2;
    for (std::size_t i = 0; i < half; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
    row.resize(half);
  }
  return row.front();
}

Result<Frontier> Frontier::parse(std::int64_t size, std::string_view bytes) {
  if (size < 0) return refuse(RefusalCode::validation_failed, "frontier: the tree size is negative");
  const auto expected = static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(size)));
  if (bytes.size() != expected * sizeof(Hash)) {
    return refuse(RefusalCode::validation_failed,
                  "frontier: a tree of " + std::to_string(size) + " leaves has " + std::to_string(expected) +
                      " hashes of 32 bytes, got " + std::to_string(bytes.size()) + " bytes");
  }
  Frontier frontier;
  frontier.size_ = size;
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(Hash)) {
    frontier.roots_.push_back(*to_hash(bytes.substr(at, sizeof(Hash))));
  }
  return frontier;
}

Hash Frontier::root() const {
  if (roots_.empty()) return empty_root();
  Hash root = roots_.back();
  for (auto it = roots_.rbegin() + 1; it != roots_.rend(); ++it) root = node_hash(*it, root);
  return root;
}

std::string Frontier::serialize() const {
  std::string bytes;
  bytes.reserve(roots_.size() * sizeof(Hash));
  for (const auto& root : roots_) bytes += as_bytes(root);
  return bytes;
}

}  // namespace daybook::log
