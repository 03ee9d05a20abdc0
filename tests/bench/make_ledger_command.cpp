#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>

#include "events/log/encoding.hpp"
#include "tests/bench/ledger_maker.hpp"

namespace daybook::bench {
namespace {

constexpr const char* kUsage =
    "usage: daybook_bench make-ledger --url OWNER_URL --master-key FILE --events N\n"
    "Fills an empty database (which it migrates) with N events. FILE: 64 hex digits.\n";

SecretKey key_in(const std::string& path) {
  std::ifstream in(path);
  std::string hex;
  if (!(in >> hex)) throw std::runtime_error("cannot read " + path);
  const auto key = log::from_hex(hex);
  if (!key || key->size() != 32) throw std::runtime_error(path + " must hold 64 hex digits");
  return *key;
}

}  // namespace

int make_ledger_command(int argc, char** argv) {
  std::map<std::string, std::string> given;
  for (int i = 0; i + 1 < argc; i += 2) given[argv[i]] = argv[i + 1];
  if (argc != 6 || given.size() != 3 || !given.contains("--url") || !given.contains("--master-key") ||
      !given.contains("--events")) {
    fmt::print(stderr, "{}", kUsage);
    return 2;
  }
  LedgerPlan plan;
  plan.owner_url = given["--url"];
  plan.master = key_in(given["--master-key"]);
  plan.events = std::stoll(given["--events"]);
  const auto begun = std::chrono::steady_clock::now();
  plan.progress = [&](std::int64_t events) {
    if (events % 500'000 == 0) fmt::print(stderr, "{} events\n", events);
  };
  const std::int64_t events = make_ledger(plan);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  fmt::print("{} events in {:.1f} s: {:.0f} a second\n", events, took.count(), double(events) / took.count());
  return 0;
}

}  // namespace daybook::bench
