#include "adapters/effects/log_cursor.hpp"

namespace daybook {

LogCursor::LogCursor(pg::Connection& connection, std::string name) : name_(std::move(name)) {
  const auto known = connection.exec("SELECT position FROM effect_cursor WHERE name = $1", {name_});
  is_new_ = known.size() == 0;
  if (!is_new_) position_ = known.integer(0, 0);
}

void LogCursor::move(pg::Connection& connection, std::int64_t position) const {
  connection.exec(
      "INSERT INTO effect_cursor VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET position = "
      "excluded.position "
      "WHERE effect_cursor.position < excluded.position",
      {name_, std::to_string(position)});
}

}  // namespace daybook
