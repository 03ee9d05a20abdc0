#pragma once
// What can be recomputed about the log itself in the order of positions: that none is missing, leaf hashes,
// the tree and what is stored of it, checkpoints and their signatures, the order of recording. (Stream
// versions: adapters/audit/shard_fold.hpp.) Holds the stored nodes, one for every 128 events.

#include <optional>
#include <string>
#include <vector>

#include "adapters/audit/log_claims.hpp"
#include "adapters/audit/replay.hpp"
#include "adapters/postgres/event_rows.hpp"

namespace daybook::audit {

class LogCheck {
 public:
  /// `saved` is a checkpoint that somebody kept outside of the log. Throws Damaged for claims about a log
  /// without events.
  LogCheck(LogClaims claims, log::Verifier verifier, std::optional<SavedCheckpoint> saved);

  /// The next event and its leaf hash (compute_leaf_hash). Throws Damaged.
  void take(const EventView& event, const log::Hash& leaf);
  /// After the last one: head, what is stored beyond it. Throws Damaged.
  void finish();

  std::int64_t size() const { return frontier_.size(); }
  log::Hash root() const { return frontier_.root(); }
  std::int64_t checkpoints_checked() const { return static_cast<std::int64_t>(next_checkpoint_); }
  std::int64_t nodes_checked() const { return nodes_checked_; }
  std::int64_t claimed_size() const { return claims_.size; }

 private:
  void check_order(const EventView& event);
  void check_leaf(const EventView& event, const log::Hash& leaf);
  void check_node(int level, std::int64_t index, const log::Hash& hash);
  void check_checkpoints();
  void check_saved() const;
  void check_stored(const StoredCheckpoint& stored) const;
  void finish_head() const;

  LogClaims claims_;
  log::Verifier verifier_;
  std::optional<SavedCheckpoint> saved_;
  std::size_t next_node_ = 0;
  std::size_t next_checkpoint_ = 0;
  std::int64_t nodes_checked_ = 0;
  log::Frontier frontier_;
  Instant last_recorded_at_;
};

}  // namespace daybook::audit
