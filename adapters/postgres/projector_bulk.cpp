// A bulk load: one transaction that makes the tables and fills them, and folds the next batch while the last
// one is written. Nobody sees the tables before it commits, so rows go in frozen, progress is written once,
// and a load that fails leaves nothing behind.

#include <algorithm>

#include "adapters/postgres/projector.hpp"

namespace daybook {
namespace {

/// Sums and open items are written at the end; before that only when one table has more of them than this.
constexpr std::size_t kHeldRows = 100'000;
/// Rows leave memory by ten thousands: the next batches are folded while they are written, as long as what
/// waits to be written has no more bytes than this. Each batch has a thread that waits for its turn, so that
/// it counts for a sixteenth at least.
constexpr std::size_t kWaitingBytes = 16 << 20;
constexpr std::size_t kLeastBytes = kWaitingBytes / 16;

}  // namespace

void Projector::begin_bulk(const std::function<void(pg::Connection&)>& make) {
  give_up();
  made_.clear();
  connection_ = std::make_unique<pg::Connection>(url_, kSettings);
  connection_->exec("SET synchronous_commit = off");
  connection_->exec("BEGIN");
  connection_->exec("SET LOCAL idle_in_transaction_session_timeout = 0");
  make(*connection_);
  read_progress();
  models_.each_table([this](auto& table) {
    if constexpr (requires { table.assume_empty(); }) table.assume_empty();
    if constexpr (requires { table.write_late(true); }) table.write_late(options_.write_late);
  });
  in_bulk_ = true;
  loaded_ = true;
}

Projector::Applied Projector::apply_in_bulk(Batch& batch) {
  if (!batch.offsets.empty()) throw std::logic_error("a bulk load reads the store");
  const auto events = unseen(batch);
  Folded folded;
  std::vector<Recorded> going = not_stopped(events, folded);
  std::size_t stopped = 0;
  do {
    fold(going, folded);
    stopped += folded.waiting.size();
    models_.each_table([this](auto& table) {
      if constexpr (requires { table.hold(); }) {
        table.hold();
        if (table.held_count() > kHeldRows) table.release();
      }
      if constexpr (requires { table.choose_leaving(0); }) table.choose_leaving(options_.max_cached_rows);
    });
    hand_over(std::exchange(folded, {}));
  } while (!going.empty());
  return {progress_.applied.contiguous(), events.size() - stopped, batch.events.size() - events.size(),
          stopped};
}

void Projector::finish_bulk() {
  if (!loaded_ || !in_bulk_) throw Fenced("begin_bulk() comes first");
  try {
    models_.each_table([](auto& table) {
      if constexpr (requires { table.release(); }) table.release();
      if constexpr (requires { table.write_late(false); }) table.write_late(false);
    });
    hand_over({});
    start_write();
    wait_for_write();
    write_progress(From::store, progress_.applied);
    connection_->exec("COMMIT");
    written_ = progress_.applied;
  } catch (...) {
    give_up();
    throw;
  }
  in_bulk_ = false;
}

void Projector::hand_over(Folded folded) {
  start_write();
  folded.rows = take_rows();
  to_write_ = std::move(folded);
  // Rows that go from memory before they are written must be there before anything is looked up.
  if (!mark_written(models_, options_.max_cached_rows)) start_write();
}

/// Of a bulk load's last batch, if that is not done yet: behind those that are still being written.
void Projector::start_write() {
  if (!to_write_) return;
  const std::size_t bytes = std::max(to_write_->rows.bytes(), kLeastBytes);
  if (waiting_bytes_ + bytes > kWaitingBytes) wait_for_write();
  waiting_bytes_ += bytes;
  write_ = std::async(std::launch::async,
                      [this, bytes, before = std::move(write_), folded = std::move(*to_write_)]() mutable {
                        if (before.valid()) before.get();
                        write_rows(folded.rows, *connection_, pg::Freeze::yes);
                        write_quarantine(folded.waiting);
                        waiting_bytes_ -= bytes;
                      });
  to_write_.reset();
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
