#pragma once
// A real `daybook` for one test case: a database, a Kafka topic, keys and a configuration of its own, its
// processes started, and all of it gone behind the test. Needs what scripts/test sets: DAYBOOK_TEST_BIN,
// DAYBOOK_TEST_VAR, DAYBOOK_TEST_KAFKA and the database addresses.

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/support/http_client.hpp"
#include "tests/support/pg_fixture.hpp"

namespace daybook::test {

struct ProcessResult {
  int code = -1;     ///< exit code; 128 + signal when a signal ended it
  std::string text;  ///< stdout and stderr together
};

struct DaybookOptions {
  bool kafka = true;
  int hold_days = 0;
  std::string time_zone = "UTC";  ///< of days and months
  /// Processes to start after the migration, in this order; "serve" twice gives two ports.
  std::vector<std::string> roles{"up"};
  std::string programme = "";  ///< more lines of the configuration's [programme], and more sections
  std::string stripe = "";     ///< more lines of its [stripe]
};

/// Who calls: nobody, a broker's key, or an admin's token.
struct Caller {
  std::string key;    ///< x-api-key
  std::string token;  ///< Authorization: Bearer
};

class Daybook {
 public:
  /// Returns when every serving process answers /readyz with 200. Throws with the log's end when one doesn't.
  explicit Daybook(const DaybookOptions& options = {});
  ~Daybook();
  Daybook(const Daybook&) = delete;
  Daybook& operator=(const Daybook&) = delete;

  /// Starts one more process, which ends with this.
  void start(const std::string& role, std::uint16_t port = 0);
  /// How many lines its processes have logged with this text.
  int times_logged(const std::string& text) const;
  /// Runs one command to its end (two minutes at most).
  ProcessResult run(std::vector<std::string> arguments) const;
  /// The token of the n-th admin with this role, made at first use. Admins' people differ.
  Caller admin(const std::string& role = "SUPER_ADMIN", int n = 1);

  /// A call to the n-th serving process; a body goes as application/json.
  HttpAnswer call(const Caller& who, const std::string& method, const std::string& target,
                  const std::string& body = "", std::multimap<std::string, std::string> headers = {},
                  std::size_t server = 0);
  /// A GET that waits for all this test has written.
  HttpAnswer get(const Caller& who, const std::string& target);
  /// A delivery from Stripe, correctly signed now.
  HttpAnswer deliver(const std::string& event);

  /// The n-th serving process's port, for calls from several threads: send_http, unlike call, may be used so.
  std::uint16_t port(std::size_t server = 0) const { return ports_.at(server); }
  /// What deliver() sends.
  static HttpRequest delivery_of(const std::string& event);

  /// Later reads wait for what this answer of send_http wrote.
  void saw(const HttpAnswer& answer) { position_ = std::max(position_, answer.position()); }
  /// The highest position any answer told.
  std::int64_t position() const { return position_; }
  /// The log's last position, from the store's own head.
  std::int64_t head();
  const std::string& topic() const { return topic_; }
  const TestDatabase& database() const { return database_; }
  const std::filesystem::path& folder() const { return folder_; }
  static const std::string& webhook_secret();

 private:
  void write_config(const DaybookOptions& options);
  void wait_ready(std::uint16_t port) const;
  void stop();
  std::string log_end() const;

  TestDatabase database_;
  std::filesystem::path folder_;
  std::filesystem::path config_;
  std::string topic_;
  std::vector<pid_t> processes_;
  std::vector<std::uint16_t> ports_;
  std::map<std::string, std::string> tokens_;
  std::int64_t position_ = 0;
};

/// Runs a program found on PATH or by its path; stdout and stderr together.
ProcessResult run_program(const std::vector<std::string>& arguments);

}  // namespace daybook::test
