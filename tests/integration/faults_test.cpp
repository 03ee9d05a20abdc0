// Processes killed and connections cut under load, against real services: what was acknowledged is there,
// once.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <random>

#include "apps/daybook/config.hpp"
#include "apps/daybook/services.hpp"
#include "events/log/encoding.hpp"
#include "tests/support/commit_cutter.hpp"
#include "tests/support/fault_support.hpp"

namespace daybook::test {
namespace {

/// A place in a URL's text.
struct Span {
  std::size_t begin;
  std::size_t end;
};

/// Where a postgresql:// URL holds its port.
Span port_in(const std::string& url) {
  const auto host = url.find('@') + 1;
  const auto begin = url.find(':', host) + 1;
  return {begin, url.find('/', begin)};
}

std::string at_port(std::string url, std::uint16_t port) {
  const auto [begin, end] = port_in(url);
  return url.replace(begin, end - begin, std::to_string(port));
}

/// For its life, processes started from here find the database behind another port.
class DatabaseBehind {
 public:
  explicit DatabaseBehind(std::uint16_t port) : before_(detail::server("DAYBOOK_TEST_DATABASE_URL")) {
    ::setenv("DAYBOOK_TEST_DATABASE_URL", at_port(before_, port).c_str(), 1);
  }
  ~DatabaseBehind() { ::setenv("DAYBOOK_TEST_DATABASE_URL", before_.c_str(), 1); }
  DatabaseBehind(const DatabaseBehind&) = delete;
  DatabaseBehind& operator=(const DatabaseBehind&) = delete;

 private:
  std::string before_;
};

std::uint16_t database_port() {
  const std::string url = detail::server("DAYBOOK_TEST_DATABASE_URL");
  const auto [begin, end] = port_in(url);
  return static_cast<std::uint16_t>(std::stoi(url.substr(begin, end - begin)));
}

}  // namespace

TEST_CASE("faults: kill -9 of every role in turn under load loses and doubles nothing") {
  Daybook daybook;
  import_plenty(daybook);
  Load load(approved_broker(daybook), {daybook.port()});
  std::vector<std::string> roles{"serve", "relay", "project", "react", "serve", "project", "relay"};
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  std::shuffle(roles.begin(), roles.end(), random);
  for (const auto& role : roles) {
    pause_ms(300 + static_cast<int>(random() % 400));
    CAPTURE(role);
    CHECK(kill_role(daybook, role) < std::chrono::seconds(2));
  }
  pause_ms(300);
  load.stop();
  check_nothing_lost_or_doubled(daybook, load);
}

TEST_CASE("faults: serve killed ten times at any moment loses and doubles nothing") {
  Daybook daybook;
  import_plenty(daybook);
  Load load(approved_broker(daybook), {daybook.port()}, 8);
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 10; ++i) {
    const auto orders = daybook.head();
    for (int tries = 0; tries < 400 && daybook.head() < orders + 10; ++tries) pause_ms(5);  // it works again
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
    kill_role(daybook, "serve");
  }
  load.stop();
  check_nothing_lost_or_doubled(daybook, load);
}

TEST_CASE("faults: the connection to the store cut around COMMIT: every outcome is found out") {
  CommitCutter cutter(database_port());
  std::optional<DatabaseBehind> behind(cutter.port());
  Daybook daybook;
  behind.reset();
  import_plenty(daybook);
  Load load(approved_broker(daybook), {daybook.port()});
  const auto serve = process_of(daybook, "serve");
  cutter.every(20);
  for (int i = 0; i < 300 && cutter.cut_before() < 10; ++i) pause_ms(20);
  cutter.every(0);
  pause_ms(300);
  load.stop();
  CHECK(cutter.cut_before() >= 10);
  CHECK(cutter.cut_after() >= 10);
  CHECK(process_of(daybook, "serve") == serve);  // none of it is worth dying for
  check_nothing_lost_or_doubled(daybook, load);
}

TEST_CASE("faults: a projector that lost its connection begins anew, however little comes") {
  Daybook daybook;
  import_plenty(daybook);
  Load load(approved_broker(daybook), {daybook.port()});
  pg::Connection app(daybook.database().app_url()), other(daybook.database().app_url());
  pause_ms(200);
  app.exec("BEGIN; SELECT 1 FROM read.progress FOR UPDATE");
  const std::string waiting =
      "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND "
      "query LIKE '%.progress FOR UPDATE'";
  for (int i = 0; i < 500 && other.exec("SELECT pid " + waiting).size() == 0; ++i) pause_ms(20);
  pause_ms(300);  // one batch is being written, one waits for that, one is being taken
  const auto cut = other.exec("SELECT pg_terminate_backend(pid) " + waiting);
  CHECK(cut.size() == 1);
  pause_ms(200);
  load.stop();
  app.exec("ROLLBACK");
  int tries = 0;
  const auto projected = [&] { return app.exec("SELECT contiguous FROM read.progress").integer(0, 0); };
  for (; tries < 500 && projected() < daybook.head(); ++tries) pause_ms(20);
  CHECK(tries < 500);
  check_nothing_lost_or_doubled(daybook, load);
}

