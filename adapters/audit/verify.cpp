#include "adapters/audit/verify.hpp"

#include <fmt/format.h>

#include "adapters/audit/books_check.hpp"
#include "adapters/audit/log_check.hpp"
#include "adapters/audit/read_model_check.hpp"
#include "adapters/postgres/pg.hpp"

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

/// The pass: all checks take each event in turn.
class Pass {
 public:
  Pass(const VerifyOptions& options, Snapshot& snapshot, VerifyReport& report)
      : options_(options), snapshot_(snapshot), report_(report), models_(options.zone) {}

  void run() {
    if (options_.read_models) live_ = wait_for_live(snapshot_, options_.patience.count());
    log_.emplace(snapshot_, options_.verifier, read_saved(options_));
    if (options_.read_models && !live_.trouble) {
      read_models_.emplace(snapshot_.connection(), models_);
      if (live_.position == 0) compare();
    }
    read_log(snapshot_.events(), {.until = {}, .chunk = options_.chunk, .progress = {}},
             [&](std::span<const Envelope> chunk) { take(chunk); });
    log_->finish();
    if (read_models_ && !report_.compared_at)
      difference_ =
          fmt::format("the read models stand at position {}, behind the end of the log", live_.position);
    if (live_.trouble) difference_ = live_.trouble;
    if (difference_) report_.bad = Finding{std::nullopt, *difference_};
    report_.saved_checkpoint = options_.saved_checkpoint.has_value();
  }

  /// What has been found so far; also after damage.
  void fill_report() {
    if (!log_) return;
    report_.events = log_->size();
    report_.root = log_->root();
    report_.checkpoints = log_->checkpoints_checked();
    report_.nodes = log_->nodes_checked();
    report_.entries = books_.entries();
    report_.currencies = books_.currencies();
  }

 private:
  void take(std::span<const Envelope> chunk) {
    for (const Envelope& envelope : chunk) {
      log_->take(envelope);
      fold(envelope);
      if (read_models_ && envelope.position.value == live_.position) compare();
    }
    if (read_models_ && !report_.compared_at) {
      read_models_->chunk();
    } else {
      drop_appended(models_);
    }
    if (options_.progress) options_.progress(log_->size(), log_->head().position);
  }

  void fold(const Envelope& envelope) {
    try {
      const Recorded recorded{envelope,
                              decode_event(envelope.type, envelope.schema_version, envelope.payload)};
      if (stream_of(recorded.event) != envelope.stream ||
          partition_key_of(recorded.event) != envelope.partition_key)
        throw std::runtime_error("its stream or partition key is not the one of its payload");
      books_.take(recorded);
      models_.apply(recorded);
    } catch (const Damaged&) {
      throw;
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& e) {
      throw Damaged(envelope.position.value, e.what());
    }
  }

  void compare() {
    if (const auto found = read_models_->finish())
      difference_ = fmt::format("the read models at position {} are not what a replay gives: {}",
                                live_.position, *found);
    report_.compared_at = live_.position;
    report_.tables = read_models_->tables();
    report_.rows = read_models_->rows();
  }

  const VerifyOptions& options_;
  Snapshot& snapshot_;
  VerifyReport& report_;
  ReadModels models_;
  LivePosition live_;
  std::optional<LogCheck> log_;
  BooksCheck books_;
  std::optional<ReadModelCheck> read_models_;
  std::optional<std::string> difference_;
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
