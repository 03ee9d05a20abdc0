#include "tests/bench/daybook_roles.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "adapters/postgres/pg.hpp"
#include "adapters/postgres/read_pool.hpp"
#include "adapters/system/clock.hpp"
#include "tests/support/http_client.hpp"

namespace daybook::bench {

namespace fs = std::filesystem;

namespace {

std::int64_t position_of_read_models(pg::Connection& connection) {
  if (connection.exec("SELECT to_regclass('read.progress')").null(0, 0)) return 0;
  return read_position(connection);
}

}  // namespace

DaybookRoles::DaybookRoles(const Bench& bench, const Database& database, bool kafka)
    : bench_(bench), database_(database), kafka_(kafka) {
  static int count = 0;
  folder_ = bench.var / "roles" / fmt::format("{}_{}", ::getpid(), ++count);
  fs::create_directories(folder_);
  config_ = folder_ / "daybook.toml";
  fresh_topic();
}

DaybookRoles::~DaybookRoles() {
  while (!running_.empty()) running_.pop_back();
  std::error_code ignored;  // a log that stays behind harms nobody
  fs::remove_all(folder_, ignored);
}

void DaybookRoles::fresh_topic() {
  topic_ = "bench." + to_string(SystemIds().next());
  write_config();
}

void DaybookRoles::write_config() {
  // The limit per address is there for strangers; a load generator is one address.
  std::ofstream(config_) << fmt::format(
      "[database]\nurl = \"{}\"\nowner_url = \"{}\"\n"
      "[kafka]\nbrokers = \"{}\"\ntopic = \"{}\"\ncheckpoints_topic = \"{}.checkpoints\"\npartitions = 4\n"
      "[http]\nrequests_per_second_per_address = 1000000\n"
      "[secrets]\nmaster_key_file = \"{}\"\nsigning_key_file = \"{}\"\n",
      database_.app_url(), database_.owner_url(), kafka_ ? bench_.kafka : "", topic_, topic_,
      bench_.master_key_file().string(), bench_.signing_key_file().string());
}

void DaybookRoles::start(const std::string& role, int seconds) {
  std::vector<std::string> variables;
  if (role == "serve") {
    port_ = test::free_port();
    variables.push_back(fmt::format("DAYBOOK_HTTP__PORT={}", port_));
  }
  running_.push_back({role, ChildProcess({bench_.daybook_bin.string(), role, "--config", config_.string()},
                                         folder_ / "processes.log", variables)});
  if (role == "serve") wait_ready(seconds);
}

void DaybookRoles::stop(const std::string& role) {
  std::deque<Running> staying;
  while (!running_.empty()) {
    if (running_.front().role != role) staying.push_back(std::move(running_.front()));
    running_.pop_front();
  }
  running_ = std::move(staying);
}

void DaybookRoles::wait_ready(int seconds) {
  const Stopwatch watch;
  while (watch.seconds() < seconds && running_.back().process.running()) {
    try {
      if (test::send_http(port_, {"GET", "/readyz", "", {}}).status == 200) return;
    } catch (const std::runtime_error&) {  // not listening yet
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  throw std::runtime_error(fmt::format("daybook serve is not ready within {} s:\n{}", seconds, log_end()));
}

std::string DaybookRoles::log_end() const {
  const std::string text = file_text(folder_ / "processes.log");
  return text.size() > 3'000 ? text.substr(text.size() - 3'000) : text;
}

std::string DaybookRoles::run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), bench_.daybook_bin.string());
  arguments.insert(arguments.end(), {"--config", config_.string()});
  return run_to_end(arguments, folder_);
}

pid_t DaybookRoles::pid(const std::string& role) const {
  for (const auto& r : running_)
    if (r.role == role) return r.process.pid();
  return 0;
}

std::vector<pid_t> DaybookRoles::pids() const {
  std::vector<pid_t> all;
  for (const auto& r : running_) all.push_back(r.process.pid());
  return all;
}

CpuMeter DaybookRoles::cpu_meter() const {
  pg::Connection connection(database_.super_url());
  const auto backend = static_cast<pid_t>(connection.exec("SELECT pg_backend_pid()").integer(0, 0));
  return {pids(), parent_of(backend)};
}

std::int64_t DaybookRoles::read_models_at() const {
  pg::Connection connection(database_.app_url());
  return position_of_read_models(connection);
}

void DaybookRoles::wait_for_read_models(int seconds) const {
  const std::int64_t head = database_.head();
  const Stopwatch watch;
  pg::Connection connection(database_.app_url());  // one: a login each time would cost what is measured
  while (position_of_read_models(connection) < head) {
    if (watch.seconds() > seconds)
      throw std::runtime_error(
          fmt::format("the read models are not at position {} after {} s:\n{}", head, seconds, log_end()));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace daybook::bench
