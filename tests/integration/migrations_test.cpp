// What runs beside the store's migrations waits for them.

#include <doctest/doctest.h>

#include "tests/support/daybook_process.hpp"
#include "tests/support/within.hpp"

namespace daybook::test {
namespace {

TEST_CASE("migrations: relay and project wait for them, and say who is to run them") {
  Daybook daybook({.roles = {}});
  pg::Connection owner(daybook.database().owner_url());
  const auto last = owner.exec(
      "DELETE FROM schema_migrations WHERE name = (SELECT max(name COLLATE \"C\") FROM schema_migrations) "
      "RETURNING name");
  pg::Connection(daybook.database().app_url()).exec("DROP SCHEMA read CASCADE");
  const auto went_on = [&] {
    return daybook.times_logged("relaying to") + daybook.times_logged("made the read models' schema") +
           daybook.times_logged("projecting from");
  };
  daybook.start("relay");
  daybook.start("project");
  CHECK(within(20, [&] { return daybook.times_logged("run daybook migrate") == 2; }));
  CHECK(went_on() == 0);
  owner.exec("INSERT INTO schema_migrations (name) VALUES ($1)", {std::string(last.text(0, 0))});
  CHECK(within(20, [&] { return went_on() == 3; }));
}

}  // namespace
}  // namespace daybook::test
