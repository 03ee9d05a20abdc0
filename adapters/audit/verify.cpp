#include "adapters/audit/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <limits>
#include <random>

#include "adapters/audit/books_check.hpp"
#include "adapters/audit/log_check.hpp"
#include "adapters/audit/read_model_check.hpp"
#include "adapters/audit/shard_pass.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/event_rows.hpp"

namespace daybook::audit {
namespace {

/// The signed note that somebody kept; a forged or broken one is no yardstick.
std::optional<log::Checkpoint> read_saved(const VerifyOptions& options) {
  if (!options.saved_checkpoint) return std::nullopt;
  auto checkpoint = log::verify(*options.saved_checkpoint, options.verifier);
  if (!checkpoint)
    throw std::runtime_error("the saved checkpoint is not one of this log: " + checkpoint.error().detail);
  return *checkpoint;
}

constexpr std::int64_t kMaxShards = 4'096;  // each has a buffer

std::int64_t random_seed() {
  std::random_device random;
  return static_cast<std::int64_t>(std::uint64_t{random()} << 32U | random());
}

/// First the log in the order of positions, its events put aside in shards; then the shards. Meanwhile
/// PostgreSQL digests the live read models.
class Pass {
 public:
  Pass(const VerifyOptions& options, Snapshot& snapshot, VerifyReport& report)
      : options_(options), snapshot_(snapshot), report_(report) {}

  void run() {
    if (options_.read_models) live_ = wait_for_live(snapshot_, options_.patience.count());
    log_.emplace(snapshot_, options_.verifier, read_saved(options_));
    head_ = log_->head().position;
    const bool comparing = options_.read_models && !live_.trouble && live_.position <= head_;
    std::future<std::vector<LiveTable>> live_tables;
    if (comparing) live_tables = std::async(std::launch::async, [this] { return digest_live(); });
    shards_.emplace(
        static_cast<std::size_t>(std::clamp<std::int64_t>(head_ / options_.shard_events, 1, kMaxShards)));
    const std::optional<Damaged> damage = read_events();
    ShardPass shards{
        *shards_, options_.zone, {}, [this](std::int64_t folded) { show(log_->size(), folded); }};
    if (comparing) shards.compare_at = live_.position;
    fold(shards, damage);
    if (comparing) compare(shards, live_tables.get());
    if (options_.read_models && !live_.trouble && !comparing)
      report_.bad =
          Finding{std::nullopt, fmt::format("the read models stand at position {}, behind the end of "
                                            "the log",
                                            live_.position)};
    if (live_.trouble) report_.bad = Finding{std::nullopt, *live_.trouble};
    report_.saved_checkpoint = options_.saved_checkpoint.has_value();
  }

  /// What has been found so far; also after damage.
  void fill_report() {
    if (!log_) return;
    report_.events = log_->size();
    if (report_.bad && report_.bad->position)
      report_.events = std::min(report_.events, *report_.bad->position - 1);
    report_.root = log_->root();
    report_.checkpoints = log_->checkpoints_checked();
    report_.nodes = log_->nodes_checked();
    report_.entries = books_.entries;
    for (const auto& [currency, sum] : books_.trial) report_.currencies.push_back(currency.str());
  }

 private:
  std::vector<LiveTable> digest_live() {
    Snapshot same(options_.database_url, snapshot_);
    return read_live_tables(same.connection(), replayed_.seed());
  }

  /// Returns the damage at which it ended; what stands before it may still hold an earlier one.
  std::optional<Damaged> read_events() {
    Snapshot same(options_.database_url, snapshot_);
    // The index gives the order; sorting, or gathering from workers, would cost what it saves.
    for (const char* setting : {"enable_sort = off", "jit = off", "max_parallel_workers_per_gather = 0"})
      same.connection().exec(std::string("SET LOCAL ") + setting);
    pg::CopyStream rows(same.connection(),
                        fmt::format("SELECT {} FROM events ORDER BY position", kEventColumns));
    try {
      while (const auto row = rows.next()) take(*row);
      log_->finish();
    } catch (const Damaged& e) {
      return e;
    }
    return std::nullopt;
  }

