// POST /api/orders, and many of them in one call: the whole write path over HTTP, at saturation and at 80% of
// it.

#include <fmt/format.h>

#include <stdexcept>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/order_check.hpp"
#include "tests/bench/pgbench.hpp"

namespace daybook::bench {
namespace {

struct Callers {
  int connections = 256;
  int orders = 1;  ///< in a call; more than one: by the batch route
};

/// `rate` and that of the figures are calls.
LoadFigures load(const Bench& bench, const DaybookRoles& roles, OrderShop& shop, const Callers& callers,
                 double rate) {
  roles.database().checkpoint();
  LoadPlan plan;
  plan.port = roles.port();
  plan.connections = callers.connections;
  plan.duration = std::chrono::seconds(bench.seconds);
  plan.rate = rate;
  if (callers.orders == 1) {
    plan.next = [&](std::string& out, std::uint64_t& tag) { shop.next_order(out, tag); };
    plan.check = [&](std::uint64_t tag, const LoadReply& reply) { return shop.check_order(tag, reply); };
  } else {
    plan.next = [&](std::string& out, std::uint64_t& tag) { shop.next_batch(out, tag, callers.orders); };
    plan.check = [&](std::uint64_t tag, const LoadReply& reply) {
      return shop.check_batch(tag, reply, callers.orders);
    };
  }
  const LoadFigures figures = run_load(plan);
  if (figures.wrong > 0) throw std::runtime_error(fmt::format("{} replies were wrong", figures.wrong));
  return figures;
}

/// Sums over the runs at saturation, warm-up included on both sides.
struct Costs {
  double serve_us = 0, postgres_us = 0, generator_us = 0;
  std::int64_t orders = 0;
  std::int64_t wal = 0, heap = 0, index = 0;

