#include "tests/bench/copy_yardsticks.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <stdexcept>

#include "adapters/postgres/event_reader.hpp"

namespace daybook::bench {
namespace {

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

Connection connect(const std::string& url) {
  Connection connection(PQconnectdb(url.c_str()), PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
  return connection;
}

void execute(PGconn* connection, const std::string& sql, ExecStatusType expected) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection, sql.c_str()), PQclear);
  if (PQresultStatus(result.get()) != expected) throw std::runtime_error(PQerrorMessage(connection));
}

/// Gives each row's bytes; returns the number of rows.
std::int64_t copy_out(PGconn* connection, const std::string& sql,
                      const std::function<void(std::string_view)>& take) {
  execute(connection, sql, PGRES_COPY_OUT);
  std::int64_t rows = 0;
  char* row = nullptr;
  for (int size = 0; (size = PQgetCopyData(connection, &row, 0)) > 0; ++rows) {
    take({row, static_cast<std::size_t>(size)});
    PQfreemem(row);
  }
  while (PGresult* result = PQgetResult(connection)) {
    const bool fine = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!fine) throw std::runtime_error(PQerrorMessage(connection));
  }
  return rows;
}

}  // namespace

double copy_out_rate(const Database& database) {
  double best = 0;
  for (const char* format : {"text", "binary"}) {
    const auto connection = connect(database.app_url());
    std::size_t bytes = 0;
    const Stopwatch watch;
    const std::int64_t rows =
        copy_out(connection.get(),
                 fmt::format("COPY (SELECT {} FROM events) TO STDOUT (FORMAT {})", kEventColumns, format),
                 [&](std::string_view row) { bytes += row.size(); });
    best = std::max(best, double(rows) / watch.seconds());
  }
  return best;
}

double copy_in_rate(const Database& from, std::int64_t after, const Database& into) {
  double best = 0;
  for (const char* format : {"text", "binary"}) {
    std::string rows;
    std::int64_t count = copy_out(
        connect(from.app_url()).get(),
        fmt::format(
            "COPY (SELECT {} FROM events WHERE position > {} ORDER BY position) TO STDOUT (FORMAT {})",
            kEventColumns, after, format),
        [&](std::string_view row) { rows += row; });
    if (std::string_view(format) == "binary") --count;  // the trailer comes as a row of its own
    const auto connection = connect(into.app_url());
    into.checkpoint();
    const Stopwatch watch;
    execute(connection.get(), "BEGIN", PGRES_COMMAND_OK);
    execute(connection.get(), fmt::format("COPY events ({}) FROM STDIN (FORMAT {})", kEventColumns, format),
            PGRES_COPY_IN);
    for (std::size_t at = 0; at < rows.size(); at += 1 << 20) {
      const std::size_t size = std::min<std::size_t>(1 << 20, rows.size() - at);
      if (PQputCopyData(connection.get(), rows.data() + at, static_cast<int>(size)) != 1)
        throw std::runtime_error(PQerrorMessage(connection.get()));
    }
    PQputCopyEnd(connection.get(), nullptr);
    while (PGresult* result = PQgetResult(connection.get())) {
      const bool fine = PQresultStatus(result) == PGRES_COMMAND_OK;
      PQclear(result);
      if (!fine) throw std::runtime_error(PQerrorMessage(connection.get()));
    }
    execute(connection.get(), "COMMIT", PGRES_COMMAND_OK);
    best = std::max(best, double(count) / watch.seconds());
    // Out of the way of the other format, and of the next run: only the owner can, and only by force.
    const auto owner = connect(into.owner_url());
    execute(owner.get(),
            "ALTER TABLE events DISABLE TRIGGER events_no_truncate; TRUNCATE events; "
            "ALTER TABLE events ENABLE TRIGGER events_no_truncate",
            PGRES_COMMAND_OK);
  }
  return best;
}

}  // namespace daybook::bench
