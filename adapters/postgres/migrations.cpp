#include "adapters/postgres/migrations.hpp"

#include <algorithm>
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

/// In their order; the application's role could not ask before 0005.
std::vector<std::string> applied_migrations(pg::Connection& connection) {
  const auto may_ask = connection.exec(
      "SELECT coalesce(has_table_privilege(to_regclass('public.schema_migrations'), 'SELECT'), false)");
  std::vector<std::string> names;
  if (may_ask.text(0, 0) != "t") return names;
  const auto rows = connection.exec("SELECT name FROM public.schema_migrations ORDER BY name COLLATE \"C\"");
  for (int i = 0; i < rows.size(); ++i) names.emplace_back(rows.text(i, 0));
  return names;
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
    if (!work.exec_params("SELECT 1 FROM schema_migrations WHERE name = $1", name).empty()) continue;
    work.exec(std::string(sql_file(name)));
    work.exec_params0("INSERT INTO schema_migrations (name) VALUES ($1)", name);
    work.commit();
    applied.push_back(name);
  }
  return applied;
}

void require_migrated(pg::Connection& connection) {
  const auto known = known_migrations(), applied = applied_migrations(connection);
  const auto [missing, unknown] = std::ranges::mismatch(known, applied);
  if (missing != known.end())
    throw std::runtime_error(
        "the event store was made by an older daybook, or not at all: run daybook migrate");
  if (unknown != applied.end())
    throw std::runtime_error("the event store was migrated by a newer daybook, to " + applied.back() +
                             ": start that one");
}

}  // namespace daybook
