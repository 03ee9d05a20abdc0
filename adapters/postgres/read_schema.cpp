#include "adapters/postgres/read_schema.hpp"

#include "adapters/postgres/sql_files.hpp"

namespace daybook {

void create_read_schema(pg::Connection& connection, const std::string& name) {
  connection.exec("CREATE SCHEMA " + name);
  connection.exec("SET LOCAL search_path = " + name);
  connection.exec(std::string(sql_file("read_schema.sql")));
  connection.exec("SET LOCAL search_path = DEFAULT");
}

bool ensure_read_schema(pg::Connection& connection) {
  connection.exec("BEGIN");
  try {
    // Released at the end of the transaction; keeps two starting processes from both finding nothing.
    connection.exec("SELECT pg_advisory_xact_lock(hashtext('daybook read schema'))");
    const bool missing = connection.exec("SELECT FROM pg_namespace WHERE nspname = 'read'").size() == 0;
    if (missing) create_read_schema(connection, kReadSchema);
    connection.exec("COMMIT");
    return missing;
  } catch (...) {
    if (connection.alive()) connection.exec("ROLLBACK");
    throw;
  }
}

}  // namespace daybook
