#include "adapters/audit/bundle_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/log/proof.hpp"

namespace daybook::audit {
namespace {

/// The tree over leaves in memory.
class LeafTree : public log::NodeReader {
 public:
  explicit LeafTree(std::vector<log::Hash> leaves) : leaves_(std::move(leaves)) {}
  log::Hash node(int level, std::int64_t index) override {
    const auto count = std::size_t{1} << level;
    return log::perfect_subtree_root(
        std::span(leaves_).subspan(static_cast<std::size_t>(index) * count, count));
  }

 private:
  std::vector<log::Hash> leaves_;
};

}  // namespace

std::vector<Envelope> BundleSource::read_after(std::int64_t after, std::size_t limit) {
  std::vector<Envelope> out;
  while (out.size() < limit && after < manifest().events) {
    const std::int64_t file = after / bundle::kEventsAFile;
    if (file != loaded_) {
      events_ = reader_.file(file);
      loaded_ = file;
    }
    const auto first = static_cast<std::size_t>(after % bundle::kEventsAFile);
    const std::size_t count = std::min(events_.size() - first, limit - out.size());
    out.insert(out.end(), events_.begin() + static_cast<std::ptrdiff_t>(first),
               events_.begin() + static_cast<std::ptrdiff_t>(first + count));
    after += static_cast<std::int64_t>(count);
  }
  return out;
}

Result<Proof> BundleSource::proof(std::int64_t position, std::optional<std::int64_t> size) {
  if (position < 1 || position > manifest().events)
    return refuse(
        RefusalCode::not_found,
        fmt::format("there is no event at position {}: the bundle ends at {}", position, manifest().events));
  const std::int64_t wanted = size.value_or(manifest().events);
  const auto checkpoints = reader_.checkpoints();
  const auto found = std::find_if(checkpoints.begin(), checkpoints.end(),
                                  [&](const StoredCheckpoint& c) { return c.size == wanted; });
  if (found == checkpoints.end() || wanted < position)
    return refuse(
        RefusalCode::not_found,
        fmt::format("the bundle has no checkpoint of size {} that covers position {}", wanted, position));
  Proof proof;
  proof.envelope = read_after(position - 1, 1).front();
  proof.note = found->note;
  proof.checkpoint.size = wanted;
  const auto root = log::to_hash(found->root);
  if (!root) throw std::runtime_error("the root of that checkpoint does not have 32 bytes");
  proof.checkpoint.root = *root;
  std::vector<log::Hash> leaves;
  for (std::int64_t after = 0; after < wanted;) {
    const auto chunk =
        read_after(after, std::min<std::size_t>(5'000, static_cast<std::size_t>(wanted - after)));
    for (const Envelope& e : chunk) leaves.push_back(e.leaf_hash);
    after += static_cast<std::int64_t>(chunk.size());
  }
  LeafTree tree(std::move(leaves));
  proof.path = log::inclusion_proof(tree, position - 1, wanted);
  return proof;
}

}  // namespace daybook::audit
