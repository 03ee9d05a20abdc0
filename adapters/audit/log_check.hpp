#pragma once
// What can be recomputed about the log itself in the order of positions: that none is missing, leaf hashes,
// the tree and what is stored of it, checkpoints and their signatures, the order of recording. (Stream
// versions: adapters/audit/shard_fold.hpp.) Holds the stored nodes, one for every 128 events.

#include <optional>
#include <string>
#include <vector>

#include "adapters/audit/replay.hpp"
#include "adapters/audit/snapshot.hpp"
#include "adapters/postgres/event_rows.hpp"
#include "events/log/checkpoint.hpp"

namespace daybook::audit {

class LogCheck {
 public:
  /// Loads stored nodes and checkpoints. `saved` is a checkpoint that somebody kept outside of the database,
  /// its signature verified. Throws pg::Error, std::runtime_error for rows that cannot be read.
  LogCheck(Snapshot& snapshot, log::Verifier verifier, std::optional<log::Checkpoint> saved);

  /// The next event. Throws Damaged.
  void take(const EventView& event);
  /// After the last one: head, what is stored beyond it. Throws Damaged.
  void finish();

  std::int64_t size() const { return frontier_.size(); }
  log::Hash root() const { return frontier_.root(); }
  std::int64_t checkpoints_checked() const { return static_cast<std::int64_t>(next_checkpoint_); }
  std::int64_t nodes_checked() const { return nodes_checked_; }
  const Head& head() const { return head_; }

 private:
  struct StoredCheckpoint {
    std::int64_t size = 0;
    std::string root;  ///< as stored: should be 32 bytes
    std::string note;
  };
  struct StoredNode {
    int level = 0;
    std::int64_t index = 0;
    std::string hash;  ///< as stored: should be 32 bytes
    /// Of the last leaf below it: nodes come in the order of these, and of levels.
    std::int64_t last() const { return (index + 1) << level; }
    auto place() const { return std::make_pair(last(), level); }
  };
  void load(pg::Connection& connection);
  void check_order(const EventView& event);
  void check_leaf(const EventView& event, const log::Hash& leaf);
  void check_node(int level, std::int64_t index, const log::Hash& hash);
  void check_checkpoints();
  void check_stored(const StoredCheckpoint& stored) const;

  Head head_;
  log::Verifier verifier_;
  std::optional<log::Checkpoint> saved_;
  std::vector<StoredNode> nodes_;  // in the order in which the log completes them
  std::size_t next_node_ = 0;
  std::optional<StoredNode> strange_node_;     // one that the log does not complete
  std::vector<StoredCheckpoint> checkpoints_;  // by size
  std::size_t next_checkpoint_ = 0;
  std::int64_t nodes_checked_ = 0;
  log::Frontier frontier_;
  Instant last_recorded_at_;
};

}  // namespace daybook::audit
