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

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "adapters/postgres/pg.hpp"
#include "adapters/postgres/read_schema.hpp"
#include "adapters/postgres/read_tables.hpp"
#include "projections/applied_ranges.hpp"
#include "projections/read_models.hpp"

namespace daybook {

inline constexpr const char* kUniqueViolation = "23505";

/// Somebody else wrote since this owner last looked (another projector of its partitions, a rebuild), or
/// something failed in between: call reload() and go on from the offsets or the position that it tells.
struct Fenced : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A bulk load that writes late met an event that no fold takes: begin anew without writing late.
struct PoisonedInBulk : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct TopicOffset {
  std::string topic;
  int partition = 0;
  std::int64_t next_offset = 0;  ///< the first one not applied yet
};

struct ProjectorOptions {
  std::string schema = kReadSchema;
  std::size_t max_cached_rows = 20'000;  ///< per table; payouts of one batch may bring as many orders more
  RowTrust trust = RowTrust::new_rows;
  /// A bulk load writes a row when it leaves the cache. A fold that throws leaves its rows half changed, and
  /// the whole of the cache must be forgotten: apply() throws PoisonedInBulk then.
  bool write_late = true;
};

/// An event without its payload's bytes, which no fold asks for. `error` says why it cannot be decoded, and
/// is empty when it could.
struct DecodedEvent {
  Recorded recorded;
  std::string error;
};
std::vector<DecodedEvent> decode_each(std::vector<Envelope> events);

class Projector {
 public:
  /// So many events share the sums that they change, and a commit's costs.
  static constexpr std::size_t kWorthwhile = 2'000;

  struct Batch {
    std::vector<DecodedEvent> events;  ///< in order within each partition key
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
  /// As of the last reload, apply or settle; `applied` holds what was applied ahead, too.
  const Progress& progress() const { return progress_; }
  /// Throws Fenced, pg::Error; after either nothing of the batch is applied, or (connection lost in the
  /// commit) all of it: reload() tells.
  Applied apply(Batch batch);
  /// The same without waiting for the commit: a thread writes the batch while the next one is folded. What it
  /// throws may also be about the batch before; `contiguous` is what will be true once this one is committed;
  /// what others applied meanwhile counts from settle() on.
  Applied apply_ahead(Batch batch);
  /// Until what was applied ahead is committed. Throws as apply does.
  void settle();
  /// Begins a transaction in which `make` makes the empty schema, and which stays open until finish_bulk().
  /// Until then apply() takes events of the store only, and leaves the writing of a batch to a thread while
  /// the next one is folded, whose rows are looked up before; none is looked up that has not left the cache.
  /// After any exception nothing is left: begin anew. Throws pg::Error.
  void begin_bulk(const std::function<void(pg::Connection&)>& make);
  /// Commits the bulk load; batches are applied as ever from here on. Throws as apply does.
  void finish_bulk();
  /// How many rows a bulk-loaded table holds, where that is known without counting them.
  std::optional<std::int64_t> rows_made(std::string_view table) const;

 private:
  struct Waiting {
    std::string partition_key;
    std::int64_t position = 0;
    std::string type;
    std::optional<std::string> error;
  };
  /// Where each partition (topic, number) is to be read on.
  using Offsets = std::map<std::pair<std::string, int>, std::int64_t>;
  /// A batch, folded; or a part of one whose events change more rows than memory is meant for.
  struct Folded {
    RowWrites rows;
    std::vector<Waiting> waiting;
    std::vector<TopicOffset> offsets;     ///< the batch's
    std::vector<std::int64_t> positions;  ///< of what was folded, and of what waits
    bool ends_batch = true;               ///< the offsets move on
  };
  void read_progress();
  Applied apply_live(Batch& batch);
  Applied apply_in_bulk(Batch& batch);
  void write(const Folded& folded);
  void hand_over(Folded folded);
  void start_write();
  RowWrites take_rows();
  void wait_for_write();
  pg::Connection& loading_connection();
  /// All that is read or changed is looked up by its key. PostgreSQL would rather read a whole table of some
  /// ten thousand rows than look 400 up, by its estimate of what a random page costs, though it is in memory.
  static constexpr const char* kSettings = "-c enable_seqscan=off";
  void give_up();
  [[noreturn]] void fail(const std::exception& trouble);
  AppliedRanges check_unfenced(const std::vector<TopicOffset>& offsets);
  /// Those not applied before; from here on they count as applied.
  std::vector<DecodedEvent*> unseen(Batch& batch);
  void fold(std::vector<Recorded>& going, Folded& folded);
  std::vector<Recorded> not_stopped(const std::vector<DecodedEvent*>& events, Folded& folded);
  static void stop(const Envelope& event, std::optional<std::string> error, Folded& folded);
  void write_quarantine(const std::vector<Waiting>& waiting);
  enum class From { store, topics };
  void write_progress(From from, const AppliedRanges& applied);
  void write_offsets(const std::vector<TopicOffset>& offsets);
  Offsets stored_offsets();
  /// Shows in progress_ what stands in offsets_.
  void show_offsets();

  std::string url_;
  ProjectorOptions options_;
  ReadModels models_;
  RowWriter writer_{models_, options_.schema};
  std::unique_ptr<pg::Connection> connection_;  ///< writes
  std::unique_ptr<pg::Connection> lookups_;     ///< loads rows while a batch is written; not in a bulk load
  bool loaded_ = false;
  bool in_bulk_ = false;
  std::optional<Folded> to_write_;              ///< of a bulk load: the batch that is written next
  std::atomic<std::size_t> waiting_bytes_ = 0;  ///< of a bulk load: handed over to be written
  AppliedRanges written_;
  std::map<std::string, std::int64_t, std::less<>> made_;  ///< rows copied since the tables were empty
  Progress progress_;
  std::int64_t revision_ = 0;
  std::int64_t store_revision_ = 0;
  Offsets offsets_;
  std::set<std::string> quarantined_keys_;
  /// Owns connection_, written_, the revisions and offsets_ until it is ready; last, so that its end is
  /// waited for while they are there.
  std::future<void> write_;
};

}  // namespace daybook
