// Reads that are asked for together, and the keys of persons behind them, on a real PostgreSQL.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <future>

#include "adapters/postgres/person_keys.hpp"
#include "adapters/postgres/plan_age.hpp"
#include "adapters/postgres/point_reads.hpp"
#include "adapters/postgres/read_schema.hpp"
#include "events/codec/packed.hpp"
#include "tests/support/pg_fixture.hpp"

using namespace daybook;
using namespace daybook::test;

namespace {

Uuid uuid_of(int n) { return parse_uuid(fmt::format("00000000-0000-7000-8000-{:012}", n)).value(); }

/// person n with a key of its own
void add_person(pg::Connection& owner, const Vault& vault, int n) {
  const PersonId person(uuid_of(n));
  const auto wrapped = vault.wrap(person, SecretKey(32, static_cast<char>(n)));
  owner.exec("INSERT INTO persons (person_id, wrapped_key) VALUES ($1, $2)",
             {person.str(), pg::bytea(wrapped)});
}

}  // namespace

TEST_CASE("reads that are asked for together each get their own rows") {
  TestDatabase database;
  pg::Connection app(database.app_url());
  app.exec("SET client_min_messages = warning");
  ensure_read_schema(app);
  for (int n = 1; n <= 40; ++n)
    for (const char* currency : {"EUR", "USD"}) {
      BlockState block;
      block.opening = {{payee_part(PayeeFigure::available, BalanceComponent::markup), Minor(n)}};
      std::string state;
      packed::pack(state, block);
      app.exec("INSERT INTO read.payee_open_blocks VALUES ($1, $2, 1, 0, 0, $3)",
               {to_string(uuid_of(n)), currency, pg::bytea(state)});
    }
  PointReads reads(database.app_url());
  std::vector<std::future<std::string>> answers;
  for (const int n : {7, 41, 40, 1, 7, 0, 23}) {
    auto promise = std::make_shared<std::promise<std::string>>();
    answers.push_back(promise->get_future());
    REQUIRE(reads.submit({PointReads::Of::balance,
                          uuid_of(n),
                          {},
                          [promise, n](pg::Connection&, const PointRows& stored) -> std::function<void()> {
                            if (n == 0) throw std::runtime_error("cannot be shown");
                            std::string text = fmt::format("{} at {}:", n, stored.reached().position);
                            for (const auto& [currency, sums] : stored.balances(uuid_of(n)))
                              text += fmt::format(" {}={}", currency.str(), sums.owed().value);
                            return [promise, text] { promise->set_value(text); };
                          },
                          [promise](const std::exception& e) { promise->set_value(e.what()); }}));
  }
  CHECK(answers[0].get().starts_with("7 at 0: "));
  CHECK(answers[1].get() == "41 at 0:");
  CHECK(answers[2].get().find("USD=40") != std::string::npos);
  CHECK(answers[3].get().find("EUR=1") != std::string::npos);
  CHECK(answers[4].get().find("EUR=7") != std::string::npos);
  CHECK(answers[5].get() == "cannot be shown");
  CHECK(answers[6].get().find("USD=23") != std::string::npos);
  reads.stop();
  CHECK_FALSE(reads.submit({}));
}

TEST_CASE(
    "an order's events are all there, however far the read models have got since they were asked last") {
  TestDatabase database;
  pg::Connection app(database.app_url());
  app.exec("SET client_min_messages = warning");
  ensure_read_schema(app);
  const Uuid order = uuid_of(1);
  constexpr std::int64_t kLast = 3'000'000;
  for (const std::int64_t position : {std::int64_t{1}, kLast})
    app.exec(fmt::format(
        "INSERT INTO events VALUES ({0}, gen_random_uuid(), 'order-{1}', {0}, 'a test', 1, now(), now(), '', "
        "'', '', '', '{{}}', '')",
        position, to_string(order)));
  app.exec("UPDATE read.progress SET contiguous = 1");
  const auto connection = point_connection(database.app_url());
  const auto count = [&](std::int64_t asked_last) {
    ReadPoint last{asked_last, std::nullopt};
    const auto [rows, begin, end] = PointRows(*connection, last, {order}, {}).events(order);
    return end - begin;
  };
  CHECK(count(1) == 1);
  app.exec(
      fmt::format("INSERT INTO read.orders SELECT '{0}', 'T-1', NULL, '{0}', 'USD', 'PENDING', 'PENDING', "
                  "now(), NULL, now(), NULL, 'none', false, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, "
                  "NULL, {1}",
                  to_string(order), kLast));
  CHECK(count(1) == 2);  // what was applied of its partition is far beyond what was of all
  app.exec(fmt::format("UPDATE read.progress SET contiguous = {}", kLast));
  app.exec("DELETE FROM read.orders");
  CHECK(count(1) == 2);
}

