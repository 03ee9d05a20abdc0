#pragma once
// What is said about a log beside its events: where it ends, the inner nodes that are stored of its tree, and
// its signed checkpoints. From a database (read_claims) or a bundle (bundle_reader.hpp).

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/audit/snapshot.hpp"
#include "events/log/checkpoint.hpp"

namespace daybook::audit {

struct StoredCheckpoint {
  std::int64_t size = 0;
  std::string root;  ///< as stored: should be 32 bytes
  std::string note;  ///< should be signed
};

struct StoredNode {
  int level = 0;
  std::int64_t index = 0;
  std::string hash;  ///< as stored: should be 32 bytes
  /// Of the last leaf below it: nodes come in the order of these, and of levels.
  std::int64_t last() const { return (index + 1) << level; }
  auto place() const { return std::make_pair(last(), level); }
};

struct LogClaims {
  std::int64_t size = 0;  ///< the position of the last event
  /// log_head's own; nothing where there is no such row, as in a bundle.
  std::optional<Head> head;
  /// In the order in which the log completes them; nothing where none are stored.
  std::optional<std::vector<StoredNode>> nodes;
  std::optional<StoredNode> impossible_node;  ///< one that no log has
  std::vector<StoredCheckpoint> checkpoints;  ///< by size
};

/// By size. Throws pg::Error.
std::vector<StoredCheckpoint> read_checkpoints(pg::Connection& connection);
/// Throws pg::Error, std::runtime_error for rows that cannot be read.
LogClaims read_claims(Snapshot& snapshot);

/// A checkpoint that somebody kept outside of the log, and trusts.
struct SavedCheckpoint {
  log::Checkpoint checkpoint;
  /// Why it is not signed by the key that this log says is its own; nothing when it is. Its root is compared
  /// all the same.
  std::optional<std::string> foreign;
};

/// Reads a signed note, or the JSON of GET /api/log/checkpoint that holds one. Throws std::runtime_error for
/// anything else.
SavedCheckpoint read_saved_checkpoint(std::string text, const log::Verifier& verifier);

}  // namespace daybook::audit
