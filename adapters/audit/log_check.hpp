#pragma once
// Everything that can be recomputed about the log itself: positions, leaf hashes, the tree and what is stored
// of it, checkpoints and their signatures, stream versions, the order of recording. One event after the
// other; memory grows with the number of streams, not of events.

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/audit/replay.hpp"
#include "adapters/audit/snapshot.hpp"
#include "events/log/checkpoint.hpp"

namespace daybook::audit {

class LogCheck {
 public:
  /// Loads stored nodes and checkpoints. `saved` is a checkpoint that somebody kept outside of the database,
  /// its signature verified. Throws pg::Error, std::runtime_error for rows that cannot be read.
  LogCheck(Snapshot& snapshot, log::Verifier verifier, std::optional<log::Checkpoint> saved);

  /// The next event. Throws Damaged.
  void take(const Envelope& envelope);
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
  void load(pg::Connection& connection);
  void check_order(const Envelope& envelope);
  void check_leaf(const Envelope& envelope);
  void check_node(int level, std::int64_t index, const log::Hash& hash);
  void check_checkpoints();
  void check_stored(const StoredCheckpoint& stored) const;

  Head head_;
  log::Verifier verifier_;
  std::optional<log::Checkpoint> saved_;
  std::map<std::pair<int, std::int64_t>, std::string> nodes_;  // stored and not yet met
  std::vector<StoredCheckpoint> checkpoints_;                  // by size
  std::size_t next_checkpoint_ = 0;
  std::int64_t nodes_checked_ = 0;
  log::Frontier frontier_;
  std::unordered_map<std::string, std::int64_t> versions_;
  Instant last_recorded_at_;
};

}  // namespace daybook::audit
