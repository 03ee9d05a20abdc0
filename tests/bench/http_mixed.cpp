// Orders, payments, refunds and reads at once, with the relay and the projector running; and the memory of
// all of them over minutes.

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/event_arrivals.hpp"
#include "tests/bench/mixed_shop.hpp"
#include "tests/bench/order_check.hpp"

namespace daybook::bench {
namespace {

constexpr int kConnections = 256;
const char* const kMix = "orders 40, payments 30, refunds 5, reads of orders 25";

LoadFigures load(std::uint16_t port, const std::function<void(std::string&, std::uint64_t&)>& next,
                 const std::function<bool(std::uint64_t, const LoadReply&)>& check, double rate,
                 std::chrono::seconds duration) {
  LoadPlan plan;
  plan.port = port;
  plan.connections = kConnections;
  plan.duration = duration;
  plan.rate = rate;
  plan.next = next;
  plan.check = check;
  const LoadFigures figures = run_load(plan);
  if (figures.wrong > 0) throw std::runtime_error(fmt::format("{} replies were wrong", figures.wrong));
  return figures;
}

LoadFigures load_mixed(const DaybookRoles& roles, MixedShop& shop, double rate,
                       std::chrono::seconds duration) {
  roles.database().checkpoint();
  return load(
      roles.port(), [&](std::string& out, std::uint64_t& tag) { shop.next(out, tag); },
      [&](std::uint64_t tag, const LoadReply& reply) { return shop.check(tag, reply); }, rate, duration);
}

LoadFigures load_orders(const Bench& bench, const DaybookRoles& roles, OrderShop& shop) {
  roles.database().checkpoint();
  return load(
      roles.port(), [&](std::string& out, std::uint64_t& tag) { shop.next_order(out, tag); },
      [&](std::uint64_t tag, const LoadReply& reply) { return shop.check_order(tag, reply); }, 0,
      std::chrono::seconds(bench.seconds));
}

void start_all(const Bench& bench, DaybookRoles& roles, int patience) {
  make_topic(bench.kafka, roles.topic());
  {
    const std::int64_t head = roles.database().head();
    EventArrivals arrivals(bench.kafka, roles.topic(), head);
    roles.start("relay");
    arrivals.wait_for(head, patience);
  }
  roles.start("project");
  roles.start("serve");
  roles.wait_for_read_models(patience);
}

void end_topics(const Bench& bench, DaybookRoles& roles) {
  for (const char* role : {"serve", "project", "relay"}) roles.stop(role);
  delete_topics(bench.kafka,
                {roles.topic(), roles.topic() + ".checkpoints", roles.topic() + ".relay-progress"});
}

}  // namespace

void http_mixed(Bench& bench) {
  const Database alone = Database::fresh(bench);
  DaybookRoles alone_roles(bench, alone, false);
  alone_roles.start("serve");
  OrderShop orders(bench, 5);
  const Database database = Database::fresh(bench, 30'000);
  KnownOrders known(bench, database);
  DaybookRoles roles(bench, database, true);
  start_all(bench, roles, 120);
  MixedShop shop(bench, known, 6);
  Runs runs;
  std::vector<double> behind, caught_up;
  const std::chrono::seconds stretch(bench.seconds);
  const auto catch_up = [&] {
    behind.push_back(double(database.head() - roles.read_models_at()));
    const Stopwatch watch;
    roles.wait_for_read_models(600);
    caught_up.push_back(watch.seconds());
  };
  for (int run = 0; run < bench.runs; ++run) {
    runs.yardsticks.push_back(load_orders(bench, alone_roles, orders).rate);
    const LoadFigures most = load_mixed(roles, shop, 0, stretch);
    catch_up();
    const LoadFigures calm = load_mixed(roles, shop, 0.8 * most.rate, stretch);
    catch_up();
    runs.values.push_back(most.rate);
    runs.p50s.push_back(calm.p50_ms);
    runs.p99s.push_back(calm.p99_ms);
    say(fmt::format("http_mixed: {:.0f} replies/s; http_orders {:.0f}", most.rate, runs.yardsticks.back()));
  }
  Row row;
  row.name = "http_mixed";
  row.unit = "replies/s";
  row.yardstick = "http_orders, measured in turn on a server alone";
  row.goal.text = ">= 0.6";
  row.goal.ratio_at_least = 0.6;
  row.conditions.add("mix_percent", kMix)
      .add("connections", kConnections)
      .add("processes", "serve, relay, project; load generator, PostgreSQL and Kafka on the same cores")
      .add("seconds_per_run", bench.seconds)
      .add("p50_p99_at", "80% of the run's own rate, open loop")
      .add("orders_read", static_cast<std::int64_t>(known.orders()))
      .add("read_models_behind_at_end_events", behind, 0)
      .add("caught_up_after_seconds", caught_up, 1);
  const char* const kinds[] = {"orders", "payments", "refunds", "reads"};
  for (std::size_t i = 0; i < 4; ++i)
    row.conditions.add(std::string("requests_") + kinds[i], shop.counts()[i]);
  runs.into(row);
  say("comparing store and read models with what was answered");
  check_books(roles, shop.orders().brokers(), shop.commission(), false);
  row.conditions.add(
      "books",
      "audit verify accepts log and read models; every broker's balance is what the replies add up to");
  end_topics(bench, roles);
  bench.report.add(std::move(row));
}

void memory_over_minutes(Bench& bench) {
  const Database database = Database::kept(bench, bench.big_events);
  const std::int64_t events = database.head();
  DaybookRoles roles(bench, database, true);
  if (roles.read_models_at() < events) {
    say("making the read models first");
    roles.run({"projections", "rebuild"});
  }
  say("relaying the whole log to a fresh topic first");
  start_all(bench, roles, 3'600);
  KnownOrders known(bench, database, std::max<std::int64_t>(0, events - 50'000));
  MixedShop shop(bench, known, 7);
  const double most = load_mixed(roles, shop, 0, std::chrono::seconds(bench.seconds)).rate;
  roles.wait_for_read_models(
      3'600);  // the projector first reads the topic, all of which it has, from its start
  const double rate = 0.5 * most;
  const std::vector<std::string> names{"serve", "relay", "project"};
  std::vector<std::vector<double>> resident(names.size());
  std::atomic<bool> done{false};
  std::thread sampler([&] {
    while (!done) {
      for (std::size_t i = 0; i < names.size(); ++i)
        resident[i].push_back(resident_of(roles.pid(names[i])).now);
      std::this_thread::sleep_for(std::chrono::seconds(2));
    }
  });
  LoadFigures figures;
  std::string trouble;
  try {
    figures = load_mixed(roles, shop, rate, std::chrono::minutes(bench.memory_minutes));
  } catch (const std::exception& e) {
    trouble = e.what();
  }
  done = true;
  sampler.join();
  if (!trouble.empty()) throw std::runtime_error(trouble);
  Row row;
  row.name = "memory";
  row.unit = "MiB";
  row.goal.text = "<= 256 MiB each, flat";
  row.goal.value_at_most = 256;
  row.p50_ms = figures.p50_ms;
  row.p99_ms = figures.p99_ms;
  row.also = true;
  row.conditions.add("events_in_log_before", events)
      .add("minutes", bench.memory_minutes)
      .add("mix_percent", kMix)
      .add("replies_per_second", figures.rate, 0)
      .add("load", "open loop at half of the rate at saturation, after a stretch at saturation")
      .add("flat",
           "the largest of the last third is at most a twentieth, or 4 MiB, above that of the second third");
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& all = resident[i];
    const auto third = static_cast<std::ptrdiff_t>(all.size() / 3);
    if (third == 0) throw std::runtime_error("too short to tell");
    const double second = *std::max_element(all.begin() + third, all.begin() + 2 * third);
    const double last = *std::max_element(all.begin() + 2 * third, all.end());
    const double most_ever = resident_of(roles.pid(names[i])).most;
    row.value = std::max(row.value, most_ever);
    row.also = *row.also && last <= std::max(second * 1.05, second + 4);
    row.conditions.add(names[i] + "_mib_most", most_ever, 1)
        .add(names[i] + "_mib_by_third",
             std::vector<double>{*std::max_element(all.begin(), all.begin() + third), second, last}, 1);
  }
  end_topics(bench, roles);
  bench.report.add(std::move(row));
}

}  // namespace daybook::bench
