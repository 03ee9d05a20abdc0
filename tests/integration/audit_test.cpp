// The audit on a real store: a sound one passes, and every kind of damage is named by its position.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "adapters/audit/live_rows.hpp"
#include "adapters/audit/prove.hpp"
#include "adapters/audit/read_model_check.hpp"
#include "adapters/audit/replay_state.hpp"
#include "adapters/audit/text_hash.hpp"
#include "apps/daybook/demo_break.hpp"
#include "events/log/encoding.hpp"
#include "tests/integration/audit_store.hpp"

namespace daybook {
namespace {

using test::check_bad;
using test::signer;
using test::Store;

TEST_CASE("audit verify: a sound store passes, and the summary says what was looked at") {
  const auto seed = std::random_device{}();
  MESSAGE("seed ", seed);
  Store store(test::random_log(seed, 150));
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{64}, std::size_t{5000}}) {
    const auto report = store.verify(std::nullopt, chunk);
    INFO(report.bad.value_or(audit::Finding{}).text());
    REQUIRE(!report.bad);
    CHECK(report.events == store.size_());
    CHECK(report.root == store.history.frontier(store.size_()).root());
    CHECK(report.checkpoints == store.size_() / 50);
    CHECK(report.nodes == store.size_() / 256 + store.size_() / 512);
    CHECK(report.compared_at == store.size_());
    CHECK(report.tables == 21);
    CHECK(report.rows > store.size_());
    CHECK(report.currencies == std::vector<std::string>{"BHD", "ICP", "JPY", "USD"});
  }
  const std::string line = store.verify(store.note(77)).summary();
  CHECK(line.starts_with(fmt::format("verified {} events in ", store.size_())));
  CHECK(line.find("checkpoints and the saved one, trial balance 0 in BHD, ICP, JPY, USD, read models equal "
                  "(21 tables") != std::string::npos);
}

