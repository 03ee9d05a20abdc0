#pragma once
// The second half of `audit verify`: the shards of a log that was found to hash well, folded by as many
// threads as there are cores.

#include <functional>
#include <optional>

#include "adapters/audit/replayed_rows.hpp"
#include "adapters/audit/shard_fold.hpp"

namespace daybook::audit {

struct ShardPass {
  const Spill& events;
  const Zone& zone;
  std::optional<std::int64_t> compare_at;  ///< where the replayed rows are digested
  /// Events folded, after each shard; from one thread at a time.
  std::function<void(std::int64_t)> progress;
  const std::vector<Seal>& seals;  ///< whose trial balances are added up
};

struct FoldedShards {
  Books books;
  SealSums sums;
  std::optional<Damaged> damage;  ///< the first by position
};

/// Adds the rows to `digest`. Throws what reading the spill or memory throws; damage is returned.
FoldedShards fold_shards(const ShardPass& pass, ReplayDigest& digest);

/// Folds them again, handing the rows of one bucket over. The events are known to be good.
void refold_shards(const ShardPass& pass, BucketRows& rows);

}  // namespace daybook::audit
