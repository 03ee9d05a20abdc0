#include "tests/bench/bench_database.hpp"

#include <fmt/format.h>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/read_schema.hpp"
#include "adapters/postgres/sql_files.hpp"
#include "events/log/hash.hpp"
#include "tests/bench/ledger_maker.hpp"

namespace daybook::bench {
namespace {

/// Counts changes to what the maker makes: kept ledgers of another version are made anew.
constexpr int kMakerVersion = 3;

/// The URL with another database's name.
std::string with_database(const std::string& url, const std::string& database) {
  const auto slash = url.find('/', url.find("://") + 3);
  const auto query = url.find('?');
  return url.substr(0, std::min(slash, query)) + "/" + database +
         (query == std::string::npos ? "" : url.substr(query));
}

void on_server(const Bench& bench, const std::string& sql) {
  pg::Connection connection(bench.super_url);
  connection.exec("SET client_min_messages = warning");
  connection.exec(sql);
}

void drop(const Bench& bench, const std::string& name) {
  on_server(bench, fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name));
}

void create(const Bench& bench, const std::string& name, std::int64_t events) {
  drop(bench, name);
  on_server(bench, fmt::format("CREATE DATABASE {} OWNER daybook_owner TEMPLATE template0", name));
  on_server(bench, fmt::format("GRANT CREATE, CONNECT ON DATABASE {} TO daybook_app", name));
  LedgerPlan plan;
  plan.owner_url = with_database(bench.owner_url, name);
  plan.master = bench.master;
  plan.events = events;
  if (events > 500'000) plan.progress = [&](const std::string& what) { say(name + ": " + what); };
  make_ledger(plan);
  pg::Connection app(with_database(bench.app_url, name));  // serve is not ready without
  ensure_read_schema(app);
}

/// What a kept ledger must have been made with, as its database's comment.
std::string stamp(const Bench& bench, std::int64_t events) {
  std::string made_with = fmt::format("{} {} {}", kMakerVersion, events, bench.master);
  for (const auto name : sql_file_names())
    if (name.starts_with("migrations/")) made_with += sql_file(name);
  return "daybook bench " + log::to_hex(log::sha256(made_with)).substr(0, 32);
}

/// Rather now than in the middle: heap, indexes, what sorting them takes, and the write-ahead log.
void check_room(const Bench& bench, std::int64_t events) {
  constexpr std::uintmax_t kPerEvent = 2'300, kBeside = 4'000'000'000;
  const auto needed = static_cast<std::uintmax_t>(events) * kPerEvent + kBeside;
  const auto there = std::filesystem::space(bench.var).available;
  if (there < needed)
    throw std::runtime_error(fmt::format("a ledger of {} events needs {} GB free below {}, there are {}",
                                         events, needed / 1'000'000'000, bench.var.string(),
                                         there / 1'000'000'000));
}

bool usable(const Bench& bench, const std::string& name, std::int64_t events) {
  pg::Connection server(bench.super_url);
  const auto found =
      server.exec("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", {name});
  if (found.size() == 0 || found.text(0, 0) != stamp(bench, events)) return false;
  pg::Connection connection(with_database(bench.super_url, name));
  return log_position(connection) <= events + events / 10;
}

}  // namespace

Database Database::fresh(const Bench& bench, std::int64_t events) {
  static int count = 0;
  const std::string name = fmt::format("bench_{}", ++count);
  create(bench, name, events);
  return {bench, name, false};
}

Database Database::kept(const Bench& bench, std::int64_t events) {
  const std::string name = fmt::format("ledger_{}k", events / 1'000);
  if (!usable(bench, name, events)) {
    drop(bench, name);
    check_room(bench, events);
    say(fmt::format("making the ledger of {} events, kept for the next time", events));
    create(bench, name, events);
    on_server(bench, fmt::format("COMMENT ON DATABASE {} IS '{}'", name, stamp(bench, events)));
  }
  return {bench, name, true};
}

Database::Database(Database&& other) noexcept
    : bench_(other.bench_), name_(std::move(other.name_)), keep_(std::exchange(other.keep_, true)) {}

Database::~Database() {
  if (keep_) return;
  try {
    drop(*bench_, name_);
  } catch (const std::exception&) {  // dropped at the next start
  }
}

std::string Database::app_url() const { return with_database(bench_->app_url, name_); }
std::string Database::owner_url() const { return with_database(bench_->owner_url, name_); }
std::string Database::super_url() const { return with_database(bench_->super_url, name_); }

std::int64_t Database::head() const {
  pg::Connection connection(super_url());
  return log_position(connection);
}

Database::Sizes Database::sizes() const {
  pg::Connection connection(super_url());
  const auto rows = connection.exec(
      "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint, "
      "sum(pg_relation_size(oid)) FILTER (WHERE relkind = 'r')::bigint, "
      "sum(pg_relation_size(oid)) FILTER (WHERE relkind = 'i')::bigint "
      "FROM pg_class WHERE relnamespace = 'public'::regnamespace OR relnamespace = 'pg_toast'::regnamespace");
  return {rows.integer(0, 0), rows.integer(0, 1), rows.integer(0, 2)};
}

void Database::checkpoint() const {
  pg::Connection connection(super_url());
  connection.exec("CHECKPOINT");
}

void drop_leftovers(const Bench& bench) {
  pg::Connection server(bench.super_url);
  const auto found = server.exec("SELECT datname FROM pg_database WHERE datname ~ '^bench_[0-9]+$'");
  for (int i = 0; i < found.size(); ++i) drop(bench, std::string(found.text(i, 0)));
}

}  // namespace daybook::bench
