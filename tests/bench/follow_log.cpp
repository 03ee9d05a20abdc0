// What follows the log: store to Kafka, and Kafka to the read models; as fast as they can, then their lags at
// half of that.

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "adapters/postgres/pg.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/copy_yardsticks.hpp"
#include "tests/bench/daybook_roles.hpp"
#include "tests/bench/event_arrivals.hpp"
#include "tests/bench/log_feeder.hpp"
#include "tests/bench/relay_yardstick.hpp"

namespace daybook::bench {
namespace {

void delete_topics_of(const Bench& bench, const DaybookRoles& roles) {
  delete_topics(bench.kafka,
                {roles.topic(), roles.topic() + ".checkpoints", roles.topic() + ".relay-progress"});
}

void drop_read_models(const Database& database) {
  pg::Connection connection(database.app_url());
  connection.exec("DROP SCHEMA IF EXISTS read CASCADE");
}

/// Feeds an own, small log for some seconds at that rate, with relay (and projector) on it.
struct Followed {
  FeedResult fed;
  std::vector<double> relay_lag_ms;    ///< commit in the store until visible in Kafka, by event
  std::vector<double> project_lag_ms;  ///< visible in Kafka until in the read models, by event
};

Followed follow_at(const Bench& bench, double rate, bool project) {
  const Database database = Database::fresh(bench);
  const std::int64_t before = database.head();
  const auto warm_up = static_cast<std::int64_t>(rate);  // one second, not measured
  const auto events = warm_up + static_cast<std::int64_t>(rate * bench.seconds);
  DaybookRoles roles(bench, database, true);
  make_topic(bench.kafka, roles.topic());
  LogFeeder feeder(bench, database, events);
  Followed followed;
  {
    EventArrivals arrivals(bench.kafka, roles.topic(), before + events);
    roles.start("relay");
    if (project) roles.start("project");
    arrivals.wait_for(before, 60);
    if (project) roles.wait_for_read_models(60);
    ReadModelWatch watch(database);
    followed.fed = feeder.feed(rate);
    arrivals.wait_for(before + events, 120);
    if (project) roles.wait_for_read_models(120);
    const auto ms = [](Clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); };
    for (const auto& batch : followed.fed.batches)
      for (std::int64_t p = std::max(batch.first, before + warm_up); p <= batch.last; ++p)
        followed.relay_lag_ms.push_back(ms(arrivals.at(p) - batch.committed));
    std::int64_t position = before + warm_up;  // each event's lag, not only that of the last of a batch
    for (const auto& sample : watch.stop())
      while (position < std::min(sample.position, before + events))
        followed.project_lag_ms.push_back(std::max(0.0, ms(sample.at - arrivals.at(++position))));
  }
  delete_topics_of(bench, roles);
  return followed;
}

}  // namespace

void relay_events(Bench& bench) {
  const Database database = Database::kept(bench, bench.medium_events);
  const std::int64_t events = std::min(database.head(), bench.medium_events);
  const std::int64_t plain_events = std::min<std::int64_t>(events, 300'000);
  Runs runs;
  std::vector<double> lags, transactions, achieved;
  for (int run = 0; run < bench.runs; ++run) {
    runs.yardsticks.push_back(plain_producer_rate(bench, database, plain_events));
    DaybookRoles roles(bench, database, true);
    make_topic(bench.kafka, roles.topic());
    {
      EventArrivals arrivals(bench.kafka, roles.topic(), database.head());
      roles.start("relay");
      arrivals.wait_for(database.head(), 300);
      runs.values.push_back(arrivals.rate());
    }
    roles.stop("relay");
    delete_topics_of(bench, roles);
    say(fmt::format("relay: {:.0f} events/s, plain producer {:.0f}", runs.values.back(),
                    runs.yardsticks.back()));
    const Followed half = follow_at(bench, runs.values.back() / 2, false);
    runs.p50s.push_back(percentile(half.relay_lag_ms, 0.50));
    runs.p99s.push_back(percentile(half.relay_lag_ms, 0.99));
    achieved.push_back(half.fed.rate);
    transactions.push_back(1e3 * 5'000 / runs.values.back());
  }
  Row row;
  row.name = "relay";
  row.unit = "events/s";
  row.yardstick = "librdkafka's own transactional producer, same events from memory, 5,000 a transaction";
  row.goal.text = ">= 0.9, lag p99 <= 3 transactions";
  row.goal.ratio_at_least = 0.9;
  row.conditions.add("events", events)
      .add("yardstick_events", plain_events)
      .add("measured", "until a read_committed consumer has them, from the first tenth on")
      .add("p50_p99", "lag from commit in the store to visible in Kafka, at half of the run's own rate")
      .add("lag_fed_events_per_second", achieved, 0)
      .add("full_transaction_ms", transactions, 1);
  runs.into(row);
  row.also = *row.p99_ms <= 3 * median(transactions);
  bench.report.add(std::move(row));
}

void project_events(Bench& bench) {
  const Database database = Database::kept(bench, bench.medium_events);
  DaybookRoles roles(bench, database, true);
  make_topic(bench.kafka, roles.topic());
  {
    EventArrivals arrivals(bench.kafka, roles.topic(), database.head());
    roles.start("relay");
    arrivals.wait_for(database.head(), 300);
    roles.stop("relay");
  }
  Runs runs;
  std::vector<double> achieved;
  for (int run = 0; run < bench.runs; ++run) {
    runs.yardsticks.push_back(copy_out_rate(database));
    drop_read_models(database);
    database.checkpoint();
    const Stopwatch watch;
    roles.start("project");
    roles.wait_for_read_models(1'200);
    runs.values.push_back(double(database.head()) / watch.seconds());
    roles.stop("project");
    say(fmt::format("project: {:.0f} events/s, COPY out {:.0f}", runs.values.back(), runs.yardsticks.back()));
    const Followed half = follow_at(bench, runs.values.back() / 2, true);
    runs.p50s.push_back(percentile(half.project_lag_ms, 0.50));
    runs.p99s.push_back(percentile(half.project_lag_ms, 0.99));
    achieved.push_back(half.fed.rate);
  }
  delete_topics_of(bench, roles);
  Row row;
  row.name = "project";
  row.unit = "events/s";
  row.yardstick = "COPY of the events out, one connection, the faster format";
  row.goal.text = ">= 0.1, lag p99 <= 50 ms";
  row.goal.ratio_at_least = 0.1;
  row.goal.p99_ms_at_most = 50;
  row.conditions.add("events", database.head())
      .add("measured",
           "daybook project from its start, the topic full, the read models empty, until they hold all")
      .add("p50_p99",
           "lag behind the relay (visible in Kafka to visible in the read models), relay running, at half of "
           "the run's own rate")
      .add("lag_fed_events_per_second", achieved, 0);
  runs.into(row);
  bench.report.add(std::move(row));
}

}  // namespace daybook::bench
