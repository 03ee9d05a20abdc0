#include "adapters/postgres/migrations.hpp"

#include "adapters/postgres/pg.hpp"
#include "adapters/postgres/sql_files.hpp"

namespace daybook {

std::vector<std::string> migrate(const std::string& owner_url) {
  pg::Connection connection(owner_url);
  connection.exec("SELECT pg_advisory_lock(7146523)");  // one migrator at a time, until the connection closes
  connection.exec(
      "SET client_min_messages = warning; CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, "
      "applied_at timestamptz NOT NULL DEFAULT now())");
  std::vector<std::string> applied;
  for (const auto name : sql_file_names()) {
    if (!name.starts_with("migrations/")) continue;
    const std::string text(name);
    if (connection.exec("SELECT 1 FROM schema_migrations WHERE name = $1", {text}).size() == 1) continue;
    connection.exec("BEGIN");
    connection.exec(std::string(sql_file(name)));
    connection.exec("INSERT INTO schema_migrations (name) VALUES ($1)", {text});
    connection.exec("COMMIT");
    applied.push_back(text);
  }
  return applied;
}

}  // namespace daybook
