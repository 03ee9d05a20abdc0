#include "adapters/postgres/read_schema.hpp"

#include <sstream>

#include "adapters/postgres/sql_files.hpp"
#include "events/log/encoding.hpp"
#include "events/log/hash.hpp"

namespace daybook {
namespace {

/// The statements without comments and spacing, which may change.
std::string stamp() {
  std::string sql;
  std::istringstream lines{std::string(sql_file("read_schema.sql"))};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line.substr(0, line.find("--")));
    for (std::string word; words >> word;) sql += word + ' ';
  }
  return "daybook read models " + log::to_hex(log::sha256(sql)).substr(0, 16);
}

bool nothing_applied(pg::Connection& connection) {
  if (connection.exec("SELECT to_regclass('read.progress')").null(0, 0)) return false;
  const auto row = connection.exec("SELECT contiguous = 0 AND isempty(beyond) FROM read.progress");
  return row.size() == 1 && row.text(0, 0) == "t";
}

}  // namespace

void create_read_schema(pg::Connection& connection, const std::string& name) {
  connection.exec("CREATE SCHEMA " + name);
  connection.exec("SET LOCAL search_path = " + name);
  connection.exec(std::string(sql_file("read_schema.sql")));
  connection.exec("SET LOCAL search_path = DEFAULT");
  connection.exec("COMMENT ON SCHEMA " + name + " IS '" + stamp() + "'");
}

std::optional<std::string> foreign_read_schema(pg::Connection& connection) {
  const auto found =
      connection.exec("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'read'");
  if (found.size() == 1 && !found.null(0, 0) && found.text(0, 0) == stamp()) return std::nullopt;
  return "the read models were made by another version of daybook: daybook projections rebuild makes them "
         "anew";
}

bool ensure_read_schema(pg::Connection& connection) {
  connection.exec("BEGIN");
  try {
    // Released at the end of the transaction; keeps two starting processes from both finding nothing.
    connection.exec("SELECT pg_advisory_xact_lock(hashtext('daybook read schema'))");
    bool missing = connection.exec("SELECT FROM pg_namespace WHERE nspname = 'read'").size() == 0;
    if (const auto foreign = missing ? std::nullopt : foreign_read_schema(connection)) {
      if (!nothing_applied(connection)) throw std::runtime_error(*foreign);
      connection.exec("DROP SCHEMA read CASCADE");
      missing = true;
    }
    if (missing) create_read_schema(connection, kReadSchema);
    connection.exec("COMMIT");
    return missing;
  } catch (...) {
    if (connection.alive()) connection.exec("ROLLBACK");
    throw;
  }
}

}  // namespace daybook
