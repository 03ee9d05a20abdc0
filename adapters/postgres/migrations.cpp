#include "adapters/postgres/migrations.hpp"

#include <pqxx/pqxx>

#include "adapters/postgres/sql_files.hpp"

namespace daybook {

std::vector<std::string> migrate(const std::string& owner_url) {
  pqxx::connection connection(owner_url);
  std::vector<std::string> applied;
  for (const auto name : sql_file_names()) {
    if (!name.starts_with("migrations/")) continue;
    const std::string text(name);
    pqxx::work work(connection);
    work.exec("SELECT pg_advisory_xact_lock(7146523)");  // one migrator at a time
    work.exec(
        "SET LOCAL client_min_messages = warning; CREATE TABLE IF NOT EXISTS schema_migrations "
        "(name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
    if (!work.exec_params("SELECT 1 FROM schema_migrations WHERE name = $1", text).empty()) continue;
    work.exec(std::string(sql_file(name)));
    work.exec_params0("INSERT INTO schema_migrations (name) VALUES ($1)", text);
    work.commit();
    applied.push_back(text);
  }
  return applied;
}

}  // namespace daybook
