#include "adapters/audit/log_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/log/encoding.hpp"

namespace daybook::audit {
LogCheck::LogCheck(LogClaims claims, log::Verifier verifier, std::optional<SavedCheckpoint> saved)
    : claims_(std::move(claims)), verifier_(std::move(verifier)), saved_(std::move(saved)) {
  check_checkpoints();
}

void LogCheck::take(const EventView& event, const log::Hash& leaf) {
  check_order(event);
  check_leaf(event, leaf);
  frontier_.append(
      leaf, [&](int level, std::int64_t index, const log::Hash& hash) { check_node(level, index, hash); });
  check_checkpoints();
}

void LogCheck::check_order(const EventView& e) {
  const std::int64_t position = frontier_.size() + 1;
  if (e.position != position)
    throw Damaged(position, fmt::format("it is missing; the next event is at {}", e.position));
  if (position > claims_.size)
    throw Damaged(position, fmt::format("{} says that position {} is the last",
                                        claims_.head ? "the log's head" : "the manifest", claims_.size));
}

void LogCheck::check_leaf(const EventView& e, const log::Hash& leaf) {
  if (log::as_bytes(leaf) != e.leaf_hash)
    throw Damaged(
        e.position,
        fmt::format("its fields hash to {}, its stored leaf hash is {}: it was changed after it was "
                    "recorded ({}, stream {})",
                    log::to_hex(leaf), log::to_hex(e.leaf_hash), e.type, e.stream));
  if (e.recorded_at < last_recorded_at_)
    throw Damaged(e.position, fmt::format("recorded at {}, before the event in front of it ({})",
                                          to_string(e.recorded_at), to_string(last_recorded_at_)));
  last_recorded_at_ = e.recorded_at;
}

void LogCheck::check_node(int level, std::int64_t index, const log::Hash& hash) {
  if (!claims_.nodes) return;
  const std::vector<StoredNode>& nodes = *claims_.nodes;
  const StoredNode computed{level, index, std::string(log::as_bytes(hash))};
  const std::int64_t last = computed.last();
  for (; next_node_ < nodes.size() && nodes[next_node_].place() < computed.place(); ++next_node_)
    claims_.impossible_node = nodes[next_node_];
  if (next_node_ == nodes.size() || nodes[next_node_].place() != computed.place())
    throw Damaged(last, fmt::format("log_nodes lacks the root over positions {} to {} (level {}, index {})",
                                    (index << level) + 1, last, level, index));
  if (nodes[next_node_].hash != computed.hash)
    throw Damaged(last,
                  fmt::format("positions {} to {} hash to {}, log_nodes has another root for them (level {}, "
                              "index {}): one of them, or that root, was rewritten",
                              (index << level) + 1, last, log::to_hex(hash), level, index));
  ++next_node_;
  ++nodes_checked_;
}

void LogCheck::check_checkpoints() {
  check_saved();
  for (; next_checkpoint_ < claims_.checkpoints.size(); ++next_checkpoint_) {
    const StoredCheckpoint& stored = claims_.checkpoints[next_checkpoint_];
    if (stored.size > frontier_.size()) return;
    check_stored(stored);
  }
}

void LogCheck::check_saved() const {
  const std::int64_t size = frontier_.size();
  if (!saved_ || saved_->checkpoint.size != size || saved_->checkpoint.root == frontier_.root()) return;
  const std::string roots = fmt::format("the saved checkpoint has root {} at this size, the log hashes to {}",
                                        log::to_hex(saved_->checkpoint.root), log::to_hex(frontier_.root()));
  if (saved_->foreign)
    throw Damaged(size, fmt::format("{}, and it is not one of this log: {}", roots, *saved_->foreign));
  throw Damaged(size, roots + ": history up to here is not the one that was signed");
}

void LogCheck::check_stored(const StoredCheckpoint& stored) const {
  const std::int64_t size = frontier_.size();
  if (stored.size != size) throw Damaged(1, fmt::format("there is a checkpoint of size {}", stored.size));
  const log::Hash root = frontier_.root();
  const std::int64_t good = next_checkpoint_ == 0 ? 0 : claims_.checkpoints[next_checkpoint_ - 1].size;
  if (stored.root != log::as_bytes(root))
    throw Damaged(
        size, fmt::format("the log's root at this size is {}, the stored checkpoint's is {}: something after "
                          "position {} and up to here was rewritten",
                          log::to_hex(root), log::to_hex(stored.root), good));
  const auto note = log::verify(stored.note, verifier_);
  if (!note)
    throw Damaged(size, fmt::format("the checkpoint of this size is not signed: {}", note.error().detail));
  if (note->size != size || note->root != root)
    throw Damaged(size, fmt::format("the signed note of this checkpoint speaks of size {} and root {}",
                                    note->size, log::to_hex(note->root)));
}

void LogCheck::finish() {
  const std::int64_t size = frontier_.size();
  if (claims_.size != size)
    throw Damaged(
        size + 1,
        fmt::format("it is missing: {} {}",
                    claims_.head ? "the log's head is at" : "the manifest counts events to", claims_.size));
  if (claims_.head) finish_head();
  if (saved_ && saved_->checkpoint.size > size)
    throw Damaged(size + 1,
                  fmt::format("it is missing: the saved checkpoint covers {} events, the log has {}",
                              saved_->checkpoint.size, size));
  if (next_checkpoint_ < claims_.checkpoints.size())
    throw Damaged(size + 1, fmt::format("it is missing: there is a checkpoint of {} events, the log has {}",
                                        claims_.checkpoints[next_checkpoint_].size, size));
  if (claims_.nodes && next_node_ < claims_.nodes->size())
    claims_.impossible_node = claims_.nodes->at(next_node_);
  if (claims_.impossible_node)
    throw Damaged(size, fmt::format("log_nodes has a root that the log does not (level {}, index {})",
                                    claims_.impossible_node->level, claims_.impossible_node->index));
}

void LogCheck::finish_head() const {
  const std::int64_t size = frontier_.size();
  if (claims_.head->frontier != frontier_.serialize())
    throw Damaged(size, fmt::format("the frontier in log_head is not that of the events, whose root is {}",
                                    log::to_hex(frontier_.root())));
  if (claims_.head->last_recorded_at < last_recorded_at_)
    throw Damaged(size, fmt::format("log_head was last recorded at {}, this event at {}",
                                    to_string(claims_.head->last_recorded_at), to_string(last_recorded_at_)));
}

}  // namespace daybook::audit
