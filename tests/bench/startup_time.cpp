// From the start of `daybook serve` to its first 200 from /readyz, on a long log.

#include "adapters/postgres/pg.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/daybook_roles.hpp"

namespace daybook::bench {

void startup_time(Bench& bench) {
  const Database database = Database::kept(bench, bench.big_events);
  DaybookRoles roles(bench, database, false);
  Runs runs;
  for (int run = 0; run < bench.runs; ++run) {
    const Stopwatch watch;
    roles.start("serve", 900);
    runs.values.push_back(watch.seconds());
    roles.stop("serve");
  }
  pg::Connection connection(database.app_url());
  const auto snapshot = connection.exec("SELECT coalesce(max(position), 0) FROM snapshots");
  Row row;
  row.name = "startup";
  row.unit = "s";
  row.goal.text = "<= 2 s";
  row.goal.value_at_most = 2;
  row.conditions.add("events", database.head())
      .add("snapshot_at", snapshot.integer(0, 0))
      .add("measured", "from exec to the first 200 from /readyz, asked every 5 ms")
      .add("file_cache", "as the system has it");
  runs.into(row);
  bench.report.add(std::move(row));
}

}  // namespace daybook::bench
