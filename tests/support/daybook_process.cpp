#include "tests/support/daybook_process.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/support/spawn.hpp"

namespace daybook::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

std::string needed(const char* variable) {
  const char* value = std::getenv(variable);
  if (!value || !*value)
    throw std::runtime_error(fmt::format("{} is not set: run the tests through scripts/test", variable));
  return value;
}

std::string file_text(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string random_hex(int bytes) {
  std::random_device random;
  std::string out;
  for (int i = 0; i < bytes; ++i) out += fmt::format("{:02x}", random() & 0xffU);
  return out;
}

/// The exit code; after the limit the process is killed.
int await_end(pid_t pid, std::chrono::seconds limit) {
  int status = 0;
  for (const auto end = Clock::now() + limit; ::waitpid(pid, &status, WNOHANG) == 0;) {
    if (Clock::now() > end) ::kill(pid, SIGKILL);
    std::this_thread::sleep_for(5ms);
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

ProcessResult run_to_file(const std::vector<std::string>& arguments, const fs::path& output) {
  const int code = await_end(spawn(arguments, output), 120s);
  ProcessResult result{code, file_text(output)};
  fs::remove(output);
  return result;
}

}  // namespace

ProcessResult run_program(const std::vector<std::string>& arguments) {
  return run_to_file(arguments, fs::temp_directory_path() / ("daybook_run_" + random_hex(8)));
}

const std::string& Daybook::webhook_secret() {
  static const std::string secret = "whsec_" + random_hex(32);
  return secret;
}

Daybook::Daybook(const DaybookOptions& options) {
  const std::string id = random_hex(6);
  folder_ = fs::path(needed("DAYBOOK_TEST_VAR")) / "processes" / id;
  fs::create_directories(folder_);
  config_ = folder_ / "daybook.toml";
  topic_ = "test.process." + id;
  write_config(options);
  const auto migrated = run({"migrate"});
  if (migrated.code != 0) throw std::runtime_error("daybook migrate: " + migrated.text);
  try {
    for (const auto& role : options.roles) {
      const bool listens = role == "up" || role == "serve";
      const std::uint16_t port = listens ? free_port() : std::uint16_t{0};
      start(role, port);
      if (listens) ports_.push_back(port);
    }
    for (const auto port : ports_) wait_ready(port);
  } catch (...) {
    stop();
    throw;
  }
}

Daybook::~Daybook() {
  stop();
  std::error_code ignored;  // a log that stays behind harms nobody
  fs::remove_all(folder_, ignored);
}

void Daybook::stop() {
  for (const pid_t pid : processes_) ::kill(pid, SIGTERM);
  for (const pid_t pid : processes_) await_end(pid, 20s);
  processes_.clear();
}

void Daybook::write_config(const DaybookOptions& options) {
  for (const char* name : {"master.key", "log_signing.key"}) std::ofstream(folder_ / name) << random_hex(32);
  std::ofstream(config_) << fmt::format(
      "[database]\nurl = \"{}\"\nowner_url = \"{}\"\n"
      "[kafka]\nbrokers = \"{}\"\ntopic = \"{}\"\ncheckpoints_topic = \"{}.checkpoints\"\npartitions = 4\n"
      "[secrets]\nmaster_key_file = \"{}\"\nsigning_key_file = \"{}\"\n"
      "[stripe]\nwebhook_secrets = [\"{}\"]\n{}"
      "[programme]\nhold_days = {}\ntime_zone = \"{}\"\n{}",
      database_.app_url(), database_.owner_url(), options.kafka ? needed("DAYBOOK_TEST_KAFKA") : "", topic_,
      topic_, (folder_ / "master.key").string(), (folder_ / "log_signing.key").string(), webhook_secret(),
      options.stripe, options.hold_days, options.time_zone, options.programme);
}

void Daybook::start(const std::string& role, std::uint16_t port) {
  std::vector<std::string> variables;
  if (port != 0) variables.push_back(fmt::format("DAYBOOK_HTTP__PORT={}", port));
  processes_.push_back(spawn({needed("DAYBOOK_TEST_BIN"), role, "--config", config_.string()},
                             folder_ / "processes.log", variables));
}

void Daybook::wait_ready(std::uint16_t port) const {
  for (const auto end = Clock::now() + 60s; Clock::now() < end; std::this_thread::sleep_for(20ms)) {
    try {
      if (send_http(port, {"GET", "/readyz", "", {}}).status == 200) return;
    } catch (const std::runtime_error&) {  // not listening yet
    }
  }
  throw std::runtime_error("daybook is not ready within 60 s:\n" + log_end());
}

int Daybook::times_logged(const std::string& text) const {
  std::ifstream log(folder_ / "processes.log");
  int times = 0;
  for (std::string line; std::getline(log, line);) times += line.find(text) != std::string::npos;
  return times;
}

std::string Daybook::log_end() const {
  const std::string text = file_text(folder_ / "processes.log");
  return text.size() > 4'000 ? text.substr(text.size() - 4'000) : text;
}

ProcessResult Daybook::run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), needed("DAYBOOK_TEST_BIN"));
  arguments.insert(arguments.end(), {"--config", config_.string()});
  return run_to_file(arguments, folder_ / ("run_" + random_hex(6)));
}

Caller Daybook::admin(const std::string& role, int n) {
  std::string& token = tokens_[fmt::format("{}.{}", role, n)];
  if (token.empty()) {
    auto made =
        run({"admin", "create", "--email", fmt::format("{}.{}@staff.example", role, n), "--role", role});
    if (made.code != 0) throw std::runtime_error("daybook admin create: " + made.text);
    made.text.erase(made.text.find_last_not_of(" \n") + 1);
    token = made.text.substr(made.text.find_last_of(" \n") + 1);
    for (std::size_t server = 0; server < ports_.size(); ++server)  // learnt from the log within a second
      for (int i = 0; i < 100 && call({"", token}, "GET", "/api/catalog", "", {}, server).status == 401; ++i)
        std::this_thread::sleep_for(20ms);
  }
  return {"", token};
}

HttpAnswer Daybook::call(const Caller& who, const std::string& method, const std::string& target,
                         const std::string& body, std::multimap<std::string, std::string> headers,
                         std::size_t server) {
  if (!who.key.empty()) headers.emplace("x-api-key", who.key);
  if (!who.token.empty()) headers.emplace("Authorization", "Bearer " + who.token);
  if (!body.empty() && !headers.contains("Content-Type")) headers.emplace("Content-Type", "application/json");
  HttpAnswer answer = send_http(ports_.at(server), {method, target, body, std::move(headers)});
  saw(answer);
  return answer;
}

HttpAnswer Daybook::get(const Caller& who, const std::string& target) {
  const char* joint = target.find('?') == std::string::npos ? "?" : "&";
  return call(who, "GET", fmt::format("{}{}min_position={}", target, joint, position_));
}

HttpRequest Daybook::delivery_of(const std::string& event) {
  const auto signature = stripe_signature(event, webhook_secret(), std::time(nullptr));
  return {"POST",
          "/api/orders/webhook/stripe",
          event,
          {{"Content-Type", "application/json"}, {"Stripe-Signature", signature}}};
}

HttpAnswer Daybook::deliver(const std::string& event) {
  HttpAnswer answer = send_http(ports_.front(), delivery_of(event));
  saw(answer);
  return answer;
}

std::int64_t Daybook::head() {
  pg::Connection connection(database_.app_url());
  return connection.exec("SELECT position FROM log_head").integer(0, 0);
}

}  // namespace daybook::test
