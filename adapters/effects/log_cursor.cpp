#include "adapters/effects/log_cursor.hpp"

#include <map>

namespace daybook {

std::vector<LogCursor> LogCursor::read(pg::Connection& connection, const std::vector<std::string>& names) {
  const auto rows = connection.exec("SELECT name, position FROM effect_cursor WHERE name = ANY($1::text[])",
                                    {pg::text_array(names)});
  std::map<std::string, std::int64_t, std::less<>> known;
  for (int i = 0; i < rows.size(); ++i) known.emplace(rows.text(i, 0), rows.integer(i, 1));
  std::vector<LogCursor> cursors;
  for (const std::string& name : names) {
    const auto found = known.find(name);
    cursors.push_back(LogCursor(name, found == known.end() ? std::nullopt : std::optional(found->second)));
  }
  return cursors;
}

void LogCursor::move(pg::Connection& connection, std::int64_t position) const {
  connection.exec(
      "INSERT INTO effect_cursor VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET position = "
      "excluded.position "
      "WHERE effect_cursor.position < excluded.position",
      {name_, std::to_string(position)});
}

}  // namespace daybook
