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

/// The Merkle tree over parts that become ready in any order.
class Tree {
 public:
  void add(std::int64_t number, std::vector<log::Hash> leaves) {
    std::lock_guard lock(mutex_);
    waiting_[number] = std::move(leaves);
    for (auto it = waiting_.begin(); it != waiting_.end() && it->first == next_; it = waiting_.erase(it)) {
      for (const auto& leaf : it->second)
        frontier_.append(leaf, [&](int level, std::int64_t index, const log::Hash& hash) {
          nodes_ += fmt::format("{}\t{}\t\\\\x{}\n", level, index, log::to_hex(hash));
        });
      ++next_;
    }
  }
  const log::Frontier& frontier() const { return frontier_; }
  const std::string& nodes() const { return nodes_; }

 private:
  std::mutex mutex_;
  std::map<std::int64_t, std::vector<log::Hash>> waiting_;
  std::int64_t next_ = 0;
  log::Frontier frontier_;
  std::string nodes_;
};

void copy_part(pg::Connection& connection, const LedgerPart& part) {
  connection.exec("BEGIN");
  connection.copy_in(fmt::format("COPY events ({}) FROM STDIN", kEventColumns), part.events);
  connection.copy_in("COPY persons (person_id, email_hash, wrapped_key) FROM STDIN", part.persons);
  connection.copy_in(
      "COPY idempotency (scope, request_digest, status, position, body, person_id, created_at) FROM STDIN",
      part.idempotency);
  connection.exec("COMMIT");
}

class Loading {
 public:
  explicit Loading(const LedgerPlan& plan) : plan_(plan), story_(plan.master, begin_of_log(plan.events)) {
    const std::int64_t behind = std::max<std::int64_t>(0, plan.events - story_.opening_events());
    events_ = story_.opening_events() + behind;
    chunks_ = (behind + kChunkEvents - 1) / kChunkEvents;
  }

  std::int64_t run(pg::Connection& connection) {
    copy_part(connection, story_.opening());
    tree_.add(0, story_.opening().leaves);
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
        tree_.add(number + 1, std::move(part.leaves));
        if (plan_.progress) plan_.progress(done_ += kChunkEvents);
      }
    } catch (...) {
      std::lock_guard lock(mutex_);
      failed_ = true;
      failure_ = std::current_exception();
    }
  }

  void finish(pg::Connection& connection) {
    const auto last = connection.exec("SELECT max(recorded_at) FROM events");
    connection.exec("BEGIN");
    connection.copy_in("COPY log_nodes (level, index, hash) FROM STDIN", tree_.nodes());
    connection.exec(
        "UPDATE log_head SET position = $1, frontier = $2, last_recorded_at = $3",
        {std::to_string(events_), pg::bytea(tree_.frontier().serialize()), std::string(last.text(0, 0))});
    connection.exec("COMMIT");
  }

  const LedgerPlan& plan_;
  Story story_;
  std::int64_t events_ = 0;
  std::int64_t chunks_ = 0;
  Tree tree_;
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
  Loading loading(plan);
  std::int64_t events = 0;
  if (plan.events < 100'000) {
    events = loading.run(connection);
  } else {
    LoadIndexes indexes(connection);
    events = loading.run(connection);
    indexes.restore();
  }
  // Now, and not by autovacuum while something is being measured.
  for (const char* table : {"events", "persons", "idempotency", "log_nodes"})
    connection.exec(fmt::format("VACUUM (ANALYZE) {}", table));
  return events;
}

}  // namespace daybook::bench
