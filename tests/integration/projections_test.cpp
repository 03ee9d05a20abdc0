// The projector, the store follower, rebuild and diff on a real PostgreSQL.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "adapters/postgres/copy_in.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/projector.hpp"
#include "adapters/postgres/projector_follow.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "adapters/postgres/read_schema.hpp"
#include "adapters/postgres/rebuild.hpp"
#include "adapters/postgres/row_binary.hpp"
#include "tests/support/pg_fixture.hpp"
#include "tests/unit/projections/dump.hpp"
#include "tests/unit/projections/random_history.hpp"

using namespace daybook;
using namespace daybook::test;

namespace {

using Dump = std::map<std::string, std::multiset<std::string>>;

Dump folded_in_memory(const std::vector<Recorded>& events) {
  ReadModels models{Zone{}};
  for (const Recorded& r : events) models.apply(r);
  return dump(models);
}

/// A database with the read schema, and the store's table to write to.
struct World {
  TestDatabase database;
  pg::Connection app{database.app_url()};
  EventReader source{database.app_url()};

  World() {
    app.exec("SET client_min_messages = warning");
    ensure_read_schema(app);
  }

  Dump stored() {
    Dump tables;
    ReadModels models{Zone{}};
    models.each_table([&]<class T>(T&) {
      using Row = typename T::RowType;
      auto& lines = tables[std::string(Row::table)];
      const auto rows = app.exec(fmt::format("SELECT {} FROM read.{}", sql::column_list<Row>(), Row::table));
      for (int i = 0; i < rows.size(); ++i) {
        std::string line;
        sql::append_copy_line(line, sql::row_of<Row>(rows, i));
        lines.insert(line);
      }
    });
    return tables;
  }
  void append(const std::vector<Envelope>& events) {
    std::string lines;
    for (const Envelope& e : events) {
      const std::string fields[] = {std::to_string(e.position.value),
                                    e.event_id.str(),
                                    e.stream,
                                    std::to_string(e.version.value),
                                    e.type,
                                    std::to_string(e.schema_version),
                                    to_string(e.recorded_at),
                                    to_string(e.effective_at),
                                    e.actor,
                                    e.correlation_id,
                                    e.causation_id,
                                    e.partition_key,
                                    e.payload,
                                    "\\x00"};
      for (std::size_t i = 0; i < std::size(fields); ++i) {
        if (i > 0) lines += '\t';
        pg::copy_field(lines, fields[i]);
      }
      lines += '\n';
    }
    app.copy_in("COPY events FROM STDIN", lines);
  }
  std::int64_t contiguous() { return app.exec("SELECT contiguous FROM read.progress").integer(0, 0); }
  bool wait_for(std::int64_t position) {
    for (int i = 0; i < 2'000; ++i) {
      try {
        if (contiguous() >= position) return true;
      } catch (const pg::Error&) {  // the schema is missing for the moment
        if (!app.alive()) app.reconnect();
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }
};

std::vector<Envelope> slice(const std::vector<Envelope>& all, std::size_t from, std::size_t to) {
  return {all.begin() + static_cast<std::ptrdiff_t>(from),
          all.begin() + static_cast<std::ptrdiff_t>(std::min(to, all.size()))};
}

/// The events as `partitions` Kafka partitions would hold them.
std::vector<std::vector<Envelope>> partitioned(const std::vector<Envelope>& all, std::size_t partitions) {
  std::vector<std::vector<Envelope>> out(partitions);
  for (const Envelope& e : all) out[std::hash<std::string>{}(e.partition_key) % partitions].push_back(e);
  return out;
}

}  // namespace

TEST_CASE("read schema: read models of another version are refused, not misread; a rebuild replaces them") {
  World w;
  const History history = random_history(3, 60);
  w.append(history.envelopes());
  const auto spoil = [&] { w.app.exec("COMMENT ON SCHEMA read IS 'daybook read models 0'"); };
  spoil();
  CHECK(ensure_read_schema(w.app));  // it was empty
  CHECK(!ensure_read_schema(w.app));
  rebuild(w.database.app_url(), Zone{}, w.source);
  CHECK(!ensure_read_schema(w.app));
  w.app.exec("ALTER TABLE read.sales_daily DROP COLUMN markup_earned");
  spoil();
  CHECK_THROWS_WITH_AS(ensure_read_schema(w.app), doctest::Contains("another version"), std::runtime_error);
  CHECK_THROWS_WITH_AS(diff(w.database.app_url(), Zone{}, w.source), doctest::Contains("another version"),
                       std::runtime_error);
  rebuild(w.database.app_url(), Zone{}, w.source);
  CHECK(!ensure_read_schema(w.app));
  CHECK(diff(w.database.app_url(), Zone{}, w.source).same());
}

TEST_CASE("read schema: its tables have the columns of the row structs, in their order") {
  World w;
  ReadModels models{Zone{}};
  models.each_table([&]<class T>(T&) {
    using Row = typename T::RowType;
    const auto found = w.app.exec(
        "SELECT column_name, CASE data_type WHEN 'timestamp with time zone' THEN 'timestamptz' "
        "WHEN 'ARRAY' THEN format_type(('pg_catalog.' || udt_name)::regtype, NULL) ELSE data_type END, "
        "is_nullable FROM information_schema.columns WHERE table_schema = 'read' AND table_name = $1 "
        "ORDER BY ordinal_position",
        {std::string(Row::table)});
    std::vector<std::string> in_sql;
    for (int i = 0; i < found.size(); ++i)
      in_sql.push_back(fmt::format("{} {} {}", found.text(i, 0), found.text(i, 1), found.text(i, 2)));
    std::vector<std::string> in_code;
    sql::each_column<Row>([&](auto d, std::size_t) {
      using M = MemberType<decltype(d), Row>;
      in_code.push_back(
          fmt::format("{} {} {}", d.name, sql::Column<M>::type, json::is_optional<M> ? "YES" : "NO"));
    });
    CAPTURE(std::string(Row::table));
    CHECK(in_sql == in_code);
  });
  CHECK(!ensure_read_schema(w.app));
}

TEST_CASE(
    "projector: stored rows equal the folds in memory, with and without a cache, whatever the batches") {
  const std::uint64_t seed = std::random_device{}();
  CAPTURE(seed);
  const History history = random_history(seed, 400);
  const auto all = history.envelopes();
  for (std::size_t cache : {std::size_t{0}, std::size_t{100'000}}) {
    World w;
    w.append(all);  // what a row keeps beside its columns is told from there
    Projector projector(w.database.app_url(), Zone{}, {.schema = "read", .max_cached_rows = cache});
    projector.reload();
    std::mt19937_64 random(seed);
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t size = 1 + random() % 60;
      const auto applied = projector.apply({decode_each(slice(all, at, at + size)), {}});
      at = std::min(at + size, all.size());
      REQUIRE(applied.contiguous == static_cast<std::int64_t>(at));
    }
    CHECK(w.stored() == folded_in_memory(history.events()));
    CHECK(w.contiguous() == static_cast<std::int64_t>(all.size()));
  }
}

TEST_CASE(
    "projector: repeated events change nothing; contiguous waits for every partition; a stale owner is "
    "fenced") {
  World w;
  const History history = random_history(7, 300);
  w.append(history.envelopes());
  const auto partitions = partitioned(history.envelopes(), 3);
  Projector one(w.database.app_url(), Zone{});
  Projector two(w.database.app_url(), Zone{});
  one.reload();
  two.reload();
  CHECK_THROWS_AS(Projector(w.database.app_url(), Zone{}).apply({}), Fenced);

  // Two projectors of one group, each with its own partitions, take turns.
  const auto offset = [](int partition, std::size_t next) {
    return std::vector<TopicOffset>{{"t", partition, static_cast<std::int64_t>(next)}};
  };
  const std::size_t half = partitions[0].size() / 2;
  one.apply({decode_each(slice(partitions[0], 0, half)), offset(0, half)});
  two.apply({decode_each(partitions[1]), offset(1, partitions[1].size())});
  one.apply({decode_each(slice(partitions[0], half, partitions[0].size())), offset(0, partitions[0].size())});
  CHECK(w.contiguous() < static_cast<std::int64_t>(history.events().size()));
  CHECK(w.contiguous() == two.apply({{}, offset(1, partitions[1].size())}).contiguous);

  // The third one repeats what the first did, then brings the rest.
  const auto repeated = two.apply({decode_each(partitions[2]), offset(2, partitions[2].size())});
  CHECK(repeated.contiguous == static_cast<std::int64_t>(history.events().size()));
  CHECK(w.stored() == folded_in_memory(history.events()));
  CHECK_THROWS_AS(one.apply({decode_each(partitions[2]), offset(2, 1)}), Fenced);
  CHECK_THROWS_AS(one.apply({decode_each(partitions[2]), offset(2, 1)}), Fenced);  // until it reloads
  CHECK(one.reload().offsets.size() == 3);
  CHECK(one.apply({decode_each(partitions[2]), offset(2, partitions[2].size())}).seen_before ==
        partitions[2].size());
  CHECK(w.stored() == folded_in_memory(history.events()));

  // A batch from the store, by an owner who did not see the others' work.
  two.reload();
  two.apply({{}, {}});
  CHECK_THROWS_AS(one.apply({{}, offset(0, 99)}), Fenced);
}

/// Two brokers, an order of each, and what paid for it: events[4] pays the one whose event is to be poisoned.
struct TwoPaid : World {
  History history;
  BrokerId bad_broker = id_of<BrokerId>(1);
  BrokerId good_broker = id_of<BrokerId>(2);
  OrderPlaced bad_order = order(id_of<OrderId>(10), bad_broker);
  OrderPlaced good_order = order(id_of<OrderId>(11), good_broker);

  TwoPaid() {
    for (const auto& b : {bad_broker, good_broker}) history.add(broker(b));
    for (const auto& placed : {bad_order, good_order}) history.add(placed);
    for (const auto& placed : {bad_order, good_order}) history.add(capture(placed));
  }
  /// A payment of the bad order that no fold takes.
  std::string unbalanced() const {
    auto payment = capture(bad_order);
    payment.amount = Minor(1);
    return encode_payload(payment);
  }
  std::string status_of(const OrderPlaced& placed) {
    return std::string(
        app.exec("SELECT status FROM read.orders WHERE id = $1", {placed.order_id.str()}).text(0, 0));
  }
};

TEST_CASE_FIXTURE(
    TwoPaid,
    "projector: a poisoned event stops its key only, visibly; a rebuild that understands it clears it") {
  history.add(refund(bad_order, Minor(0), Minor(100), CommissionState::available));
  auto events = history.envelopes();
  const std::string sound = events[4].payload;
  SUBCASE("it cannot be decoded") { events[4].payload = "{\"order_id\":1}"; }
  SUBCASE("a fold refuses it") { events[4].payload = unbalanced(); }
  Projector projector(database.app_url(), Zone{});
  projector.reload();
  const auto applied = projector.apply({decode_each(events), {}});
  CHECK(applied.folded == 5);
  CHECK(applied.quarantined == 2);
  CHECK(applied.contiguous == 7);
  History more = history;
  const auto late = more.add(OrderFulfilled{bad_order.order_id, bad_broker, "s-1"}).envelope;
  CHECK(projector.apply({decode_each({late}), {}}).quarantined == 1);
  projector.reload();
  const auto rows = app.exec("SELECT position, error IS NULL FROM read.quarantine ORDER BY position");
  REQUIRE(rows.size() == 3);
  CHECK(rows.integer(0, 0) == 5);
  CHECK(rows.text(0, 1) == "f");
  CHECK(rows.text(1, 1) == "t");
  CHECK(rows.integer(2, 0) == 8);
  CHECK(status_of(good_order) == "PROCESSING");
  CHECK(status_of(bad_order) == "PENDING");

  events[4].payload = sound;
  events.push_back(late);
  append(events);
  CHECK(!diff(database.app_url(), Zone{}, source).same());
  CHECK(rebuild(database.app_url(), Zone{}, source).quarantined == 0);
  CHECK(stored() == folded_in_memory(more.events()));
}

TEST_CASE_FIXTURE(
    TwoPaid,
    "projector: a poisoned event behind a batch that is still being written takes nothing of it along") {
  auto events = history.envelopes();
  append(events);
  events[4].payload = unbalanced();  // refused by a fold, which takes all rows out of memory
  Projector projector(database.app_url(), Zone{});
  projector.reload();
  pg::Connection holder(database.app_url());
  holder.exec("BEGIN; SELECT 1 FROM read.progress FOR UPDATE");  // the first batch's write waits for it
  projector.apply_ahead({decode_each(slice(events, 0, 4)), {}});
  const std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    holder.exec("COMMIT");
  });
  const auto applied = projector.apply_ahead({decode_each(slice(events, 4, 6)), {}});
  CHECK(applied.folded == 1);
  CHECK(applied.quarantined == 1);
  projector.settle();
  CHECK(projector.progress().applied.contiguous() == 6);
  CHECK(status_of(good_order) == "PROCESSING");
  CHECK(status_of(bad_order) == "PENDING");
}

TEST_CASE_FIXTURE(TwoPaid, "rebuild: a poisoned event takes nothing along of what is not yet written") {
  History story;
  for (const auto& b : {bad_broker, good_broker}) story.add(broker(b));
  for (const auto& placed : {bad_order, good_order}) story.add(placed);
  for (const auto& placed : {good_order, bad_order}) story.add(capture(placed));
  story.add(refund(good_order, Minor(0), Minor(100), CommissionState::available));
  auto events = story.envelopes();
  events[5].payload = unbalanced();
  append(events);
  Projector projector(database.app_url(), Zone{});
  projector.reload();
  for (std::size_t at = 0; at < events.size(); ++at)  // none can take another along
    projector.apply({decode_each(slice(events, at, at + 1)), {}});
  const auto one_by_one = stored();
  CHECK(status_of(bad_order) == "PENDING");
  for (const std::size_t cached : {std::size_t{0}, std::size_t{100}}) {
    CAPTURE(cached);
    const RebuildOptions options{.batch_limit = 3, .max_cached_rows = cached};
    CHECK(rebuild(database.app_url(), Zone{}, source, {}, options).quarantined == 1);
    CHECK(stored() == one_by_one);
  }
}

TEST_CASE_FIXTURE(TwoPaid, "rebuild: a row made twice behind a poisoned event is taken row by row") {
  History story;
  for (const auto& b : {bad_broker, good_broker}) story.add(broker(b));
  for (const auto& placed : {bad_order, good_order}) story.add(placed);
  story.add(capture(bad_order));
  auto others = [&, n = std::uint64_t{100}](int count) mutable {
    while (count-- > 0) story.add(order(id_of<OrderId>(n++), good_broker));
  };
  others(20);             // the first ones leave memory
  story.add(good_order);  // no decision allows it; the order is there already
  others(40);             // by these the failed write is met: nothing is looked up
  auto events = story.envelopes();
  events[4].payload = unbalanced();
  append(events);
  Projector projector(database.app_url(), Zone{}, {.max_cached_rows = 0, .trust = RowTrust::nothing});
  projector.reload();
  for (std::size_t at = 0; at < events.size(); ++at)
    projector.apply({decode_each(slice(events, at, at + 1)), {}});
  const auto one_by_one = stored();
  const RebuildOptions options{.batch_limit = 1, .max_cached_rows = 10};
  CHECK(rebuild(database.app_url(), Zone{}, source, {}, options).quarantined == 1);
  CHECK(stored() == one_by_one);
}

TEST_CASE("rebuild: whenever rows leave memory, they are those of the log") {
  World w;
  const History history = random_history(29, 400);
  w.append(history.envelopes());
  const auto expected = folded_in_memory(history.events());
  for (const int cached : {0, 7, 50, 100'000}) {
    CAPTURE(cached);
    rebuild(w.database.app_url(), Zone{}, w.source, {},
            {.batch_limit = 5, .max_cached_rows = static_cast<std::size_t>(cached)});
    CHECK(w.stored() == expected);
  }
}

TEST_CASE("projector, rebuild: a log that makes a row twice is taken row by row, not refused for ever") {
  World w;
  History history;
  const auto seller = id_of<BrokerId>(1);
  const OrderPlaced placed = order(id_of<OrderId>(10), seller);
  history.add(broker(seller));
  history.add(placed);
  history.add(capture(placed));
  history.add(placed);  // no decision allows it; the order is there already
  const auto all = history.envelopes();
  w.append(all);
  Projector projector(w.database.app_url(), Zone{}, {.max_cached_rows = 0});
  projector.reload();
  projector.apply({decode_each(slice(all, 0, 3)), {}});
  CHECK_THROWS_AS(projector.apply({decode_each(slice(all, 3, 4)), {}}), pg::Error);
  projector.reload();
  projector.apply({decode_each(slice(all, 3, 4)), {}});
  CHECK(w.stored() == folded_in_memory(history.events()));
  rebuild(w.database.app_url(), Zone{}, w.source, {}, {.batch_limit = 3, .max_cached_rows = 0});
  CHECK(w.stored() == folded_in_memory(history.events()));
}

TEST_CASE(
    "projector: a batch whose payouts bring many orders is written in parts; if one fails, it comes again") {
  World w;
  History history;
  const auto seller = id_of<BrokerId>(1);
  history.add(broker(seller));
  PayoutCreated payout;
  payout.payout_id = id_of<PayoutId>(9);
  payout.payee = seller;
  for (std::uint64_t n = 10; n < 13; ++n) {
    const OrderPlaced placed = order(id_of<OrderId>(n), seller);
    history.add(placed);
    const PaymentCaptured paid = capture(placed);
    payout.lines.push_back(history.add(paid).envelope.position.value);
    payout.amounts.revenue_share += paid.parts.share;
    payout.amounts.markup += paid.parts.markup;
  }
  const OrderPlaced unpaid = order(id_of<OrderId>(13), seller);
  history.add(unpaid);
  const std::size_t before = history.events().size();
  history.add(payout);
  history.add(unpaid);  // no decision allows it; the order is there already
  history.add(PayoutCancelled{payout.payout_id, seller, payout.currency, payout.amounts, "wrong month"});
  const auto all = history.envelopes();
  w.append(all);
  const auto offset = [](std::size_t next) {
    return std::vector<TopicOffset>{{"t", 0, static_cast<std::int64_t>(next)}};
  };
  const auto applied_and_read = [&] {
    return std::pair(w.contiguous(), w.app.exec("SELECT max(next_offset) FROM read.offsets").integer(0, 0));
  };
  Projector projector(w.database.app_url(), Zone{}, {.max_cached_rows = 0});
  projector.reload();
  projector.apply({decode_each(slice(all, 0, before)), offset(before)});
  const Projector::Batch batch{decode_each(slice(all, before, all.size())), offset(all.size())};
  CHECK_THROWS_AS(projector.apply(batch), pg::Error);
  CHECK(applied_and_read() == std::pair<std::int64_t, std::int64_t>(before + 1, before));
  CHECK(w.app.exec("SELECT count(*) FROM read.orders WHERE payout_status = 'PROCESSING'").integer(0, 0) == 3);
  projector.reload();
  CHECK(projector.apply(batch).seen_before == 1);
  CHECK(applied_and_read() == std::pair<std::int64_t, std::int64_t>(all.size(), all.size()));
  CHECK(w.stored() == folded_in_memory(history.events()));
}

TEST_CASE("projector: more rows than a statement takes go in several") {
  World w;
  History history;
  for (std::uint64_t n = 1; n <= 20'001; ++n) history.add(order(id_of<OrderId>(n), std::nullopt));
  w.append(history.envelopes());
  Projector projector(w.database.app_url(), Zone{}, {.trust = RowTrust::nothing});
  projector.reload();
  projector.apply({decode_each(history.envelopes()), {}});
  CHECK(w.stored() == folded_in_memory(history.events()));
}

TEST_CASE("rebuild: two at a time are refused; the first goes on") {
  World w;
  const History history = random_history(23, 100);
  w.append(history.envelopes());
  int refused = 0;
  rebuild(w.database.app_url(), Zone{}, w.source, [&](const std::string& phase, std::int64_t) {
    if (phase != "indexing") return;
    EventReader another(w.database.app_url());
    try {
      rebuild(w.database.app_url(), Zone{}, another);
    } catch (const Fenced&) {
      ++refused;
    }
  });
  CHECK(refused == 1);
  CHECK(w.stored() == folded_in_memory(history.events()));
}

TEST_CASE(
    "follower: applies the store, outlives cut connections and dropped tables; rebuild brings them back") {
  World w;
  const History history = random_history(11, 600);
  const auto all = history.envelopes();
  const auto count = static_cast<std::int64_t>(all.size());
  Projector projector(w.database.app_url(), Zone{});
  EventReader reader(w.database.app_url());
  std::jthread follower([&](std::stop_token stop) {
    follow_store(projector, reader, stop, {.batch_limit = 50, .idle_ms = 5, .backoff_max_ms = 50});
  });
  const std::size_t third = all.size() / 3;
  w.append(slice(all, 0, third));
  REQUIRE(w.wait_for(static_cast<std::int64_t>(third)));

  pg::Connection super(w.database.super_url());
  for (int i = 0; i < 5; ++i) {
    super.exec(
        fmt::format("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}' "
                    "AND pid <> pg_backend_pid()",
                    w.database.name()));
    w.app.reconnect();
    w.append(slice(all, third + static_cast<std::size_t>(i), third + static_cast<std::size_t>(i) + 1));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  REQUIRE(w.wait_for(static_cast<std::int64_t>(third) + 5));

  w.app.exec("DROP TABLE read.orders, read.progress");
  w.append(slice(all, third + 5, 2 * third));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(w.app.exec("SELECT to_regclass('read.orders')").null(0, 0));  // nothing is made anew silently
  EventReader source(w.database.app_url());
  CHECK_THROWS(diff(w.database.app_url(), Zone{}, source));
  rebuild(w.database.app_url(), Zone{}, source);
  w.append(slice(all, 2 * third, all.size()));
  REQUIRE(w.wait_for(count));
  CHECK(w.stored() == folded_in_memory(history.events()));

  w.app.exec("DROP SCHEMA read CASCADE");
  rebuild(w.database.app_url(), Zone{}, source);
  REQUIRE(w.wait_for(count));
  CHECK(w.stored() == folded_in_memory(history.events()));
}

TEST_CASE("rebuild: beside a live projector under load, nothing lost or doubled; offsets stay") {
  World w;
  const History history = random_history(13, 1'500);
  const auto all = history.envelopes();
  Projector projector(w.database.app_url(), Zone{});
  EventReader reader(w.database.app_url());
  Projector kafka(w.database.app_url(), Zone{});
  kafka.reload();
  kafka.apply({{}, {{"t", 0, 42}}});
  std::jthread follower([&](std::stop_token stop) {
    follow_store(projector, reader, stop, {.batch_limit = 7, .idle_ms = 1, .backoff_max_ms = 20});
  });
  std::atomic<int> rebuilds = 0;
  std::jthread writer([&](std::stop_token stop) {
    for (std::size_t at = 0; at < all.size(); at += 10) {
      // Half of the load meets the first rebuild, however slow that is, and half the ones after it.
      while (at >= all.size() / 2 && rebuilds == 0 && !stop.stop_requested())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      w.append(slice(all, at, at + 10));
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
    }
  });
  std::int64_t last = 0;
  EventReader store(w.database.app_url());
  do {
    const auto report =
        rebuild(w.database.app_url(), Zone{}, store, {}, {.batch_limit = 100, .max_cached_rows = 50});
    CHECK(report.position >= last);
    CHECK(report.quarantined == 0);
    last = report.position;
    ++rebuilds;
  } while (last < static_cast<std::int64_t>(all.size()));
  CHECK(rebuilds > 1);
  writer.join();
  REQUIRE(w.wait_for(static_cast<std::int64_t>(all.size())));
  CHECK(w.stored() == folded_in_memory(history.events()));
  CHECK(w.app.exec("SELECT next_offset FROM read.offsets").integer(0, 0) == 42);
  CHECK_THROWS_AS(kafka.apply({{}, {{"t", 0, 43}}}), Fenced);
  CHECK(w.app.exec("SELECT count(*) FROM pg_namespace WHERE nspname IN ('read_next', 'read_old')")
            .integer(0, 0) == 0);
}

TEST_CASE("read models counted in one zone are not folded further in another; a rebuild counts anew") {
  World w;
  const History history = random_history(21, 40);
  const auto all = history.envelopes();
  w.append(slice(all, 0, all.size()));
  Projector utc(w.database.app_url(), Zone{});
  utc.reload();
  utc.apply({decode_each(slice(all, 0, all.size() / 2)), {}});
  Projector elsewhere(w.database.app_url(), Zone{"Asia/Kolkata"});
  CHECK_THROWS_WITH_AS(elsewhere.reload(), doctest::Contains("count days in UTC"), std::runtime_error);
  EventReader store(w.database.app_url());
  rebuild(w.database.app_url(), Zone{"Asia/Kolkata"}, store);
  elsewhere.reload();
  CHECK_THROWS_AS(utc.reload(), std::runtime_error);
}

TEST_CASE("rebuild: a projector caught waiting at the swap is fenced, and writes nothing to the new tables") {
  World w;
  const History history = random_history(19, 60);
  const auto all = history.envelopes();
  w.append(slice(all, 0, all.size() - 1));
  Projector live(w.database.app_url(), Zone{});
  live.reload();
  live.apply({decode_each(slice(all, 0, all.size() - 1)), {}});
  bool fenced = false;
  std::jthread late;
  rebuild(w.database.app_url(), Zone{}, w.source, [&](const std::string& phase, std::int64_t) {
    if (phase != "swapping") return;
    late = std::jthread([&] {
      try {
        live.apply({decode_each({all.back()}), {}});
      } catch (const Fenced&) {
        fenced = true;
      }
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // until it waits for the lock
  });
  late.join();
  CHECK(fenced);
  CHECK(w.contiguous() == static_cast<std::int64_t>(all.size()) - 1);
  live.reload();
  live.apply({decode_each({all.back()}), {}});
  CHECK(w.stored() == folded_in_memory(history.events()));
}

TEST_CASE("read rows: arrays are written as PostgreSQL prints them and read back, as text and in binary") {
  World w;
  w.app.exec("CREATE TEMP TABLE arrays (texts text[] NOT NULL, numbers bigint[] NOT NULL)");
  const std::vector<std::vector<std::string>> all = {
      {},
      {""},
      {"a"},
      {"NULL", "null", "nulls"},
      {"a,b", "{", "}", "\"", "\\", " a", "b\tc\n", "{}", "\xC3\xA9"},
      {"assets:stripe", "liabilities:brokers:1:available:markup"}};
  for (const auto& texts : all) {
    const std::vector<Minor> numbers{Minor(INT64_MIN), Minor(-1), Minor(INT64_MAX)};
    std::string tuple;
    pg::append_be(tuple, std::int16_t{2});
    sql::append_field(tuple, texts);
    sql::append_field(tuple, numbers);
    w.app.exec("TRUNCATE arrays");
    pg::copy_in_binary(w.app, "arrays (texts, numbers)", tuple);
    const auto row = w.app.exec("SELECT texts, numbers FROM arrays");
    std::string text;
    sql::Column<std::vector<std::string>>::write(text, texts);
    CHECK(row.text(0, 0) == text);
    CHECK(sql::Column<std::vector<std::string>>::read(row.text(0, 0)) == texts);
    CHECK(sql::Column<std::vector<Minor>>::read(row.text(0, 1)) == numbers);
  }
  for (const char* bad :
       {"", "{", "a", "{a", "{a,}", "{,a}", "{NULL}", "{{a}}", "{\"a}", "{\"a\"b}", "{a\\}"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(sql::Column<std::vector<std::string>>::read(bad), std::runtime_error);
  }
}

TEST_CASE("diff: same beside a live projector; names what was altered, added, removed") {
  World w;
  const History history = random_history(17, 400);
  w.append(history.envelopes());
  Projector projector(w.database.app_url(), Zone{});
  EventReader reader(w.database.app_url());
  {
    std::jthread follower(
        [&](std::stop_token stop) { follow_store(projector, reader, stop, {.batch_limit = 20}); });
    std::vector<std::string> phases;
    const auto early = diff(w.database.app_url(), Zone{}, w.source,
                            [&](const std::string& phase, std::int64_t) { phases.push_back(phase); });
    CHECK(early.same());
    REQUIRE(!phases.empty());
    CHECK(phases.back() == "comparing");
    REQUIRE(w.wait_for(static_cast<std::int64_t>(history.events().size())));
    const auto report = diff(w.database.app_url(), Zone{}, w.source);
    CHECK(report.same());
    CHECK(report.position == static_cast<std::int64_t>(history.events().size()));
  }
  w.app.exec("UPDATE read.sales_daily SET orders_count = orders_count + 1");
  w.app.exec("DELETE FROM read.orders WHERE id = (SELECT min(id::text)::uuid FROM read.orders)");
  w.app.exec("INSERT INTO read.event_types VALUES ('no.such', 7, 1)");
  w.app.exec("DROP TABLE read.tasks");
  const auto report = diff(w.database.app_url(), Zone{}, w.source);
  CHECK(!report.same());
  for (const TableDiff& t : report.tables) {
    CAPTURE(t.table);
    if (t.table == "sales_daily") {
      CHECK(t.differing > 0);
    } else if (t.table == "orders") {
      CHECK(t.differing == 1);
      CHECK(t.rows_live + 1 == t.rows_replayed);
    } else if (t.table == "event_types") {
      CHECK(t.keys == std::vector<std::string>{"no.such 7"});
    } else if (t.table == "tasks") {
      CHECK(t.missing);
    } else {
      CHECK(t.differing == 0);
    }
  }
  CHECK(w.app.exec("SELECT count(*) FROM pg_namespace WHERE nspname = 'read_check'").integer(0, 0) == 0);
}
