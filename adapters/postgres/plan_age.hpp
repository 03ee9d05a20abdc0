#pragma once
// The plans of a connection's prepared statements, which are kept and must go on fitting a log that grows.

#include <algorithm>
#include <cstdint>

#include "adapters/postgres/pg.hpp"

namespace daybook::pg {

/// A plan is made for the sizes that tables have then: one made for some hundred events may read them all,
/// by position, where thousands ask for an index. Statistics make it anew, but a minute later. So in each
/// partition of the log that begins.
class PlanAge {
 public:
  /// Plans of this connection that were made while the log's last partition was half as long, or the one
  /// before, are made anew. Throws pg::Error.
  void replan(Connection& connection, std::int64_t log_position) {
    if (log_position < outgrown_at_) return;
    connection.exec("DISCARD PLANS");
    const std::int64_t first = log_position - log_position % kPartition;
    outgrown_at_ = first + std::min(2 * std::max(log_position - first, kFirst), kPartition + kFirst);
  }

 private:
  static constexpr std::int64_t kPartition = 10'000'000;  // migrations/0001_event_store.sql
  static constexpr std::int64_t kFirst = 500;
  std::int64_t outgrown_at_ = 0;
};

}  // namespace daybook::pg