  void take(std::string_view row) {
    EventView event;
    try {
      event = event_view(row);
    } catch (const std::runtime_error& e) {
      throw Damaged(log_->size() + 1, fmt::format("its row cannot be read: {}", e.what()));
    }
    log_->take(event);
    const auto hash = static_cast<std::uint64_t>(text_hash(event.partition_key, 0));
    shards_->append(hash % shards_->shards(), row);
    if (log_->size() % static_cast<std::int64_t>(options_.chunk) == 0) show(log_->size(), 0);
  }

  void show(std::int64_t read, std::int64_t folded) {
    if (options_.progress) options_.progress((read + folded) / 2, head_);
  }

  /// Throws Damaged, the first by position.
  void fold(const ShardPass& shards, const std::optional<Damaged>& damage) {
    FoldedShards folded = fold_shards(shards, replayed_);
    books_ = std::move(folded.books);
    if (folded.damage && (!damage || folded.damage->position <= damage->position)) throw *folded.damage;
    if (damage) throw *damage;
    for (const auto& [currency, sum] : books_.trial)
      if (sum != 0)
        throw Damaged(log_->size(),
                      fmt::format("behind it the trial balance is not zero in {}", currency.str()));
    check_overflow();
  }

  /// Shards add accounts up in another order than the log did. That no account ever left 64 bits follows when
  /// even all postings together, signs aside, fit; else it is looked at in the order of positions.
  void check_overflow() {
    const bool fits = std::all_of(books_.posted.begin(), books_.posted.end(), [](const auto& posted) {
      return posted.second <= std::numeric_limits<std::int64_t>::max();
    });
    if (fits) return;
    BooksCheck in_order;
    replay(snapshot_.events(), {.until = {}, .chunk = options_.chunk, .progress = {}},
           [&](const Recorded& recorded) { in_order.take(recorded); });
  }

  void compare(const ShardPass& shards, const std::vector<LiveTable>& live) {
    const auto found = first_difference(snapshot_.connection(), live, replayed_,
                                        [&](BucketRows& rows) { refold_shards(shards, rows); });
    if (found)
      report_.bad = Finding{std::nullopt, fmt::format("the read models at position {} are not what a replay "
                                                      "gives: {}",
                                                      live_.position, *found)};
    report_.compared_at = live_.position;
    report_.tables = static_cast<std::int64_t>(live.size());
    for (const LiveTable& table : live) report_.rows += table.sum.rows;
  }

  const VerifyOptions& options_;
  Snapshot& snapshot_;
  VerifyReport& report_;
  LivePosition live_;
  std::int64_t head_ = 0;
  std::optional<LogCheck> log_;
  std::optional<Spill> shards_;
  ReplayDigest replayed_{random_seed()};
  Books books_;
};

/// Damage that PostgreSQL itself reports (broken pages, tables without their columns) is a finding, not an
/// outage.
bool is_damage(const pg::Error& e) { return e.state.starts_with("XX") || e.state.starts_with("42"); }

}  // namespace

VerifyReport verify(const VerifyOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  VerifyReport report;
  Snapshot snapshot(options.database_url);
  Pass pass(options, snapshot, report);
  try {
    pass.run();
  } catch (const Damaged& e) {
    report.bad = Finding{e.position, e.reason};
  } catch (const pg::Error& e) {
    if (!is_damage(e)) throw;
    report.bad = Finding{std::nullopt, std::string("PostgreSQL cannot read what is stored: ") + e.what()};
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::runtime_error& e) {
    report.bad = Finding{std::nullopt, e.what()};
  }
  pass.fill_report();
  report.took =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  return report;
}

}  // namespace daybook::audit
