#include "adapters/audit/log_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/log/encoding.hpp"

namespace daybook::audit {
namespace {

std::string hex(std::string_view bytes) {
  return log::to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace

LogCheck::LogCheck(Snapshot& snapshot, log::Verifier verifier, std::optional<log::Checkpoint> saved)
    : head_(snapshot.head()), verifier_(std::move(verifier)), saved_(std::move(saved)) {
  load(snapshot.connection());
  check_checkpoints();
}

void LogCheck::load(pg::Connection& connection) {
  // A level beyond 62 can only be a forged one; it must not overflow its place.
  const auto nodes = connection.exec("SELECT level, index, hash FROM log_nodes");
  for (int i = 0; i < nodes.size(); ++i) {
    StoredNode node{static_cast<int>(nodes.integer(i, 0)), nodes.integer(i, 1), nodes.bytes(i, 2)};
    const bool possible = node.level >= log::kStoredLevel && node.level < 62 && node.index >= 0 &&
                          node.index < (std::int64_t{1} << (62 - node.level));
    if (possible) {
      nodes_.push_back(std::move(node));
    } else {
      strange_node_ = std::move(node);
    }
  }
  std::sort(nodes_.begin(), nodes_.end(),
            [](const StoredNode& a, const StoredNode& b) { return a.place() < b.place(); });
  const auto checkpoints = connection.exec("SELECT size, root, note FROM checkpoints ORDER BY size");
  for (int i = 0; i < checkpoints.size(); ++i)
    checkpoints_.push_back(
        {checkpoints.integer(i, 0), checkpoints.bytes(i, 1), std::string(checkpoints.text(i, 2))});
}

void LogCheck::take(const EventView& event) {
  check_order(event);
  const log::Hash leaf = compute_leaf_hash(event);
  check_leaf(event, leaf);
  frontier_.append(
      leaf, [&](int level, std::int64_t index, const log::Hash& hash) { check_node(level, index, hash); });
  check_checkpoints();
}

void LogCheck::check_order(const EventView& e) {
  const std::int64_t position = frontier_.size() + 1;
  if (e.position != position)
    throw Damaged(position, fmt::format("it is missing; the next event is at {}", e.position));
  if (position > head_.position)
    throw Damaged(position, fmt::format("the log's head says that position {} is the last", head_.position));
}

void LogCheck::check_leaf(const EventView& e, const log::Hash& leaf) {
  if (log::as_bytes(leaf) != e.leaf_hash)
    throw Damaged(
        e.position,
        fmt::format("its fields hash to {}, its stored leaf hash is {}: it was changed after it was "
                    "recorded ({}, stream {})",
                    log::to_hex(leaf), hex(e.leaf_hash), e.type, e.stream));
  if (e.recorded_at < last_recorded_at_)
    throw Damaged(e.position, fmt::format("recorded at {}, before the event in front of it ({})",
                                          to_string(e.recorded_at), to_string(last_recorded_at_)));
  last_recorded_at_ = e.recorded_at;
}

void LogCheck::check_node(int level, std::int64_t index, const log::Hash& hash) {
  const StoredNode computed{level, index, std::string(log::as_bytes(hash))};
  const std::int64_t last = computed.last();
  for (; next_node_ < nodes_.size() && nodes_[next_node_].place() < computed.place(); ++next_node_)
    strange_node_ = nodes_[next_node_];
  if (next_node_ == nodes_.size() || nodes_[next_node_].place() != computed.place())
    throw Damaged(last, fmt::format("log_nodes lacks the root over positions {} to {} (level {}, index {})",
                                    (index << level) + 1, last, level, index));
  if (nodes_[next_node_].hash != computed.hash)
    throw Damaged(last,
                  fmt::format("positions {} to {} hash to {}, log_nodes has another root for them (level {}, "
                              "index {}): one of them, or that root, was rewritten",
                              (index << level) + 1, last, log::to_hex(hash), level, index));
  ++next_node_;
  ++nodes_checked_;
}

void LogCheck::check_checkpoints() {
  const std::int64_t size = frontier_.size();
  if (saved_ && saved_->size == size && saved_->root != frontier_.root())
    throw Damaged(
        size, fmt::format("the saved checkpoint has root {} at this size, the log hashes to {}: history up "
                          "to here is not the one that was signed",
                          log::to_hex(saved_->root), log::to_hex(frontier_.root())));
  for (; next_checkpoint_ < checkpoints_.size(); ++next_checkpoint_) {
    const StoredCheckpoint& stored = checkpoints_[next_checkpoint_];
    if (stored.size > size) return;
    check_stored(stored);
  }
}

void LogCheck::check_stored(const StoredCheckpoint& stored) const {
  const std::int64_t size = frontier_.size();
  if (stored.size != size) throw Damaged(1, fmt::format("there is a checkpoint of size {}", stored.size));
  const log::Hash root = frontier_.root();
  const std::int64_t good = next_checkpoint_ == 0 ? 0 : checkpoints_[next_checkpoint_ - 1].size;
  if (stored.root != log::as_bytes(root))
    throw Damaged(
        size, fmt::format("the log's root at this size is {}, the stored checkpoint's is {}: something after "
                          "position {} and up to here was rewritten",
                          log::to_hex(root), hex(stored.root), good));
  const auto note = log::verify(stored.note, verifier_);
  if (!note)
    throw Damaged(size, fmt::format("the checkpoint of this size is not signed: {}", note.error().detail));
  if (note->size != size || note->root != root)
    throw Damaged(size, fmt::format("the signed note of this checkpoint speaks of size {} and root {}",
                                    note->size, log::to_hex(note->root)));
}

void LogCheck::finish() {
  const std::int64_t size = frontier_.size();
  if (head_.position != size)
    throw Damaged(size + 1, fmt::format("it is missing: the log's head is at {}", head_.position));
  if (head_.frontier != frontier_.serialize())
    throw Damaged(size, fmt::format("the frontier in log_head is not that of the events, whose root is {}",
                                    log::to_hex(frontier_.root())));
  if (head_.last_recorded_at < last_recorded_at_)
    throw Damaged(size, fmt::format("log_head was last recorded at {}, this event at {}",
                                    to_string(head_.last_recorded_at), to_string(last_recorded_at_)));
  if (saved_ && saved_->size > size)
    throw Damaged(size + 1,
                  fmt::format("it is missing: the saved checkpoint covers {} events, the log has {}",
                              saved_->size, size));
  if (next_checkpoint_ < checkpoints_.size())
    throw Damaged(size + 1, fmt::format("it is missing: there is a checkpoint of {} events, the log has {}",
                                        checkpoints_[next_checkpoint_].size, size));
  if (next_node_ < nodes_.size()) strange_node_ = nodes_[next_node_];
  if (strange_node_)
    throw Damaged(size, fmt::format("log_nodes has a root that the log does not (level {}, index {})",
                                    strange_node_->level, strange_node_->index));
}

}  // namespace daybook::audit
