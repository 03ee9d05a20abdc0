#pragma once
// The read models anew from the store, beside the live ones, and swapped in one transaction; and the
// comparison of the live ones with such a replay. Kafka and its retention have no part in either.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/period.hpp"
#include "projections/event_source.hpp"

namespace daybook {

/// What is being done ("replaying", "indexing", "comparing", "swapping") and how far the replay has come.
using RebuildStep = std::function<void(const std::string& phase, std::int64_t position)>;

struct RebuildOptions {
  std::size_t batch_limit = 2'000;       ///< events folded at a time; some such batches are in memory
  std::size_t max_cached_rows = 20'000;  ///< per table
};

struct RebuildReport {
  struct TableCount {
    std::string table;
    std::int64_t rows_after = 0;
  };
  std::int64_t position = 0;  ///< of the last event in the new read models
  std::size_t quarantined = 0;
  std::vector<TableCount> tables;
};

/// Builds schema read_next from position 1, catches up, checks it (nothing behind the live one, trial balance
/// zero), swaps it for `read`, which may be missing or damaged. Live projectors are fenced and reload. `url`
/// is the application role's. Throws pg::Error, Fenced (another rebuild runs), std::runtime_error when the
/// check fails; the live read models are untouched then.
RebuildReport rebuild(const std::string& url, const Zone& zone, EventSource& source,
                      const RebuildStep& step = {}, const RebuildOptions& options = {});

struct TableDiff {
  std::string table;
  bool missing = false;  ///< the live table is gone
  std::int64_t rows_live = 0;
  std::int64_t rows_replayed = 0;
  std::int64_t differing = 0;     ///< keys whose rows differ or exist on one side only
  std::vector<std::string> keys;  ///< the first few of them
};

struct DiffReport {
  std::int64_t position = 0;  ///< compared at
  std::vector<TableDiff> tables;
  bool same() const;
};

/// Replays into schema read_check up to exactly the live position and compares every table both ways while
/// live projectors wait. Throws pg::Error; std::runtime_error when read.progress is missing, or when the live
/// read models stay incomplete (positions applied beyond a gap) for 30 s.
DiffReport diff(const std::string& url, const Zone& zone, EventSource& source, const RebuildStep& step = {},
                const RebuildOptions& options = {});

}  // namespace daybook
