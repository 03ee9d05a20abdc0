#include "adapters/audit/snapshot.hpp"

namespace daybook::audit {

Snapshot::Snapshot(const std::string& url) : reader_(url) { begin(); }

Snapshot::Snapshot(const std::string& url, const Snapshot& other) : reader_(url), name_(other.name_) {
  begin();
}

void Snapshot::begin() {
  connection().exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  if (name_.empty()) {
    name_ = connection().exec("SELECT pg_export_snapshot()").text(0, 0);
  } else {
    connection().exec("SET TRANSACTION SNAPSHOT '" + name_ + "'");
  }
  // Between two reads the audit folds, which may take longer than the server's patience with idle
  // transactions.
  connection().exec("SET LOCAL idle_in_transaction_session_timeout = 0");
}

void Snapshot::renew() {
  connection().exec("ROLLBACK");
  name_.clear();
  begin();
}

Head Snapshot::head() {
  const auto rows = connection().exec("SELECT position, frontier, last_recorded_at FROM log_head");
  if (rows.size() != 1)
    throw std::runtime_error("log_head has " + std::to_string(rows.size()) + " rows instead of one");
  return {rows.integer(0, 0), rows.bytes(0, 1), {pg::micros_of(rows.text(0, 2))}};
}

}  // namespace daybook::audit