TEST_CASE("audit verify: whatever is changed in the log, the first bad position is named") {
  Store store(test::random_log(5, 120), {50, 100, 300});
  struct Row {
    const char* name;
    const char* change;
    std::int64_t position;
    const char* words;
  };
  const Row rows[] = {
      {"payload", "UPDATE events SET payload = replace(payload, '0', '1') WHERE position = 60", 60,
       "was changed"},
      {"a blank more", "UPDATE events SET payload = payload || ' ' WHERE position = 61", 61, "was changed"},
      {"actor", "UPDATE events SET actor = 'admin' WHERE position = 1", 1, "was changed"},
      {"effective time",
       "UPDATE events SET effective_at = effective_at + interval '1 us' WHERE position = 62", 62,
       "was changed"},
      {"recorded time", "UPDATE events SET recorded_at = recorded_at - interval '1 day' WHERE position = 63",
       63, "was changed"},
      {"version", "UPDATE events SET version = version + 1000 WHERE position = 64", 64, "was changed"},
      {"leaf hash", "UPDATE events SET leaf_hash = sha256('x') WHERE position = 65", 65, "was changed"},
      {"no hash at all", "UPDATE events SET leaf_hash = 'x' WHERE position = 66", 66, "was changed"},
      {"a time out of range", "UPDATE events SET recorded_at = 'infinity' WHERE position = 67", 67,
       "cannot be read"},
      {"two at once", "UPDATE events SET actor = 'x' WHERE position IN (70, 40)", 40, "was changed"},
      {"deleted", "DELETE FROM events WHERE position = 68", 68, "it is missing; the next event is at 69"},
      {"the first deleted", "DELETE FROM events WHERE position = 1", 1, "it is missing"},
      {"the end cut off", "DELETE FROM events WHERE position > 200", 201,
       "it is missing: the log's head is at"},
      {"frontier", "UPDATE log_head SET frontier = sha256('x')", 0, "frontier"},
      {"head set back", "UPDATE log_head SET position = 100", 101, "position 100 is the last"},
      {"node", "UPDATE log_nodes SET hash = sha256('x') WHERE level = 8 AND index = 0", 256,
       "log_nodes has another"},
      {"node gone", "DELETE FROM log_nodes WHERE level = 8 AND index = 0", 256, "log_nodes lacks"},
      {"node too much", "INSERT INTO log_nodes VALUES (9, 40, sha256('x'))", 0, "level 9, index 40"},
      {"checkpoint root", "UPDATE checkpoints SET root = sha256('x') WHERE size = 100", 100,
       "after position 50"},
      {"signature",
       "UPDATE checkpoints SET note = replace(note, chr(10) || '100' || chr(10), chr(10) || '101' || "
       "chr(10)) "
       "WHERE size = 100",
       100, "not signed"},
      {"another's note",
       "UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 50) WHERE size = 100", 100,
       "speaks of size 50"},
      {"checkpoint of the future", "UPDATE checkpoints SET size = 100000 WHERE size = 300", 0,
       "checkpoint of 100000"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    store.super.exec(row.change);
    const auto report = store.verify();
    const auto last = store.size_();
    const std::int64_t position = row.position > 0 ? row.position : row.words[0] == 'c' ? last + 1 : last;
    check_bad(report, position, row.words);
    store.fill({50, 100, 300});
  }
  CHECK(!store.verify().bad);
}

TEST_CASE(
    "audit verify: an entry that does not balance and a version out of turn are found though they hash "
    "well") {
  test::MemoryLog log = test::random_log(6, 20);
  const auto capture = std::find_if(log.envelopes.begin(), log.envelopes.end(),
                                    [](const Envelope& e) { return e.type == "payment.captured"; });
  const auto position = capture->position.value;
  PaymentCaptured e = std::get<PaymentCaptured>(decode_event(capture->type, 1, capture->payload));
  SUBCASE("an entry off by one") {
    e.parts.platform += Minor(1);
    capture->payload = encode_payload(e);
    log.rehash();
    Store store(log, {static_cast<std::int64_t>(log.envelopes.size())});
    check_bad(store.verify(), position, "does not balance");
  }
  SUBCASE("a stream that skips a version") {
    capture->version.value += 1;
    log.rehash();
    Store store(log, {static_cast<std::int64_t>(log.envelopes.size())});
    check_bad(store.verify(), position, "from version 1 to 3");
  }
  SUBCASE("recorded before its predecessor") {
    capture->recorded_at.micros -= kMicrosPerDay;
    log.rehash();
    Store store(log, {static_cast<std::int64_t>(log.envelopes.size())});
    check_bad(store.verify(), position, "before the event in front of it");
  }
  SUBCASE("a payload of another type") {
    capture->type = "order.cancelled";
    log.rehash();
    Store store(log, {static_cast<std::int64_t>(log.envelopes.size())});
    const auto report = store.verify();
    REQUIRE(report.bad);
    CHECK(report.bad->position == position);
  }
}

TEST_CASE("audit verify: a rewritten and rehashed history fails against a saved checkpoint") {
  Store store(test::random_log(8, 60), {80});
  const std::string saved = store.note(80);
  Envelope& changed = store.history.envelopes[41];
  changed.actor = "somebody else";
  store.history.rehash();
  SUBCASE("the stored checkpoint left as it was") {
    store.super.exec("CREATE TABLE signed AS SELECT * FROM checkpoints");
    store.fill({});
    store.super.exec("INSERT INTO checkpoints SELECT * FROM signed");
    check_bad(store.verify(), 80, "was rewritten");
  }
  SUBCASE("the stored checkpoints thrown away: only the saved one tells") {
    store.fill({});
    CHECK(!store.verify().bad);
    check_bad(store.verify(saved), 80, "not the one that was signed");
  }
  SUBCASE("a saved checkpoint longer than the log") {
    const std::string late = store.note(store.size_());
    store.history.envelopes.resize(60);
    store.fill({});
    check_bad(store.verify(late), 61, "it is missing");
  }
  SUBCASE("a saved checkpoint that nobody signed") {
    std::string forged = saved;
    forged[forged.find("80")] = '7';
    const auto report = store.verify(forged);
    REQUIRE(report.bad);
    CHECK(report.bad->reason.find("not one of this log") != std::string::npos);
  }
}

TEST_CASE("audit verify: any row of the live read models that a replay does not give is named") {
  Store store(test::random_log(9, 40));
  struct Row {
    const char* name;
    const char* change;
    const char* words;
  };
  const Row rows[] = {
      {"an account", "UPDATE read.account_days SET amount = amount - 1 WHERE account = 'assets:stripe'",
       "amount is"},
      {"an order's net",
       "UPDATE read.orders SET net_share = net_share + 1 WHERE ctid = (SELECT min(ctid) FROM read.orders)",
       "net_share is"},
      {"a payout gone", "DELETE FROM read.payouts WHERE ctid = (SELECT min(ctid) FROM read.payouts)",
       "it is missing"},
      {"a day gone", "DELETE FROM read.sales_daily WHERE ctid = (SELECT min(ctid) FROM read.sales_daily)",
       "it is missing"},
      {"a block more",
       "INSERT INTO read.payee_open_blocks SELECT gen_random_uuid(), currency, first_position, min_day, "
       "max_day, state FROM read.payee_open_blocks LIMIT 1",
       "no such row"},
      {"an amount moved",
       "UPDATE read.sales_daily SET revenue_share_earned = revenue_share_earned + 1, markup_earned = "
       "markup_earned - 1",
       "revenue_share_earned is"},
      {"a broker more",
       "INSERT INTO read.brokers SELECT gen_random_uuid(), status, person_id, currency, created_at, "
       "position, state FROM read.brokers LIMIT 1",
       "no such row"},
      {"a unit of the past",
       "UPDATE read.payee_open_blocks SET state = set_byte(state, length(state) - 1, get_byte(state, "
       "length(state) - 1) # 1)",
       "state is"},
      {"a day's sum", "UPDATE read.account_days SET amount = amount + 1 WHERE level = 1", "amount is"},
      {"a day's entries", "UPDATE read.entry_days SET entries = entries + 1", "entries is"},
      {"an order that never falls due",
       "DELETE FROM read.orders_due WHERE ctid = (SELECT min(ctid) FROM read.orders_due)", "it is missing"},
      {"one that does twice",
       "INSERT INTO read.orders_due SELECT due_at + interval '1 us', order_id FROM read.orders_due LIMIT 1",
       "no such row"},
      {"a garbled row", "UPDATE read.orders SET payout_status = 'LOST'", "not a known name"},
      {"a table gone", "DROP TABLE read.tasks", "table read.tasks is missing"},
      {"a column gone", "ALTER TABLE read.tasks DROP COLUMN amount", "cannot read"},
      {"all gone", "DROP SCHEMA read CASCADE", "read models are missing"},
      {"a hole", "UPDATE read.progress SET contiguous = 10, beyond = '{[12,15)}'", "lack position 11"},
      {"a poisoned event", "INSERT INTO read.quarantine VALUES ('key', 17, 'x', 'does not decode')",
       "quarantined position 17: does not decode"},
      {"behind, and not what it says", "UPDATE read.progress SET contiguous = 10",
       "position 10 are not what a replay gives"},  // which row is met first is left to chance
      {"ahead of the log", "UPDATE read.progress SET contiguous = 100000", "behind the end"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    store.super.exec(row.change);
    const auto report = store.verify();
    REQUIRE(report.bad);
    INFO(report.bad->text());
    CHECK(!report.bad->position);
    CHECK(report.bad->reason.find(row.words) != std::string::npos);
    store.super.exec("DROP SCHEMA IF EXISTS read CASCADE");
    store.project();
  }
  CHECK(!store.verify().bad);
}

TEST_CASE("audit verify: a projector that lags is compared where it stands") {
  Store store(test::random_log(10, 30));
  store.super.exec("DROP SCHEMA read CASCADE");
  const auto all = store.history.envelopes;
  store.history.envelopes.resize(all.size() - 20);
  store.project();
  store.history.envelopes = all;
  const auto report = store.verify();
  REQUIRE(!report.bad);
  CHECK(report.events == store.size_());
  CHECK(report.compared_at == store.size_() - 20);
  CHECK(report.summary().ends_with(fmt::format("at position {}, 20 behind the log)", store.size_() - 20)));
}

TEST_CASE("audit verify: an empty log is sound") {
  Store store(test::MemoryLog{});
  const auto report = store.verify();
  INFO(report.bad.value_or(audit::Finding{}).text());
  CHECK(!report.bad);
  CHECK(report.root == log::empty_root());
  CHECK(report.compared_at == 0);
}

TEST_CASE("audit verify: folded in shards, on disk or not, a log gives the same answers") {
  Store store(test::random_log(21, 150));
  const auto verify = [&] {
    return audit::verify({.database_url = store.database.app_url(),
                          .verifier = signer().verifier(),
                          .patience = std::chrono::milliseconds(300),
                          .shard_events = 3});
  };
  const auto whole = store.verify();
  const auto sharded = verify();
  INFO(sharded.bad.value_or(audit::Finding{}).text());
  REQUIRE(!sharded.bad);
  CHECK(sharded.root == whole.root);
  CHECK(sharded.rows == whole.rows);
  CHECK(sharded.entries == whole.entries);
  CHECK(sharded.currencies == whole.currencies);
  store.super.exec("UPDATE events SET actor = 'x' WHERE position IN (70, 40)");
  check_bad(verify(), 40, "was changed");
  // Good hashes, and a version out of turn in front of damage that shows at once.
  store.history.envelopes[30].version.value += 1000;
  store.history.rehash();
  store.fill({50});
  store.super.exec("UPDATE events SET actor = 'x' WHERE position = 200");
  check_bad(verify(), 31, "goes from version");
}

TEST_CASE("audit verify: rows that add up alike are still told apart, and other spellings are the same") {
  Store store(test::random_log(22, 60));
  const char* const changes[] = {
      // Two rows exchange a value.
      "UPDATE read.orders c SET net_markup = other.net_markup FROM (SELECT a.id AS one, b.id AS two "
      "FROM read.orders a, read.orders b WHERE a.net_markup < b.net_markup LIMIT 1) pair, read.orders other "
      "WHERE (c.id = pair.one AND other.id = pair.two) OR (c.id = pair.two AND other.id = pair.one)",
      "UPDATE read.orders_due a SET due_at = b.due_at FROM read.orders_due b WHERE a.order_id <> b.order_id",
      // A byte moves from one column to the next.
      "UPDATE read.account_days SET account = account || left(currency, 1), currency = substr(currency, 2) "
      "WHERE account = 'assets:stripe'",
      // Nothing becomes an empty text.
      "UPDATE read.orders SET payout_status = '' WHERE order_number = (SELECT min(order_number) FROM "
      "read.orders WHERE payout_status IS NULL)",
      "UPDATE read.orders SET captured_at = captured_at + interval '1 us' WHERE order_number = (SELECT "
      "min(order_number) FROM read.orders WHERE captured_at IS NOT NULL)",
      // A bit changes in either half of a number: PostgreSQL's own hash of it stays the same.
      "UPDATE read.orders SET net_share = net_share # 4294967297 WHERE position = (SELECT min(position) FROM "
      "read.orders WHERE net_share > 0)"};
  for (const char* change : changes) {
    CAPTURE(change);
    store.super.exec(change);
    const auto report = store.verify();
    REQUIRE(report.bad);
    const std::string& why = report.bad->reason;  // a row that is all key is missing, or there is another
    CHECK((why.find(" is ") != std::string::npos || why.find("no such row") != std::string::npos));
    for (int seed = 0; seed < 4; ++seed) CHECK(store.verify().bad);  // each draws one
    store.super.exec("DROP SCHEMA read CASCADE");
    store.project();
  }
  store.super.exec("UPDATE read.brokers SET state = state || ' '");
  store.super.exec("UPDATE read.payouts SET state = ' ' || state");
  CHECK(!store.verify().bad);
}

TEST_CASE("audit: a text hashes here as in PostgreSQL") {
  test::TestDatabase database;
  pg::Connection connection(database.app_url());
  std::mt19937_64 random(23);
  std::string text;
  for (int length = 0; length < 60; ++length) {
    CAPTURE(text);
    for (const std::int64_t seed : {std::int64_t{0}, std::int64_t{-1}, static_cast<std::int64_t>(random())})
      CHECK(connection.exec("SELECT hashtextextended($1, $2)", {text, std::to_string(seed)}).integer(0, 0) ==
            audit::text_hash(text, seed));
    text += static_cast<char>(1 + random() % 126);
  }
}

/// In decimal.
std::string text_of(Int128 value) {
  const bool negative = value < 0;
  std::string digits;
  for (; value != 0; value /= 10)
    digits += static_cast<char>('0' + static_cast<int>(negative ? -(value % 10) : value % 10));
  if (negative) digits += '-';
  return digits.empty() ? "0" : std::string(digits.rbegin(), digits.rend());
}

TEST_CASE("audit: live tables are digested in PostgreSQL as their rows are here") {
  Store store(test::random_log(24, 150));
  pg::Connection connection(store.database.app_url());
  connection.exec("BEGIN");
  const auto live = audit::read_live_tables(connection, 77);
  ReadModels models{Zone{}};
  std::size_t number = 0, filled = 0;
  models.each_table([&]<class T>(T&) {
    using Row = typename T::RowType;
    CAPTURE(Row::table);
    audit::RowSum here;
    audit::LiveRows<Row> rows(connection);
    while (const auto row = rows.next()) here.add(audit::hash_of(*row, 77));
    const auto in_sql = connection.exec(fmt::format("SELECT count(*), coalesce(sum({}), 0) FROM read.{}",
                                                    audit::row_hash_sql<Row>(77), Row::table));
    CHECK(in_sql.integer(0, 0) == here.rows);
    CHECK(in_sql.text(0, 1) == text_of(here.sum));
    CHECK(live[number++].sum == here);
    if (here.rows > 0) ++filled;
  });
  CHECK(filled == 10);
}

TEST_CASE("audit prove: every event of a log has a proof, and nothing forged has") {
  Store store(test::random_log(12, 130), {300, 333});
  REQUIRE(store.size_() >= 333);
  for (const std::int64_t position : {1, 2, 255, 256, 257, 300}) {
    for (const std::int64_t size : {300, 333}) {
      auto proof = audit::make_proof(store.super, position, size);
      REQUIRE(proof);
      CHECK(!audit::fault_of(*proof, signer().verifier()));
      proof->envelope.actor += "x";
      CHECK(audit::fault_of(*proof, signer().verifier())->find("changed") != std::string::npos);
      proof->envelope.leaf_hash = compute_leaf_hash(proof->envelope);
      CHECK(audit::fault_of(*proof, signer().verifier())->find("does not lead") != std::string::npos);
    }
  }
  CHECK(audit::make_proof(store.super, 5, std::nullopt)->checkpoint.size == 333);
  for (const auto& [position, size] : {std::pair<std::int64_t, std::int64_t>{301, 300},
                                       {5, 299},
                                       {0, 300},
                                       {store.size_() + 1, 333},
                                       {store.size_(), store.size_()}})
    CHECK(!audit::make_proof(store.super, position, size));
  const auto none = audit::make_proof(store.super, 334, std::nullopt);
  REQUIRE(!none);
  CHECK(none.error().detail.find("no signed checkpoint covers position 334 yet") != std::string::npos);
}

TEST_CASE("audit replay: balances at an earlier position or time are those of that point") {
  Store store(test::random_log(13, 40));
  const auto at = [&](const std::string& to) {
    EventReader reader(store.database.app_url());
    audit::ReplayState state{Zone{}};
    audit::replay_state(reader, {.until = *audit::parse_until(to, Zone{}), .progress = {}}, state);
    return state.position;
  };
  CHECK(at("17") == 17);
  CHECK(at("1000000") == store.size_());
  const Envelope& event = store.history.envelopes[30];
  CHECK(at(to_string(event.recorded_at)) == 31);
  CHECK(at(to_string(Instant{event.recorded_at.micros - 1})) == 30);
  CHECK(at("1999-01-01") == 0);
  CHECK(at("2999-01-01") == store.size_());
  for (const char* bad : {"", "0", "-1", "yesterday", "2026-02-30", "12x", "99999999999999999999"}) {
    CAPTURE(bad);
    CHECK(!audit::parse_until(bad, Zone{}));
  }
}

TEST_CASE("audit: commands answer with the exit codes that they promise") {
  Store store(test::random_log(14, 40));
  struct Row {
    std::vector<std::string> args;
    int code;
  };
  const Row rows[] = {
      {{"verify"}, 0},
      {{"verify", "--json"}, 0},
      {{"verify", "--no-read-models"}, 0},
      {{"replay", "--to", "9"}, 0},
      {{"replay", "--json"}, 0},
      {{"trial-balance"}, 0},
      {{"trial-balance", "--to=2026-11-21", "--json"}, 0},
      {{"prove", "--position", "3"}, 0},
      {{"prove", "--position=3", "--size=50", "--json"}, 0},
      {{"export", "hledger", "--to", "9"}, 0},
      {{"export", "csv", "--to", "9"}, 0},
      {{"export", "ledger", "--to", "2026-11-21", "--dates", "effective"}, 0},
      {{"export", "beancount", "--year=2026", "--payee", "direct"}, 0},
      {{"--help"}, 0},
      {{"verify", "--help"}, 0},
      {{"export", "csv", "-h"}, 0},
      {{"prove", "--position", "9999"}, 1},
      {{"prove", "--position", "3", "--size", "49"}, 1},
      {{}, 2},
      {{"prove"}, 2},
      {{"export"}, 2},
      {{"export", "xlsx"}, 2},
      {{"export", "xero"}, 2},
      {{"export", "hledger", "--json"}, 2},
      {{"export", "hledger", "--dates", "booked"}, 2},
      {{"export", "hledger", "--year", "26"}, 2},
      {{"export", "hledger", "--year", "2026", "--year", "2027"}, 2},
      {{"export", "hledger", "--payee", "Ada"}, 2},
      {{"export", "hledger", "--out"}, 2},
      {{"export", "hledger", "--out", "/proc/none/export"}, 2},
      {{"export", "xero", "--out", "/"}, 2},
      {{"replay", "--year", "2026"}, 2},
      {{"frobnicate"}, 2},
      {{"verify", "now"}, 2},
      {{"verify", "--to", "9"}, 2},
      {{"replay", "--to"}, 2},
      {{"replay", "--to", "noon"}, 2},
      {{"replay", "--to", "1", "--to", "2"}, 2},
      {{"prove", "--position", "0"}, 2},
      {{"prove", "--position", "x"}, 2},
      {{"verify", "--json=yes"}, 2},
      {{"verify", "--checkpoint", "/nowhere/at/all"}, 2},
  };
  for (const Row& row : rows) {
    std::string line;
    for (const auto& word : row.args) line += word + " ";
    CAPTURE(line);
    CHECK(store.command(row.args) == row.code);
  }
  store.super.exec("UPDATE events SET actor = 'x' WHERE position = 7");
  CHECK(store.command({"verify"}) == 1);
  CHECK(store.command({"prove", "--position", "7"}) == 1);
  AuditSettings settings = store.settings();
  settings.verifier_key = "no key";
  CHECK(audit_command({"verify"}, settings) == 2);
  settings.database_url = "postgresql://daybook_app@127.0.0.1:1/nothing";
  CHECK(audit_command({"replay"}, settings) == 3);
}

TEST_CASE("demo break: the damage is found, the log stays as it is, and nothing is left behind") {
  Store store(test::random_log(15, 40));
  const auto scratch = [&] {
    return store.super.exec("SELECT count(*) FROM pg_database WHERE datname LIKE 'daybook\\_break\\_%'")
        .integer(0, 0);
  };
  const auto before = scratch();
  for (int i = 0; i < 5; ++i) CHECK(demo_break(store.database.super_url(), store.settings()) == 0);
  CHECK(scratch() == before);
  CHECK(!store.verify().bad);
  Store empty(test::MemoryLog{});
  CHECK(demo_break(empty.database.super_url(), empty.settings()) == 2);
  CHECK(demo_break(store.database.app_url(), store.settings()) == 3);
  CHECK(demo_break("postgresql://nobody@127.0.0.1:1/nothing", store.settings()) == 3);
  CHECK(scratch() == before);
}

TEST_CASE("audit export --out: a directory, once; what is there is not touched") {
  Store store(test::random_log(17, 20));
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("daybook_out_{}", std::random_device{}());
  const std::string out = folder.string();
  CHECK(store.command({"export", "beancount", "--out", out, "--dates", "effective"}) == 0);
  CHECK(std::filesystem::exists(folder / "index.beancount"));
  CHECK(store.command({"export", "xero", "--out", out}) == 2);
  CHECK(std::filesystem::exists(folder / "index.beancount"));
  std::filesystem::remove_all(folder);
  CHECK(store.command({"export", "xero", "--out", out, "--payee=direct"}) == 0);
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
    if (file.is_regular_file()) CHECK(file.path().filename().string().starts_with("direct-"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace daybook
