// A bulk load: folding the next batch while the last one is written. Nobody else uses the schema, and a load
// that fails is begun anew, so a batch need not be in its tables when apply() returns; the next one waits for
// it, and so does whoever looks a row up.

#include <fmt/format.h>

#include "adapters/postgres/projector.hpp"

namespace daybook {
namespace {

/// Sums are written at the end; before that only when there are more of them than this, in one table.
constexpr std::size_t kHeldRows = 50'000;

}  // namespace

Projector::Applied Projector::apply_in_bulk(Batch& batch) {
  if (!batch.offsets.empty()) throw std::logic_error("a bulk load reads the store");
  AppliedRanges applied = progress_.applied;
  const auto events = unseen(batch, applied);
  auto waiting = fold(events);
  const std::size_t stopped = waiting.size();
  for (const Waiting& w : waiting) quarantined_keys_.insert(w.partition_key);
  progress_.applied = std::move(applied);
  models_.each_table([](auto& table) {
    if constexpr (requires { table.hold(); }) {
      table.hold();
      if (table.held_count() > kHeldRows) table.release();
    }
  });
  hand_over(std::move(waiting));
  return {progress_.applied.contiguous(), events.size() - stopped, batch.events.size() - events.size(),
          stopped};
}

void Projector::finish_bulk() {
  if (!in_bulk_) return;
  try {
    models_.each_table([](auto& table) {
      if constexpr (requires { table.release(); }) table.release();
    });
    hand_over({});
    wait_for_bulk_write();
  } catch (...) {
    give_up();
    throw;
  }
  store_revision_ = revision_;
  in_bulk_ = false;
}

void Projector::hand_over(std::vector<Waiting> waiting) {
  BulkWrite write{changed_rows(models_, options_.schema, options_.trust), std::move(waiting),
                  progress_.applied.contiguous(), progress_.applied.beyond(), revision_++};
  count_made(write.rows);
  wait_for_bulk_write();
  mark_written(models_, options_.max_cached_rows);
  bulk_write_ = std::async(std::launch::async, [this, write = std::move(write)] { write_bulk(write); });
}

void Projector::count_made(const std::vector<TableWrite>& writes) {
  if (options_.bulk)
    for (const TableWrite& write : writes) made_[write.table] += write.copied;
}

std::optional<std::int64_t> Projector::rows_made(std::string_view table) const {
  const auto found = made_.find(table);
  if (options_.trust == RowTrust::nothing || found == made_.end() || found->second == 0) return std::nullopt;
  return found->second;
}

void Projector::wait_for_bulk_write() {
  if (bulk_write_.valid()) bulk_write_.get();
}

/// In a thread of its own, which has the connection to itself.
void Projector::write_bulk(const BulkWrite& write) {
  connection_->exec("BEGIN");
  const auto head = connection_->exec(
      fmt::format("SELECT generation, revision FROM {}.progress FOR UPDATE", options_.schema));
  if (head.size() != 1 || head.text(0, 0) != progress_.generation || head.integer(0, 1) != write.revision)
    throw Fenced("another rebuild is at work");
  write_rows(write.rows, *connection_);
  write_quarantine(write.waiting);
  const std::string revision = std::to_string(write.revision + 1);
  connection_->exec(fmt::format("UPDATE {}.progress SET contiguous = $1, beyond = $2, revision = $3, "
                                "store_revision = $3, updated_at = clock_timestamp()",
                                options_.schema),
                    {std::to_string(write.contiguous), write.beyond, revision});
  connection_->exec("COMMIT");
}

}  // namespace daybook
