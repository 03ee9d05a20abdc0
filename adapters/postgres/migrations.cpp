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

/// The store was migrated by a program that knows more.
[[noreturn]] void refuse_newer(const std::string& its) {
  throw std::runtime_error("the event store was migrated by a newer daybook, to " + its + ": start that one");
}

}  // namespace

std::vector<std::string> migrate(const std::string& owner_url) {
  const std::vector<std::string> known = known_migrations();
  pqxx::connection connection(owner_url);
  std::vector<std::string> applied;
  for (const std::string& name : known) {
    pqxx::work work(connection);
    work.exec("SELECT pg_advisory_xact_lock(7146523)");  // one migrator at a time
    work.exec(
        "SET LOCAL client_min_messages = warning; CREATE TABLE IF NOT EXISTS schema_migrations "
        "(name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
    const auto last = work.exec("SELECT max(name COLLATE \"C\") FROM schema_migrations");
    if (!last[0][0].is_null() && known.back() < last[0][0].c_str()) refuse_newer(last[0][0].c_str());
    if (!work.exec_params("SELECT 1 FROM schema_migrations WHERE name = $1", name).empty()) continue;
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
  const auto known = known_migrations();
  if (!applied.empty() && known.back() < applied.back()) refuse_newer(applied.back());
  if (known != applied)
    throw std::runtime_error(
        "the event store was made by an older daybook, or not at all, or its schema_migrations may not be "
        "read: run daybook migrate");
}

}  // namespace daybook
