#include "adapters/postgres/migrations.hpp"

#include <pqxx/pqxx>
#include <stdexcept>

#include "adapters/postgres/sql_files.hpp"

namespace daybook {
namespace {

/// In their order.
std::vector<std::string> known_migrations() {
  std::vector<std::string> names;
  for (const auto name : sql_file_names())
    if (name.starts_with("migrations/")) names.emplace_back(name);
  return names;
}

/// Throws when the last migration that was applied says that a program which knows more applied it.
void refuse_newer(const std::string& last) {
  if (known_migrations().back() < last)
    throw std::runtime_error("the event store was migrated by a newer daybook, to " + last +
                             ": start that one");
}

}  // namespace

std::vector<std::string> migrate(const std::string& owner_url) {
  pqxx::connection connection(owner_url);
  std::vector<std::string> applied;
  for (const std::string& name : known_migrations()) {
    pqxx::work work(connection);
    work.exec("SELECT pg_advisory_xact_lock(7146523)");  // one migrator at a time
    work.exec(
        "SET LOCAL client_min_messages = warning; CREATE TABLE IF NOT EXISTS schema_migrations "
        "(name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
    const auto before = work.exec_params1(
        "SELECT coalesce(max(name COLLATE \"C\"), ''), coalesce(bool_or(name = $1), false) "
        "FROM schema_migrations",
        name);
    refuse_newer(before[0].c_str());
    if (before[1].as<bool>()) continue;
    work.exec(std::string(sql_file(name)));
    work.exec_params0("INSERT INTO schema_migrations (name) VALUES ($1)", name);
    work.commit();
    applied.push_back(name);
  }
  return applied;
}

void require_migrated(pg::Connection& connection) {
  // The application's role may not ask before 0005.
  const auto may_ask = connection.exec(
      "SELECT coalesce(has_table_privilege(to_regclass('public.schema_migrations'), 'SELECT'), false)");
  std::vector<std::string> applied;
  if (may_ask.text(0, 0) == "t") {
    const auto rows =
        connection.exec("SELECT name FROM public.schema_migrations ORDER BY name COLLATE \"C\"");
    for (int i = 0; i < rows.size(); ++i) applied.emplace_back(rows.text(i, 0));
  }
  if (!applied.empty()) refuse_newer(applied.back());
  if (applied != known_migrations())
    throw std::runtime_error(
        "the event store was made by an older daybook, or not at all, or its schema_migrations may not be "
        "read: run daybook migrate");
}

const std::string& migrated(const std::string& url) {
  pg::Connection connection(url);
  require_migrated(connection);
  return url;
}

}  // namespace daybook
