#include "adapters/audit/scratch_store.hpp"

#include <fmt/format.h>

#include <memory>

#include "adapters/log.hpp"
#include "adapters/postgres/migrations.hpp"

namespace daybook::audit {
namespace {

/// A bare libpq connection: COPY TO has no place in pg::Connection, which serves the hot path.
class Pipe {
 public:
  explicit Pipe(const std::string& url) : connection_(PQconnectdb(url.c_str()), PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail(true);
  }
  void exec(const std::string& sql, ExecStatusType expected = PGRES_COMMAND_OK) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection_.get(), sql.c_str()),
                                                                PQclear);
    if (PQresultStatus(result.get()) != expected) fail(PQstatus(connection_.get()) != CONNECTION_OK);
  }
  /// Everything that `query` gives into `table` over there, as it comes.
  void copy_to(Pipe& other, const std::string& query, const std::string& table) {
    exec(fmt::format("COPY ({}) TO STDOUT", query), PGRES_COPY_OUT);
    other.exec(fmt::format("COPY {} FROM STDIN", table), PGRES_COPY_IN);
    char* line = nullptr;
    int length = 0;
    while ((length = PQgetCopyData(connection_.get(), &line, 0)) > 0) {
      const std::unique_ptr<char, void (*)(void*)> owned(line, PQfreemem);
      if (PQputCopyData(other.connection_.get(), line, length) != 1) other.fail(true);
    }
    if (length == -2) fail(true);
    finish();
    if (PQputCopyEnd(other.connection_.get(), nullptr) != 1) other.fail(true);
    other.finish();
  }

 private:
  [[noreturn]] void fail(bool lost) { throw pg::Error(PQerrorMessage(connection_.get()), "", lost); }
  void finish() {
    bool good = true;
    while (PGresult* result = PQgetResult(connection_.get())) {
      good = good && PQresultStatus(result) == PGRES_COMMAND_OK;
      PQclear(result);
    }
    if (!good) fail(PQstatus(connection_.get()) != CONNECTION_OK);
  }
  std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

std::string quoted(const std::string& value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

}  // namespace

std::string with_database(const std::string& url, const std::string& database) {
  char* why = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(url.c_str(), &why), PQconninfoFree);
  const std::unique_ptr<char, void (*)(void*)> reason(why, PQfreemem);
  if (!options)
    throw std::invalid_argument(fmt::format("not a database address: {}", why ? why : "out of memory"));
  std::string out = "dbname=" + quoted(database);
  for (const PQconninfoOption* o = options.get(); o->keyword != nullptr; ++o)
    if (o->val != nullptr && std::string_view(o->keyword) != "dbname")
      out += fmt::format(" {}={}", o->keyword, quoted(o->val));
  return out;
}

ScratchStore::ScratchStore(std::string superuser_url, std::string name)
    : superuser_url_(std::move(superuser_url)),
      name_(std::move(name)),
      url_(with_database(superuser_url_, name_)) {
  try {
    fill();
  } catch (...) {
    try {
      drop();
    } catch (const std::exception& e) {
      logging::warn("database {} stays behind: {}", name_, e.what());
    }
    throw;
  }
}

void ScratchStore::fill() {
  pg::Connection(superuser_url_).exec(fmt::format("CREATE DATABASE {} TEMPLATE template0", name_));
  made_ = true;
  migrate(url_);
  pg::Connection copy(url_);
  copy.exec("TRUNCATE log_head");
  Pipe from(superuser_url_);
  Pipe to(url_);
  from.exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  from.copy_to(to, "SELECT * FROM events ORDER BY position", "events");
  for (const char* table : {"log_head", "log_nodes", "checkpoints"})
    from.copy_to(to, fmt::format("SELECT * FROM {}", table), table);
  from.exec("COMMIT");
  head_ = copy.exec("SELECT position FROM log_head").integer(0, 0);
}

void ScratchStore::drop() {
  if (!made_) return;
  pg::Connection(superuser_url_).exec(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_));
  made_ = false;
}

ScratchStore::~ScratchStore() {
  try {
    drop();
  } catch (const std::exception& e) {
    logging::warn("database {} stays behind: {}", name_, e.what());
  }
}

}  // namespace daybook::audit
