// GET of balances and orders, each reply compared with what the log itself says.

#include <fmt/format.h>

#include <stdexcept>
#include <unordered_map>

#include "adapters/postgres/event_reader.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/daybook_roles.hpp"
#include "tests/bench/known_orders.hpp"
#include "tests/bench/pgbench.hpp"

namespace daybook::bench {
namespace {

constexpr std::int64_t kEvents = 50'000;
constexpr int kConnections = 64;

}  // namespace

void balance_reads(Bench& bench) {
  PgBench pgbench(bench);
  const Database database = Database::fresh(bench, kEvents);
  DaybookRoles roles(bench, database, false);
  roles.run({"projections", "rebuild"});
  roles.start("serve");
  KnownOrders known(bench, database);
  const auto load = [&](double rate) {
    LoadPlan plan;
    plan.port = roles.port();
    plan.connections = kConnections;
    plan.duration = std::chrono::seconds(bench.seconds);
    plan.rate = rate;
    plan.next = [&](std::string& out, std::uint64_t& tag) { known.next_read(out, tag); };
    plan.check = [&](std::uint64_t tag, const LoadReply& reply) { return known.check_read(tag, reply); };
    const LoadFigures figures = run_load(plan);
    if (figures.wrong > 0) throw std::runtime_error(fmt::format("{} replies were wrong", figures.wrong));
    return figures;
  };
  Runs runs;
  double generator_us = 0;
  for (int run = 0; run < bench.runs; ++run) {
    runs.yardsticks.push_back(pgbench.select_rate(64, bench.seconds));
    const LoadFigures most = load(0);
    const LoadFigures calm = load(0.8 * most.rate);
    runs.values.push_back(most.rate);
    runs.p50s.push_back(calm.p50_ms);
    runs.p99s.push_back(calm.p99_ms);
    generator_us = most.cpu_us;
  }
  Row row;
  row.name = "balance_reads";
  row.unit = "replies/s";
  row.yardstick = "pgbench SELECT of one event by position, 64 clients, prepared";
  row.goal.text = ">= 1.0";
  row.goal.ratio_at_least = 1.0;
  row.conditions.add("connections", kConnections)
      .add("mix", "half balances, half orders with their timelines, both random")
      .add("orders", static_cast<std::int64_t>(known.orders()))
      .add("brokers", kShopBrokers)
      .add("seconds_per_run", bench.seconds)
      .add("p50_p99_at", "80% of the run's own rate, open loop")
      .add("checked", "every balance and every order's total against the log")
      .add("cpu_us_per_reply_load_generator", generator_us, 1);
  runs.into(row);
  bench.report.add(std::move(row));
}

}  // namespace daybook::bench
