#pragma once
// What scripts/bench hands over, and what every benchmark gets.

#include <filesystem>
#include <string>

#include "adapters/vault/vault.hpp"
#include "tests/bench/measure.hpp"

namespace daybook::bench {

struct Bench {
  // From the environment:
  std::string app_url;  ///< any database of the server, as each of the three roles
  std::string owner_url;
  std::string super_url;
  std::string kafka;                  ///< "host:port"
  std::filesystem::path daybook_bin;  ///< the release build
  std::filesystem::path var;          ///< everything of ours lies below

  // From the command line:
  int runs = 3;
  int seconds = 6;  ///< of each measured stretch
  int memory_minutes = 10;
  std::int64_t big_events = 10'000'000;    ///< the ledger of startup, memory, append_growth
  std::int64_t medium_events = 1'000'000;  ///< that of relay, project, rebuild, verify

  SecretKey master;  ///< of every ledger of this var
  Report report;

  std::filesystem::path master_key_file() const { return var / "keys" / "master.key"; }
  std::filesystem::path signing_key_file() const { return var / "keys" / "log_signing.key"; }
  /// The unit of a row's yardstick runs, for its conditions.
  bool shortened() const { return runs != 3 || seconds != 6; }
};

/// Reads the environment. Throws std::runtime_error naming what is missing.
Bench bench_from_environment();

/// A line to stderr about what is being done.
void say(const std::string& what);

/// Processor, memory, kernel, PostgreSQL and its settings, what a synchronous write takes.
Conditions describe_machine(const Bench& bench);

}  // namespace daybook::bench
