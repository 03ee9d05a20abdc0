#include <fmt/format.h>
#include <unistd.h>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/read_pool.hpp"
#include "adapters/postgres/rebuild.hpp"
#include "apps/daybook/commands.hpp"

namespace daybook {
namespace {

constexpr const char* kUsage =
    "usage: daybook projections list      where the read models stand\n"
    "       daybook projections rebuild   makes them anew from the store, beside the live ones, and swaps\n"
    "       daybook projections diff      compares the live ones with a replay, row by row";

RebuildStep progress_line() {
  if (!isatty(2)) return {};
  return [](const std::string& phase, std::int64_t position) {
    fmt::print(stderr, "\r\033[K{} {}", phase, position);
  };
}

int list(const Config& config) {
  pg::Connection connection(config.database_url);
  const auto head = log_position(connection);
  fmt::print("read models at {} of {} events\n", read_position(connection), head);
  const auto tables = connection.exec(
      "SELECT relname, n_live_tup FROM pg_stat_user_tables WHERE schemaname = 'read' ORDER BY relname");
  for (int i = 0; i < tables.size(); ++i)
    fmt::print("  {:<20} ~{} rows\n", tables.text(i, 0), tables.text(i, 1));
  const auto stuck = connection.exec("SELECT count(*) FROM read.quarantine").integer(0, 0);
  if (stuck > 0)
    fmt::print("QUARANTINED: {} events wait behind a poisoned one: see read.quarantine\n", stuck);
  return stuck > 0 ? 1 : 0;
}

int rebuild_all(const Config& config) {
  EventReader reader(config.database_url);
  const auto report = rebuild(config.database_url, config.policy.zone, reader, progress_line());
  if (isatty(2)) fmt::print(stderr, "\n");
  for (const auto& t : report.tables) fmt::print("  {:<20} {} rows\n", t.table, t.rows_after);
  fmt::print("rebuilt {} tables to position {}\n", report.tables.size(), report.position);
  return 0;
}

int diff_all(const Config& config) {
  EventReader reader(config.database_url);
  const auto report = diff(config.database_url, config.policy.zone, reader, progress_line());
  if (isatty(2)) fmt::print(stderr, "\n");
  for (const auto& t : report.tables) {
    if (!t.missing && t.differing == 0) continue;
    fmt::print("  {:<20} {}\n", t.table,
               t.missing ? "is missing" : fmt::format("{} rows differ", t.differing));
    for (const auto& key : t.keys) fmt::print("    {}\n", key);
  }
  fmt::print("{} tables compared at position {}: {}\n", report.tables.size(), report.position,
             report.same() ? "no difference" : "they DIFFER (daybook projections rebuild makes them anew)");
  return report.same() ? 0 : 1;
}

}  // namespace

int projections_command(const Config& config, Arguments arguments) {
  if (arguments.empty()) throw UsageError(kUsage);
  const std::string verb = arguments.front();
  arguments.erase(arguments.begin());
  expect_no_more(arguments, kUsage);
  if (verb == "list") return list(config);
  if (verb == "rebuild") return rebuild_all(config);
  if (verb == "diff") return diff_all(config);
  if (verb == "--help") {
    fmt::print("{}\n", kUsage);
    return 0;
  }
  throw UsageError("does not know \"" + verb + "\"\n" + kUsage);
}

}  // namespace daybook