TEST_CASE("a key found in a snapshot older than its person's erasure is not kept") {
  TestDatabase database;
  const Vault vault(SecretKey(32, 'm'));
  pg::Connection app(database.app_url()), owner(database.super_url());
  add_person(owner, vault, 1);
  PersonKeys people(vault);
  const PersonId person(uuid_of(1));

  const auto before = people.lookup(app);
  app.exec("BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ");
  app.exec("SELECT count(*) FROM events");
  owner.exec("UPDATE persons SET wrapped_key = NULL");
  people.forget(person);
  CHECK(before(person).has_value());  // as of its snapshot
  app.exec("ROLLBACK");
  CHECK_FALSE(people.lookup(app)(person).has_value());
}

TEST_CASE("as many keys are kept as allowed, and those beyond are asked for again") {
  TestDatabase database;
  const Vault vault(SecretKey(32, 'm'));
  pg::Connection app(database.app_url()), owner(database.super_url());
  for (int n = 1; n <= 5; ++n) add_person(owner, vault, n);
  PersonKeys people(vault, 3);
  const auto keys = people.lookup(app);
  for (int n = 1; n <= 5; ++n)
    CHECK(keys(PersonId(uuid_of(n))) == std::optional(SecretKey(32, static_cast<char>(n))));
  owner.exec("UPDATE persons SET wrapped_key = NULL");
  std::string kept;
  for (int n = 1; n <= 5; ++n) kept += keys(PersonId(uuid_of(n))) ? 'k' : '-';
  CHECK(kept == "--kkk");
}

TEST_CASE("a plan that was made while the log was short is made anew when it is long") {
  TestDatabase database;
  pg::Connection owner(database.owner_url());
  owner.exec(
      "CREATE TABLE log (position bigint PRIMARY KEY, stream text, version bigint) "
      "WITH (autovacuum_enabled = off)");
  owner.exec("CREATE INDEX log_stream ON log (stream, version)");
  const auto fill = [&](int from, int to) {
    owner.exec(fmt::format(
        "INSERT INTO log SELECT n, 'order-' || md5(n::text), 1 FROM generate_series({}, {}) n", from, to));
  };
  fill(1, 300);
  owner.exec("ANALYZE log");
  owner.exec("SET enable_seqscan = off");
  owner.exec("SET plan_cache_mode = force_generic_plan");
  owner.exec("PREPARE states(text[], bigint) AS SELECT * FROM log WHERE stream = ANY($1) AND position <= $2");
  const auto index = [&] {
    const auto plan = owner.exec("EXPLAIN EXECUTE states('{order-1}', 100000)");
    for (int i = 0; i < plan.size(); ++i)
      if (plan.text(i, 0).find("log_pkey") != std::string_view::npos) return "position";
    return "stream";
  };
  pg::PlanAge age;
  age.replan(owner, 300);
  CHECK(index() == std::string("position"));
  fill(301, 30'000);
  CHECK(index() == std::string("position"));
  age.replan(owner, 900);  // not twice as long as the least that is looked at
  CHECK(index() == std::string("position"));
  age.replan(owner, 30'000);
  CHECK(index() == std::string("stream"));
  // The next partition of the log begins.
  owner.exec("TRUNCATE log");
  fill(1, 300);
  owner.exec("ANALYZE log");
  pg::PlanAge later;
  later.replan(owner, 8'000'000);
  CHECK(index() == std::string("position"));
  fill(301, 30'000);
  later.replan(owner, 10'000'499);
  CHECK(index() == std::string("position"));
  later.replan(owner, 10'000'500);
  CHECK(index() == std::string("stream"));
}