  void into(Conditions& conditions) const {
    const auto per_order = [&](double v) { return v / double(std::max<std::int64_t>(1, orders)); };
    conditions.add("cpu_us_per_order_serve", per_order(serve_us), 1)
        .add("cpu_us_per_order_postgres", per_order(postgres_us), 1)
        .add("cpu_us_per_order_load_generator", generator_us, 1)
        .add("cpu_us_per_order", per_order(serve_us + postgres_us) + generator_us, 1)
        .add("wal_bytes_per_order", per_order(double(wal)), 0)
        .add("heap_bytes_per_order", per_order(double(heap)), 0)
        .add("index_bytes_per_order", per_order(double(index)), 0)
        .add("bytes_per_order", per_order(double(wal + heap + index)), 0);
  }
};

/// One run at saturation, its costs added.
LoadFigures saturate(const Bench& bench, const DaybookRoles& roles, OrderShop& shop, const Callers& callers,
                     Costs& costs) {
  const auto sizes = roles.database().sizes();
  const auto before = shop.accepted().size();
  CpuMeter meter = roles.cpu_meter();
  const LoadFigures figures = load(bench, roles, shop, callers, 0);
  const CpuTime cpu = meter.lap();
  const auto after = roles.database().sizes();
  costs.serve_us += cpu.daybook * 1e6;
  costs.postgres_us += cpu.postgres * 1e6;
  costs.generator_us = figures.cpu_us / callers.orders;
  costs.orders += static_cast<std::int64_t>(shop.accepted().size() - before);
  costs.wal += after.wal - sizes.wal;
  costs.heap += after.heap - sizes.heap;
  costs.index += after.index - sizes.index;
  return figures;
}

void describe(const Bench& bench, Conditions& conditions, const Callers& callers) {
  conditions.add("connections", callers.connections)
      .add("orders_per_call", callers.orders)
      .add("brokers", kShopBrokers)
      .add("cards", kShopCards)
      .add("customers", "a new one in each order")
      .add("seconds_per_run", bench.seconds)
      .add("processes", "serve alone, its default settings; load generator on the same cores")
      .add("p50_p99_at", "80% of the run's own rate, open loop");
}

void prove(const DaybookRoles& roles, const OrderShop& shop, Conditions& conditions) {
  say("comparing the store with what was answered");
  find_orders(roles.database(), shop.accepted());
  check_books(roles, shop.brokers(), std::vector<std::int64_t>(shop.brokers().size(), 0), true);
  conditions.add("orders_checked_in_store", static_cast<std::int64_t>(shop.accepted().size()))
      .add("books", "audit verify accepts log and read models; every broker's balance is right");
}

void http_orders_with(Bench& bench, const char* name, const Callers& callers, Goal goal) {
  PgBench pgbench(bench);
  const Database database = Database::fresh(bench);
  DaybookRoles roles(bench, database, false);
  roles.start("serve");
  OrderShop shop(bench, 1);
  Runs runs;
  Costs costs;
  for (int run = 0; run < bench.runs; ++run) {
    runs.yardsticks.push_back(pgbench.insert_rate(64, bench.seconds));
    const LoadFigures most = saturate(bench, roles, shop, callers, costs);
    const LoadFigures calm = load(bench, roles, shop, callers, 0.8 * most.rate);
    runs.values.push_back(most.rate * callers.orders);
    runs.p50s.push_back(calm.p50_ms);
    runs.p99s.push_back(calm.p99_ms);
    say(fmt::format("{}: {:.0f} orders/s, p99 {:.1f} ms at 80%; pgbench {:.0f} rows/s", name,
                    runs.values.back(), calm.p99_ms, runs.yardsticks.back()));
  }
  Row row;
  row.name = name;
  row.unit = "orders/s";
  row.yardstick = "pgbench INSERT of one row, 64 clients";
  row.goal = std::move(goal);
  describe(bench, row.conditions, callers);
  row.conditions.add("pgbench_mode", pgbench.mode()).add("pgbench_payload_bytes", pgbench.payload_bytes());
  costs.into(row.conditions);
  runs.into(row);
  prove(roles, shop, row.conditions);
  bench.report.add(std::move(row));
}

}  // namespace

void http_orders(Bench& bench) {
  http_orders_with(bench, "http_orders", {.connections = 256},
                   {.text = ">= 3.0, p99 <= 15 ms",
                    .ratio_at_least = 3.0,
                    .ratio_at_most = {},
                    .value_at_most = {},
                    .p99_ms_at_most = 15});
}

void http_orders_64(Bench& bench) {
  http_orders_with(bench, "http_orders_64", {.connections = 64},
                   {.text = ">= 2.0, p99 <= 10 ms",
                    .ratio_at_least = 2.0,
                    .ratio_at_most = {},
                    .value_at_most = {},
                    .p99_ms_at_most = 10});
}

void http_orders_batch(Bench& bench) {
  http_orders_with(bench, "http_orders_batch", {.connections = 8, .orders = 64}, {});
}

void http_orders_hot(Bench& bench) {
  const Database database = Database::fresh(bench);
  DaybookRoles roles(bench, database, false);
  roles.start("serve");
  OrderShop any(bench, 2);
  OrderShop one(bench, 3, 0);
  Runs runs;
  Costs costs, ignored;
  for (int run = 0; run < bench.runs; ++run) {
    runs.yardsticks.push_back(saturate(bench, roles, any, {}, ignored).rate);
    const LoadFigures most = saturate(bench, roles, one, {}, costs);
    const LoadFigures calm = load(bench, roles, one, {}, 0.8 * most.rate);
    runs.values.push_back(most.rate);
    runs.p50s.push_back(calm.p50_ms);
    runs.p99s.push_back(calm.p99_ms);
  }
  Row row;
  row.name = "http_orders_hot";
  row.unit = "orders/s";
  row.yardstick = "http_orders, measured in turn on the same server";
  row.goal = {.text = ">= 0.9",
              .ratio_at_least = 0.9,
              .ratio_at_most = {},
              .value_at_most = {},
              .p99_ms_at_most = {}};
  describe(bench, row.conditions, {});
  row.conditions.add("contention", "every order for the same broker");
  costs.into(row.conditions);
  runs.into(row);
  say("comparing the store with what was answered");
  auto all = any.accepted();
  all.insert(all.end(), one.accepted().begin(), one.accepted().end());
  find_orders(database, all);
  check_books(roles, any.brokers(), std::vector<std::int64_t>(any.brokers().size(), 0), true);
  row.conditions.add("orders_checked_in_store", static_cast<std::int64_t>(all.size()));
  bench.report.add(std::move(row));
}

void http_orders_single(Bench& bench) {
  PgBench pgbench(bench);
  const Database database = Database::fresh(bench);
  DaybookRoles roles(bench, database, false);
  roles.start("serve");
  OrderShop shop(bench, 4);
  Runs runs;
  std::vector<double> pgbench_p99s;
  for (int run = 0; run < bench.runs; ++run) {
    const auto insert = pgbench.insert_latency(bench.seconds);
    const LoadFigures alone = load(bench, roles, shop, {.connections = 1}, 0);
    runs.values.push_back(alone.p50_ms);
    runs.yardsticks.push_back(insert.p50_ms);
    runs.p50s.push_back(alone.p50_ms);
    runs.p99s.push_back(alone.p99_ms);
    pgbench_p99s.push_back(insert.p99_ms);
  }
  Row row;
  row.name = "http_orders_single";
  row.unit = "ms (p50)";
  row.yardstick = "pgbench INSERT of one row, 1 client, p50 in ms";
  row.goal = {.text = "<= 1.5",
              .ratio_at_least = {},
              .ratio_at_most = 1.5,
              .value_at_most = {},
              .p99_ms_at_most = {}};
  describe(bench, row.conditions, {.connections = 1});
  row.conditions.add("load", "one client, the next request when the last is answered")
      .add("pgbench_p99_ms_values", pgbench_p99s, 2)
      .add("pgbench_mode", pgbench.mode());
  runs.into(row);
  prove(roles, shop, row.conditions);
  bench.report.add(std::move(row));
}

}  // namespace daybook::bench
