#pragma once
// A configuration for one database and one topic, and `daybook`'s processes on it.

#include <deque>
#include <string>

#include "tests/bench/bench_database.hpp"
#include "tests/bench/child_process.hpp"
#include "tests/bench/cpu_time.hpp"

namespace daybook::bench {

class DaybookRoles {
 public:
  /// Writes the configuration, starts nothing. Without Kafka the projector follows the store.
  DaybookRoles(const Bench& bench, const Database& database, bool kafka);
  ~DaybookRoles();
  DaybookRoles(const DaybookRoles&) = delete;
  DaybookRoles& operator=(const DaybookRoles&) = delete;

  /// Starts "serve", "relay" or "project"; serve has answered /readyz when it returns. Throws
  /// std::runtime_error with the log's end when it does not within `seconds`.
  void start(const std::string& role, int seconds = 60);
  /// Ends the role's process.
  void stop(const std::string& role);
  /// Runs a command of daybook's to its end; throws std::runtime_error unless it exits with 0.
  std::string run(std::vector<std::string> arguments) const;

  std::uint16_t port() const { return port_; }
  std::string config_file() const { return config_.string(); }
  const std::string& topic() const { return topic_; }
  /// A topic that nobody used yet, in the configuration of what is started from now on.
  void fresh_topic();
  pid_t pid(const std::string& role) const;
  std::vector<pid_t> pids() const;
  CpuMeter cpu_meter() const;
  /// Waits until the read models hold everything written so far. Throws std::runtime_error after `seconds`.
  void wait_for_read_models(int seconds) const;
  std::int64_t read_models_at() const;
  const Database& database() const { return database_; }

 private:
  void write_config();
  void wait_ready(int seconds);
  std::string log_end() const;

  const Bench& bench_;
  const Database& database_;
  bool kafka_;
  std::filesystem::path folder_;
  std::filesystem::path config_;
  std::string topic_;
  std::uint16_t port_ = 0;
  struct Running {
    std::string role;
    ChildProcess process;
  };
  std::deque<Running> running_;
};

}  // namespace daybook::bench
