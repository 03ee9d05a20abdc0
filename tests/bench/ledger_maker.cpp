#include "tests/bench/ledger_maker.hpp"

#include <fmt/format.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/migrations.hpp"
#include "adapters/system/clock.hpp"
#include "events/log/merkle.hpp"
#include "tests/bench/ledger_story.hpp"
#include "tests/bench/load_indexes.hpp"

namespace daybook::bench {
namespace {

/// A running server saves a snapshot every 20,000 events: the last one is as old as it gets.
constexpr std::int64_t kSnapshotBehind = 19'999;

/// What must see the events in order, from parts that become ready in any order: the Merkle tree, and the
/// ledger state for the snapshot.
class InOrder {
 public:
  explicit InOrder(std::int64_t snapshot_at) : snapshot_at_(snapshot_at) {}

  void add(std::int64_t part_number, std::vector<Recorded> recorded) {
    std::lock_guard lock(mutex_);
    waiting_[part_number] = std::move(recorded);
    for (auto it = waiting_.begin(); it != waiting_.end() && it->first == next_; it = waiting_.erase(it)) {
      for (const auto& r : it->second) take(r);
      ++next_;
    }
  }
  const log::Frontier& frontier() const { return frontier_; }
  const std::string& nodes() const { return nodes_; }
  Instant last_recorded_at() const { return last_recorded_at_; }
  const LedgerState& snapshot() const { return ledger_; }

 private:
  void take(const Recorded& r) {
    frontier_.append(r.envelope.leaf_hash, [&](int level, std::int64_t index, const log::Hash& hash) {
      nodes_ += fmt::format("{}\t{}\t\\\\x{}\n", level, index, log::to_hex(hash));
    });
    last_recorded_at_ = r.envelope.recorded_at;
    if (r.envelope.position.value <= snapshot_at_) ledger_.apply(r);
  }

  const std::int64_t snapshot_at_;
  std::mutex mutex_;
  std::map<std::int64_t, std::vector<Recorded>> waiting_;
  std::int64_t next_ = 0;
  log::Frontier frontier_;
  std::string nodes_;
  Instant last_recorded_at_;
  LedgerState ledger_;
};

void copy_part(pg::Connection& connection, const LedgerPart& part) {
  connection.exec("BEGIN");
  const auto copy = [&](const char* table, const char* columns, const pg::CopyRows& rows) {
    connection.copy_in(fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", table, columns),
                       rows.stream_of(0, rows.rows()));
  };
  copy("events", kEventColumns, part.events);
  copy("persons", kPersonColumns, part.persons);
  copy("idempotency", kAnswerColumns, part.idempotency);
  connection.exec("COMMIT");
}

class Loading {
 public:
  explicit Loading(const LedgerPlan& plan)
      : plan_(plan),
        story_(plan.master, begin_of_log(plan.events)),
        in_order_(plan.events - kSnapshotBehind) {
    const std::int64_t behind = std::max<std::int64_t>(0, plan.events - story_.opening_events());
    events_ = story_.opening_events() + behind;
    chunks_ = (behind + kChunkEvents - 1) / kChunkEvents;
  }

  std::int64_t run(pg::Connection& connection) {
    copy_part(connection, story_.opening());
    in_order_.add(0, story_.opening().recorded);
    const auto cores = static_cast<int>(std::thread::hardware_concurrency());
    std::vector<std::thread> threads;
    for (int i = 0; i < (plan_.threads > 0 ? plan_.threads : cores + 1); ++i)
      threads.emplace_back([this] { work(); });
    for (auto& thread : threads) thread.join();
    if (failure_) std::rethrow_exception(failure_);
    finish(connection);
    return events_;
  }

 private:
  /// One event a second, the last one now.
  static Instant begin_of_log(std::int64_t events) {
    return {system_now().micros - (events + 10'000) * kMicrosPerSecond};
  }

  void work() {
    try {
      pg::Connection connection(plan_.owner_url);
      for (std::int64_t number = next_++; number < chunks_ && !failed_; number = next_++) {
        const std::int64_t before = story_.opening_events() + number * kChunkEvents;
        LedgerPart part = story_.chunk(number, std::min(kChunkEvents, events_ - before));
        copy_part(connection, part);
        in_order_.add(number + 1, std::move(part.recorded));
        const std::int64_t done = done_ += kChunkEvents;
        if (plan_.progress && done % 1'000'000 == 0) plan_.progress(fmt::format("{} events", done));
      }
    } catch (...) {
      std::lock_guard lock(mutex_);
      failed_ = true;
      failure_ = std::current_exception();
    }
  }

  void finish(pg::Connection& connection) {
    connection.exec("BEGIN");
    connection.copy_in("COPY log_nodes (level, index, hash) FROM STDIN", in_order_.nodes());
    connection.exec("UPDATE log_head SET position = $1, frontier = $2, last_recorded_at = $3",
                    {std::to_string(events_), pg::bytea(in_order_.frontier().serialize()),
                     to_string(in_order_.last_recorded_at())});
    const LedgerState& snapshot = in_order_.snapshot();
    if (snapshot.position().value > 0)  // as LedgerView::save_snapshot does
      connection.exec("INSERT INTO snapshots (name, position, format, state) VALUES ('ledger', $1, $2, $3)",
                      {std::to_string(snapshot.position().value),
                       std::to_string(LedgerState::kSnapshotFormat), pg::bytea(snapshot.snapshot())});
    connection.exec("COMMIT");
  }

  const LedgerPlan& plan_;
  Story story_;
  std::int64_t events_ = 0;
  std::int64_t chunks_ = 0;
  InOrder in_order_;
  std::atomic<std::int64_t> next_{0};
  std::atomic<std::int64_t> done_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

std::int64_t make_ledger(const LedgerPlan& plan) {
  migrate(plan.owner_url);
  pg::Connection connection(plan.owner_url);
  if (log_position(connection) != 0) throw std::runtime_error("the database holds a log already");
  const auto say = [&](const char* text) {
    if (plan.progress) plan.progress(text);
  };
  Loading loading(plan);
  std::int64_t events = 0;
  if (plan.events < 100'000) {
    events = loading.run(connection);
  } else {
    LoadIndexes indexes(connection);
    events = loading.run(connection);
    say("making the indexes");
    indexes.restore();
  }
  // Now, and not by autovacuum while something is being measured.
  say("vacuuming");
  for (const char* table : {"events", "persons", "idempotency", "log_nodes"})
    connection.exec(fmt::format("VACUUM (ANALYZE) {}", table));
  return events;
}

}  // namespace daybook::bench
