#pragma once
// Events into read tables, exactly once: the rows, the positions and the offsets of a batch commit in one
// PostgreSQL transaction, after a compare-and-set on what this owner last knew. A stale owner is fenced, not
// trusted.
//
// A poisoned event (it cannot be decoded, or a fold refuses it) stops its partition key: it is listed in
// `quarantine` with its error, and the later events of its key behind it, unapplied. All of them count as
// seen, so that readers who wait for a position (theirs or a later one of another key) are not held up for
// ever; what a quarantined key shows is what was true before the poison, and `quarantine` says so. A rebuild
// by a program that understands the event clears it.

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "adapters/postgres/pg.hpp"
#include "adapters/postgres/read_schema.hpp"
#include "projections/applied_ranges.hpp"
#include "projections/read_models.hpp"

namespace daybook {

/// Somebody else wrote since this owner last looked (another projector of its partitions, a rebuild), or
/// something failed in between: call reload() and go on from the offsets or the position that it tells.
struct Fenced : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct TopicOffset {
  std::string topic;
  int partition = 0;
  std::int64_t next_offset = 0;  ///< the first one not applied yet
};

struct ProjectorOptions {
  std::string schema = kReadSchema;
  std::size_t max_cached_rows = 20'000;  ///< per table
  bool starts_empty =
      false;  ///< a schema just made: until rows leave the cache, no row needs to be looked up
};

class Projector {
 public:
  struct Batch {
    std::vector<Envelope> events;  ///< in order within each partition key
    std::vector<TopicOffset>
        offsets;  ///< of the partitions that they came from; none: they came from the store
  };
  struct Applied {
    std::int64_t contiguous = 0;  ///< every position up to it has been applied
    std::size_t folded = 0;
    std::size_t seen_before = 0;  ///< dropped: their positions had been applied
    std::size_t quarantined = 0;
  };
  struct Progress {
    std::string generation;  ///< changes with every rebuild
    AppliedRanges applied;
    std::vector<TopicOffset> offsets;
  };

  /// Does not connect yet.
  Projector(std::string url, Zone zone, ProjectorOptions options = {});

  /// Connects when needed, forgets all cached rows, reads where the read models stand. To be called before
  /// the first apply, after any exception, and whenever partitions were assigned anew. Throws pg::Error.
  const Progress& reload();
  /// As of the last reload or apply.
  const Progress& progress() const { return progress_; }
  /// Throws Fenced, pg::Error; after either nothing of the batch is applied, or (connection lost in the
  /// commit) all of it: reload() tells.
  Applied apply(const Batch& batch);

 private:
  struct Waiting {
    const Envelope* envelope;
    std::optional<std::string> error;
  };
  Applied apply_in_transaction(const Batch& batch);
  void check_unfenced(const Batch& batch);
  std::vector<const Envelope*> unseen(const Batch& batch, AppliedRanges& applied) const;
  std::vector<Waiting> fold(const std::vector<const Envelope*>& events);
  std::vector<Recorded> decode_all(const std::vector<const Envelope*>& events, std::vector<Waiting>& waiting);
  void write_quarantine(const std::vector<Waiting>& waiting);
  void write_progress(const Batch& batch, const AppliedRanges& applied);

  std::string url_;
  ProjectorOptions options_;
  ReadModels models_;
  std::unique_ptr<pg::Connection> connection_;
  bool loaded_ = false;
  Progress progress_;
  std::int64_t revision_ = 0;
  std::int64_t store_revision_ = 0;
  std::map<std::pair<std::string, int>, std::int64_t> offsets_;
  std::set<std::string> quarantined_keys_;
};

}  // namespace daybook
