// Processes killed and connections cut under load, against real services: what was acknowledged is there,
// once.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <random>

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

/// For its life, processes started from here find the database behind another port.
class DatabaseBehind {
 public:
  explicit DatabaseBehind(std::uint16_t port) : before_(detail::server("DAYBOOK_TEST_DATABASE_URL")) {
    const auto [begin, end] = port_in(before_);
    ::setenv("DAYBOOK_TEST_DATABASE_URL",
             (before_.substr(0, begin) + std::to_string(port) + before_.substr(end)).c_str(), 1);
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

}  // namespace daybook::test
