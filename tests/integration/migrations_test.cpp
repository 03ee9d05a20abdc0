// What runs beside the store's migrations waits for them.

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <thread>

#include "tests/support/daybook_process.hpp"

namespace daybook::test {
namespace {

bool within_20_seconds(const std::function<bool()>& true_now) {
  for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20); !true_now();
       std::this_thread::sleep_for(std::chrono::milliseconds(20)))
    if (std::chrono::steady_clock::now() > end) return false;
  return true;
}

TEST_CASE("migrations: relay and project wait for them, and say who is to run them") {
  Daybook daybook({.roles = {}});
  pg::Connection owner(daybook.database().owner_url());
  const auto last = owner.exec(
      "DELETE FROM schema_migrations WHERE name = (SELECT max(name COLLATE \"C\") FROM schema_migrations) "
      "RETURNING name");
  pg::Connection(daybook.database().app_url()).exec("DROP SCHEMA read CASCADE");
  const auto said = [&](std::string_view text) {
    const std::string log = daybook.log();
    int times = 0;
    for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++times;
    return times;
  };
  const auto went_on = [&] {
    return said("relaying to") + said("made the read models' schema") + said("projecting from");
  };
  daybook.start("relay");
  daybook.start("project");
  CHECK_MESSAGE(within_20_seconds([&] { return said("run daybook migrate") == 2; }), daybook.log());
  CHECK(went_on() == 0);
  owner.exec("INSERT INTO schema_migrations (name) VALUES ($1)", {std::string(last.text(0, 0))});
  CHECK_MESSAGE(within_20_seconds([&] { return went_on() == 3; }), daybook.log());
}

}  // namespace
}  // namespace daybook::test
