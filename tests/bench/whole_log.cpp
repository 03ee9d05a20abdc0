// What reads the whole log: making all read models anew, and verifying everything. Both as the commands that
// a person would type, from their start to their end.

#include <fmt/format.h>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/copy_yardsticks.hpp"
#include "tests/bench/daybook_roles.hpp"

namespace daybook::bench {
namespace {

void whole_log(Bench& bench, const char* name, const std::vector<std::string>& command, double goal) {
  const Database database = Database::kept(bench, bench.medium_events);
  DaybookRoles roles(bench, database, false);
  const std::int64_t events = database.head();
  if (roles.read_models_at() != events) {
    say("making the read models first");
    roles.run({"projections", "rebuild"});
  }
  Runs runs;
  for (int run = 0; run < bench.runs; ++run) {
    runs.yardsticks.push_back(copy_out_rate(database));
    database.checkpoint();
    const Stopwatch watch;
    roles.run(command);
    runs.values.push_back(double(events) / watch.seconds());
    say(fmt::format("{}: {:.0f} events/s, COPY out {:.0f}", name, runs.values.back(),
                    runs.yardsticks.back()));
  }
  Row row;
  row.name = name;
  row.unit = "events/s";
  row.yardstick = "COPY of the events out, one connection, the faster format";
  row.goal.text = fmt::format(">= {}", goal);
  row.goal.ratio_at_least = goal;
  row.conditions.add("events", events)
      .add("command", fmt::format("daybook {}", fmt::join(command, " ")))
      .add("measured", "the whole command, its start included");
  runs.into(row);
  bench.report.add(std::move(row));
}

}  // namespace

void rebuild_all(Bench& bench) { whole_log(bench, "rebuild", {"projections", "rebuild"}, 0.35); }
void verify_all(Bench& bench) { whole_log(bench, "verify", {"audit", "verify"}, 0.6); }

}  // namespace daybook::bench
