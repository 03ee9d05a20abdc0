// A bulk load: one transaction that makes the tables and fills them, and folds the next batch while the last
// one is written. Nobody sees the tables before it commits, so rows go in frozen, progress is written once,
// and a load that fails leaves nothing behind.

#include <fmt/format.h>

#include "adapters/postgres/projector.hpp"

namespace daybook {
namespace {

/// Sums are written at the end; before that only when there are more of them than this, in one table.
constexpr std::size_t kHeldRows = 100'000;

template <class T>
void hold_back_if_often(T& table, bool held) {
  if constexpr (requires { T::RowType::held_in_bulk; }) table.hold_back(held);
}

}  // namespace

void Projector::begin_bulk(const std::function<void(pg::Connection&)>& make) {
  give_up();
  made_.clear();
  connection_ = std::make_unique<pg::Connection>(url_);
  connection_->exec("SET synchronous_commit = off");
  connection_->exec("BEGIN");
  connection_->exec("SET LOCAL idle_in_transaction_session_timeout = 0");
  make(*connection_);
  read_progress();
  models_.each_table([](auto& table) {
    if constexpr (requires { table.assume_empty(); }) table.assume_empty();
  });
  in_bulk_ = true;
  loaded_ = true;
}

Projector::Applied Projector::apply_in_bulk(Batch& batch) {
  if (!batch.offsets.empty()) throw std::logic_error("a bulk load reads the store");
  const auto events = unseen(batch);
  auto waiting = fold(events);
  const std::size_t stopped = waiting.size();
  for (const Waiting& w : waiting) quarantined_keys_.insert(w.partition_key);
  models_.each_table([](auto& table) {
    if constexpr (requires { table.hold(); }) {
      table.hold();
      if (table.held_count() > kHeldRows) table.release();
    }
    hold_back_if_often(table, table.size() <= kHeldRows);
  });
  hand_over(std::move(waiting));
  return {progress_.applied.contiguous(), events.size() - stopped, batch.events.size() - events.size(),
          stopped};
}

void Projector::finish_bulk() {
  if (!loaded_ || !in_bulk_) throw Fenced("begin_bulk() comes first");
  try {
    models_.each_table([](auto& table) {
      if constexpr (requires { table.release(); }) table.release();
      hold_back_if_often(table, false);
    });
    hand_over({});
    wait_for_write();
    write_progress({}, progress_.applied);
    connection_->exec("COMMIT");
    written_ = progress_.applied;
  } catch (...) {
    give_up();
    throw;
  }
  in_bulk_ = false;
}

void Projector::hand_over(std::vector<Waiting> waiting) {
  auto rows = take_rows();
  mark_written(models_, options_.max_cached_rows);
  wait_for_write();
  write_ = std::async(std::launch::async, [this, rows = std::move(rows), waiting = std::move(waiting)] {
    write_rows(rows, *connection_, pg::Freeze::yes);
    write_quarantine(waiting);
  });
}

std::optional<std::int64_t> Projector::rows_made(std::string_view table) const {
  const auto found = made_.find(table);
  if (options_.trust == RowTrust::nothing || found == made_.end() || found->second == 0) return std::nullopt;
  return found->second;
}

void Projector::wait_for_write() {
  if (write_.valid()) write_.get();
}

}  // namespace daybook
