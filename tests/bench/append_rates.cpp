// Conditional appends in process: against COPY of the same rows, and against themselves on a small log.

#include <fmt/format.h>

#include <stdexcept>

#include "tests/bench/append_load.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/copy_yardsticks.hpp"

namespace daybook::bench {
namespace {

constexpr std::int64_t kWarmUp = 5'000;

/// Appends after a warm-up; the store must hold exactly that many events more.
double measured(AppendLoad& load, const Database& database, std::int64_t events, bool keys) {
  load.append(kWarmUp, keys);
  database.checkpoint();
  const std::int64_t before = database.head();
  const double rate = load.append(events, keys);
  if (database.head() != before + events)
    throw std::runtime_error(
        fmt::format("{} events were appended, the log grew by {}", events, database.head() - before));
  return rate;
}

const char* const kWhat =
    "half orders placed (broker active, card in stock), half captures (order unpaid at version 1); decided, "
    "encoded, hashed, chained, appended by COPY, the head compared and set, durable";

}  // namespace

void append_events(Bench& bench) {
  Runs runs;
  const std::int64_t events = 15'000 * bench.seconds;
  for (int run = 0; run < bench.runs; ++run) {
    const Database database = Database::fresh(bench);
    const Database scratch = Database::fresh(bench);
    DaybookRoles roles(bench, database, false);
    std::int64_t before = 0;
    {
      AppendLoad load(bench, roles);
      before = database.head();
      runs.values.push_back(measured(load, database, events, false));
    }
    roles.run({"audit", "verify", "--no-read-models"});
    runs.yardsticks.push_back(copy_in_rate(database, before, scratch));
    say(fmt::format("append: {:.0f} events/s, COPY in {:.0f}", runs.values.back(), runs.yardsticks.back()));
  }
  Row row;
  row.name = "append";
  row.unit = "events/s";
  row.yardstick = "COPY of the same rows into the same table, one transaction, the faster format";
  row.goal.text = ">= 0.6";
  row.goal.ratio_at_least = 0.6;
  row.conditions.add("events_per_run", events).add("what", kWhat).add("batch_limit", 500);
  row.conditions.add("checked", "the log's length, and audit verify of the log");
  runs.into(row);
  bench.report.add(std::move(row));
}

void append_growth(Bench& bench) {
  const Database big = Database::kept(bench, bench.big_events);
  const std::int64_t big_events = big.head();
  DaybookRoles big_roles(bench, big, false);
  AppendLoad big_load(bench, big_roles);
  const Database small = Database::fresh(bench, 100'000);
  DaybookRoles small_roles(bench, small, false);
  AppendLoad small_load(bench, small_roles);
  const std::int64_t events = 5'000 * bench.seconds;
  Runs runs;
  for (int run = 0; run < bench.runs; ++run) {
    runs.yardsticks.push_back(measured(small_load, small, events, true));
    runs.values.push_back(measured(big_load, big, events, true));
  }
  Row row;
  row.name = "append_growth";
  row.unit = "events/s";
  row.yardstick = "the same on a log of 100,000 events, in turn";
  row.goal.text = ">= 0.9";
  row.goal.ratio_at_least = 0.9;
  row.conditions.add("events_in_log", big_events)
      .add("events_per_run", events)
      .add("what", std::string(kWhat) + "; each with an Idempotency-Key whose answer is kept")
      .add("partitions",
           "the events table has a new partition, with indexes of its own, from each ten millionth position");
  runs.into(row);
  bench.report.add(std::move(row));
}

}  // namespace daybook::bench
