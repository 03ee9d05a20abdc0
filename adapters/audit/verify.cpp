#include "adapters/audit/verify.hpp"

#include <fmt/format.h>

#include <future>
#include <random>

#include "adapters/audit/log_pass.hpp"
#include "adapters/audit/read_model_check.hpp"
#include "adapters/postgres/event_reader.hpp"

namespace daybook::audit {
namespace {

std::int64_t random_seed() {
  std::random_device random;
  return static_cast<std::int64_t>(std::uint64_t{random()} << 32U | random());
}

std::optional<SavedCheckpoint> saved_of(const VerifyOptions& options) {
  if (!options.saved_checkpoint) return std::nullopt;
  return read_saved_checkpoint(*options.saved_checkpoint, options.verifier);
}

/// The log of a database, and its read models against a replay of it. While the log is read, PostgreSQL
/// digests the live read models.
class DatabasePass {
 public:
  DatabasePass(const VerifyOptions& options, Snapshot& snapshot, VerifyReport& report)
      : options_(options), snapshot_(snapshot), report_(report) {}

  void run() {
    if (options_.read_models) live_ = wait_for_live(snapshot_, options_.patience.count());
    LogClaims claims = read_claims(snapshot_);
    const bool comparing = options_.read_models && !live_.trouble && live_.position <= claims.size;
    log_.emplace(
        std::move(claims),
        LogPass::Options{options_.verifier, options_.zone, saved_of(options_), options_.chunk,
                         options_.shard_events, options_.progress, read_seals(snapshot_.connection()),
                         comparing ? std::optional(live_.position) : std::nullopt},
        replayed_);
    std::future<std::vector<LiveTable>> live_tables;
    if (comparing) live_tables = std::async(std::launch::async, [this] { return digest_live(); });
    const std::optional<Damaged> damage = read_events();
    log_->fold(damage, [this](const auto& visit) {
      replay(snapshot_.events(), {.until = {}, .chunk = options_.chunk, .progress = {}}, visit);
    });
    if (comparing) compare(live_tables.get());
    if (options_.read_models && !live_.trouble && !comparing)
      report_.bad =
          Finding{std::nullopt, fmt::format("the read models stand at position {}, behind the end of "
                                            "the log",
                                            live_.position)};
    if (live_.trouble) report_.bad = Finding{std::nullopt, *live_.trouble};
  }

  /// What has been found so far; also after damage.
  void fill_report() {
    if (log_) log_->fill(report_);
  }

 private:
  std::vector<LiveTable> digest_live() {
    Snapshot same(options_.database_url, snapshot_);
    return read_live_tables(same.connection(), replayed_.seed());
  }

  /// Returns the damage at which it ended.
  std::optional<Damaged> read_events() {
    Snapshot same(options_.database_url, snapshot_);
    // The index gives the order; sorting, or gathering from workers, would cost what it saves.
    for (const char* setting : {"enable_sort = off", "jit = off", "max_parallel_workers_per_gather = 0"})
      same.connection().exec(std::string("SET LOCAL ") + setting);
    pg::CopyStream rows(same.connection(),
                        fmt::format("SELECT {} FROM events ORDER BY position", kEventColumns));
    return log_->read([&](const LogPass::Take& take) {
      while (const auto row = rows.next()) take(*row);
    });
  }

  void compare(const std::vector<LiveTable>& live) {
    const auto found = first_difference(snapshot_.connection(), live, replayed_,
                                        [&](BucketRows& rows) { log_->refold(rows); });
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
  ReplayDigest replayed_{random_seed()};
  std::optional<LogPass> log_;
};

/// Damage that PostgreSQL itself reports (broken pages, tables without their columns) is a finding, not an
/// outage.
bool is_damage(const pg::Error& e) { return e.state.starts_with("XX") || e.state.starts_with("42"); }

}  // namespace

VerifyReport verify(const VerifyOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  VerifyReport report;
  Snapshot snapshot(options.database_url);
  DatabasePass pass(options, snapshot, report);
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
