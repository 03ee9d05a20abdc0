// daybook_bench: the benchmarks by name. scripts/bench starts it with what it needs.

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <functional>
#include <stdexcept>
#include <vector>

#include "tests/bench/bench_database.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/ledger_maker.hpp"

namespace daybook::bench {
namespace {

struct Benchmark {
  const char* name;
  void (*run)(Bench&);
  bool by_default;
};

constexpr Benchmark kBenchmarks[] = {
    {"http_orders", http_orders, true},
    {"http_orders_64", http_orders_64, true},
    {"http_orders_single", http_orders_single, true},
    {"http_orders_batch", http_orders_batch, true},
    {"http_orders_hot", http_orders_hot, true},
    {"http_mixed", http_mixed, true},
    {"append", append_events, true},
    {"relay", relay_events, true},
    {"project", project_events, true},
    {"rebuild", rebuild_all, true},
    {"verify", verify_all, true},
    {"balance_reads", balance_reads, true},
    {"append_growth", append_growth, true},
    {"startup", startup_time, true},
    {"memory", memory_over_minutes, false},
    {"as_of", past_reads, false},
};

struct Options {
  std::vector<std::string> names;
  std::string json;
};

Options read_options(int argc, char** argv, Bench& bench) {
  Options options;
  const std::vector<std::string> words(argv + 1, argv + argc);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto value = [&] {
      if (i + 1 >= words.size()) throw std::runtime_error(words[i] + " needs a value");
      return words[++i];
    };
    if (words[i] == "--json")
      options.json = value();
    else if (words[i] == "--runs")
      bench.runs = std::max(1, std::stoi(value()));
    else if (words[i] == "--seconds")
      bench.seconds = std::max(1, std::stoi(value()));
    else if (words[i] == "--minutes")
      bench.memory_minutes = std::max(1, std::stoi(value()));
    else if (words[i] == "--big")
      bench.big_events = std::stoll(value());
    else if (words[i] == "--medium")
      bench.medium_events = std::stoll(value());
    else if (words[i].starts_with("-"))
      throw std::runtime_error("unknown option " + words[i]);
    else
      options.names.push_back(words[i]);
  }
  for (const auto& name : options.names)
    if (std::none_of(std::begin(kBenchmarks), std::end(kBenchmarks),
                     [&](const auto& b) { return name == b.name; }))
      throw std::runtime_error("there is no benchmark " + name);
  return options;
}

int run_all(int argc, char** argv) {
  Bench bench = bench_from_environment();
  const Options options = read_options(argc, argv, bench);
  drop_leftovers(bench);
  const Conditions machine = describe_machine(bench);
  for (const auto& [name, value] : machine.all()) fmt::print("{}: {}\n", name, value);
  int failed = 0;
  const Stopwatch watch;
  for (const auto& benchmark : kBenchmarks) {
    const auto& names = options.names;
    if (names.empty() ? !benchmark.by_default
                      : std::find(names.begin(), names.end(), benchmark.name) == names.end())
      continue;
    say(fmt::format("{} ({:.0f} s so far)", benchmark.name, watch.seconds()));
    try {
      benchmark.run(bench);
    } catch (const std::exception& e) {
      fmt::print("\n{}: FAILED: {}\n", benchmark.name, e.what());
      ++failed;
    }
    if (!options.json.empty()) bench.report.write_json(options.json, machine);
  }
  bench.report.print_table();
  fmt::print("{:.0f} s in all{}\n", watch.seconds(), failed > 0 ? fmt::format(", {} FAILED", failed) : "");
  return failed > 0 ? 1 : 0;
}

}  // namespace
}  // namespace daybook::bench

int main(int argc, char** argv) {
  using namespace daybook::bench;
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  try {
    if (argc > 1 && std::strcmp(argv[1], "make-ledger") == 0) return make_ledger_command(argc - 2, argv + 2);
    if (argc > 1 && std::strcmp(argv[1], "sweep") == 0) return drop_leftovers(bench_from_environment()), 0;
    return run_all(argc, argv);
  } catch (const std::exception& e) {
    fmt::print(stderr, "daybook_bench: {}\n", e.what());
    return 1;
  }
}
