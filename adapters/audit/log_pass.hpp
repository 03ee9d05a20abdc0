#pragma once
// One pass over a whole log, wherever its rows come from: first its events in the order of positions (hashes,
// tree, checkpoints), decoded and put aside in shards; then the shards, folded. Memory is bounded by the
// largest partition key; what does not fit goes to a temporary file of about a third of the events' size.

#include <functional>
#include <map>
#include <optional>
#include <string_view>

#include "adapters/audit/log_batch.hpp"
#include "adapters/audit/log_check.hpp"
#include "adapters/audit/period_seals.hpp"
#include "adapters/audit/shard_pass.hpp"
#include "adapters/audit/stretch_fold.hpp"
#include "adapters/audit/verify.hpp"

namespace daybook::audit {

class LogPass {
 public:
  struct Options {
    log::Verifier verifier;
    Zone zone;
    std::optional<SavedCheckpoint> saved{};
    std::size_t chunk = 5'000;  ///< events between two reports of progress
    std::int64_t shard_events = 8'192;
    std::function<void(std::int64_t, std::int64_t)> progress{};  ///< as in VerifyOptions
    std::vector<Seal> seals{};                                   ///< of closed months, all that the log has
    std::optional<std::int64_t> compare_at{};  ///< position of the replayed rows; nothing: none are wanted
  };
  /// Hands every event of the log to its argument, in order.
  using Replay = std::function<void(const std::function<void(const Recorded&)>&)>;

  /// `rows` takes the rows that a replay gives. Both keep referring to it.
  LogPass(LogClaims claims, Options options, ReplayDigest& rows);

  /// Takes a row of kEventColumns in binary COPY's form.
  using Take = std::function<void(std::string_view row)>;

  /// Reads the log: `rows` calls its argument with every row, in the order of positions. Returns the damage
  /// at which it ended. Throws what `rows` throws, unless the rows before are damaged.
  std::optional<Damaged> read(const std::function<void(const Take&)>& rows);

  /// Folds what was taken. `damage` is what ended the reading: what stands before it may still hold an
  /// earlier one. `again` replays the log once more, for the rare case that sums of shards do not settle.
  /// Throws Damaged, the first by position.
  void fold(const std::optional<Damaged>& damage, const Replay& again);
  /// Folds the shards once more, handing the rows of one bucket over.
  void refold(BucketRows& rows) const;

  /// What has been found so far; also after damage.
  void fill(VerifyReport& report) const;
  std::int64_t size() const { return log_.size(); }

 private:
  void take(const LogBatch& batch);
  void put_aside(const CheckedRow& row);
  void show(std::int64_t read, std::int64_t folded) const;
  void check_overflow(const Replay& again) const;

  Options options_;
  LogCheck log_;
  SealCheck seal_check_;
  Spill shards_;
  StretchFold stretches_;
  ReplayDigest& rows_;
  Envelope at_{};  // where the event last taken stands
  Books books_;
};

}  // namespace daybook::audit
