#pragma once
// The plans of a connection's prepared statements, which are kept and must go on fitting a log that grows.

#include <algorithm>
#include <cstdint>

#include "adapters/postgres/pg.hpp"

namespace daybook::pg {

/// A plan is made for the sizes that tables have then: one made for some hundred events may read them all,
/// by position, where thousands ask for an index. Statistics make it anew, but a minute later.
class PlanAge {
 public:
  /// Plans of this connection that were made while the log was half as long are made anew. Throws pg::Error.
  void replan(Connection& connection, std::int64_t log_position) {
    if (log_position < outgrown_at_) return;
    connection.exec("DISCARD PLANS");
    outgrown_at_ = 2 * std::max<std::int64_t>(log_position, 500);
  }

 private:
  std::int64_t outgrown_at_ = 0;
};

}  // namespace daybook::pg
