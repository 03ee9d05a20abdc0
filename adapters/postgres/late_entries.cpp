#include "adapters/postgres/late_entries.hpp"

#include <fmt/format.h>

#include "adapters/postgres/read_rows.hpp"

namespace daybook {

LateFacts late_of(const pg::Rows& rows) {
  LateFacts late;
  for (int i = 0; i < rows.size(); ++i) {
    LateFactRow row = sql::row_of<LateFactRow>(rows, i);
    late.emplace(row.position, std::move(row));
  }
  return late;
}

LateFacts late_between(pg::Connection& connection, std::int64_t first, std::int64_t last) {
  return late_of(
      connection.exec(fmt::format("SELECT {} FROM late_facts WHERE position >= $1 AND position <= $2",
                                  sql::column_list<LateFactRow>()),
                      {std::to_string(first), std::to_string(last)}));
}

}  // namespace daybook