/// Commands with an Idempotency-Key each, given to writers until all are answered, as a client repeats what
/// the store was not there for.
class KeyedCommands {
 public:
  explicit KeyedCommands(std::size_t count) : positions_(count) {}

  /// Those from `first` on, all at once, to each of the writers.
  void run(std::size_t first, std::size_t count, const std::vector<Writer*>& writers) {
    for (int round = 0; round < 50; ++round) {
      std::vector<std::future<void>> calls;
      for (std::size_t i = first; i < first + count; ++i)
        for (std::size_t w = 0; w < writers.size(); ++w)
          if (positions_[i].size() <= w) calls.push_back(give(i, *writers[w]));
      if (calls.empty()) return;
      for (auto& call : calls) call.get();
    }
    FAIL("some commands were never answered");
  }
  /// Every answer to the command: the position of what it recorded.
  const std::vector<std::int64_t>& positions(std::size_t i) const { return positions_[i]; }
  static std::string name(std::size_t i) { return fmt::format("command-{}", i); }

 private:
  std::future<void> give(std::size_t i, Writer& writer) {
    const log::Hash digest = log::sha256(name(i));
    Command command;
    command.origin = {"test", name(i), ""};
    command.key = RequestKey{digest, digest};
    command.run = [i](Workspace& ws) -> Result<Answer> {
      // a stream of its own, for which nothing is looked up: a batch is decided while the last one commits
      ws.append({{BankReturnReceived{BankReturnId(ws.ids().next()), "nacha", "", 0, 0, "p"}, ws.now()}});
      return Answer{201, name(i), 0, false, {}, {}};
    };
    const auto told = std::make_shared<std::promise<void>>();
    command.done = [this, i, told](Result<Answer> answer) {
      const std::lock_guard lock(mutex_);
      if (answer) positions_[i].push_back(answer->position);
      told->set_value();
    };
    auto future = told->get_future();
    writer.submit(std::move(command));
    return future;
  }

  std::mutex mutex_;
  std::vector<std::vector<std::int64_t>> positions_;
};

TEST_CASE(
    "faults: batch behind batch, cut around COMMIT, of one writer and of two: each key is recorded once") {
  constexpr std::size_t kAlone = 1'500, kTogether = 1'000;
  CommitCutter cutter(database_port());
  Daybook daybook({.kafka = false, .roles = {"serve"}});
  Config config = load_config((daybook.folder() / "daybook.toml").string());
  config.database_url = at_port(config.database_url, cutter.port());
  // batches of more than a few events, or none is committed behind another; and no waiting for a head that
  // moves, as it does where a cut batch was committed
  const Writer::Options options{
      .batch_limit = 20, .know_stored_keys = true, .contended = std::chrono::milliseconds(0)};
  Services one(config, 1, options), other(config, 1, options);
  KeyedCommands commands(2 * kAlone + kTogether);
  // A cut sends up to three batches through the lock: every 7th falls on one behind another, every 3rd on
  // one that has the lock or goes first.
  cutter.every(7);
  commands.run(0, kAlone, {&one.writer});
  CHECK(cutter.cut_behind() >= 5);
  cutter.every(3);
  commands.run(kAlone, kAlone, {&one.writer});
  CHECK(cutter.cut_before() + cutter.cut_after() >= cutter.cut_behind() + 5);
  commands.run(2 * kAlone, kTogether, {&one.writer, &other.writer});
  cutter.every(0);
  CHECK(cutter.cut_before() >= 10);
  CHECK(cutter.cut_after() >= 10);

  pg::Connection owner(daybook.database().owner_url());
  const auto stored =
      owner.exec("SELECT correlation_id, position FROM events WHERE type = 'bank_return.received'");
  std::map<std::string, std::int64_t, std::less<>> recorded;
  for (int row = 0; row < stored.size(); ++row) {
    const bool fresh = recorded.emplace(stored.text(row, 0), stored.integer(row, 1)).second;
    CHECK_MESSAGE(fresh, stored.text(row, 0), " was recorded twice");
  }
  CHECK(recorded.size() == 2 * kAlone + kTogether);
  for (std::size_t i = 0; i < 2 * kAlone + kTogether; ++i)
    for (const std::int64_t position : commands.positions(i))
      CHECK(position == recorded[KeyedCommands::name(i)]);
  const auto verified = daybook.run({"audit", "verify", "--no-read-models"});
  CHECK_MESSAGE(verified.code == 0, verified.text);
}

}  // namespace daybook::test
