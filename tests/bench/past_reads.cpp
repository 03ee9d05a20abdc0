// What was believed at a random position about a random day, beside the balance of now: the same brokers, the
// same server, the same number of requests a second.

#include <fmt/format.h>

#include <stdexcept>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/daybook_roles.hpp"
#include "tests/bench/known_past.hpp"

namespace daybook::bench {
namespace {

constexpr int kConnections = 64;
constexpr double kShare = 0.25;  // of the rate that past reads saturate at
constexpr int kTurns = 3;        // in each run

}  // namespace

void past_reads(Bench& bench) {
  const Database database = Database::kept(bench, bench.big_events);
  DaybookRoles roles(bench, database, false);
  if (roles.read_models_at() != database.head()) {
    say("making the read models first");
    roles.run({"projections", "rebuild"});
    database.checkpoint();
  }
  roles.start("serve", 900);
  KnownPast known(bench, database);
  const auto load = [&](bool past, double rate) {
    LoadPlan plan;
    plan.port = roles.port();
    plan.connections = kConnections;
    plan.duration = std::chrono::seconds(bench.seconds);
    plan.rate = rate;
    plan.next = [&, past](std::string& out, std::uint64_t& tag) {
      past ? known.next_past(out, tag) : known.next_now(out, tag);
    };
    plan.check = [&](std::uint64_t tag, const LoadReply& reply) { return known.check(tag, reply); };
    const LoadFigures figures = run_load(plan);
    if (figures.wrong > 0) throw std::runtime_error(fmt::format("{} replies were wrong", figures.wrong));
    return figures;
  };
  Runs runs;
  std::vector<double> now_p50s, past_rates, now_rates;
  for (int run = 0; run < bench.runs; ++run) {
    past_rates.push_back(load(true, 0).rate);
    now_rates.push_back(load(false, 0).rate);
    const double rate = kShare * past_rates.back();
    for (int turn = 0; turn < kTurns; ++turn) {
      const LoadFigures now = load(false, rate);
      const LoadFigures past = load(true, rate);
      runs.yardsticks.push_back(now.p99_ms);
      runs.values.push_back(past.p99_ms);
      runs.p50s.push_back(past.p50_ms);
      runs.p99s.push_back(past.p99_ms);
      now_p50s.push_back(now.p50_ms);
    }
  }
  Row row;
  row.name = "as_of";
  row.unit = "ms p99";
  row.yardstick = "p99 of the balance of now, at the same rate";
  row.goal.text = "<= 3";
  row.goal.ratio_at_most = 3;
  row.conditions.add("events", database.head())
      .add("connections", kConnections)
      .add("asked", "a random broker's balance at a random position, in effect by a random day")
      .add("rate", "a quarter of what past reads saturate at, open loop, for both in turn")
      .add("past_replies_a_second_at_most", past_rates, 0)
      .add("now_replies_a_second_at_most", now_rates, 0)
      .add("now_p50_ms", now_p50s, 3)
      .add("brokers", kShopBrokers)
      .add("seconds_per_run", bench.seconds)
      .add("amounts_checked", known.amounts_checked())
      .add("facts_in_effect_on_an_earlier_day_than_recorded_percent",
           100.0 * double(known.late_facts()) / double(known.facts()), 1);
  runs.into(row);
  bench.report.add(std::move(row));
}

}  // namespace daybook::bench
