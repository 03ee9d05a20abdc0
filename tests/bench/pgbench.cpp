#include "tests/bench/pgbench.hpp"

#include <fmt/format.h>

#include <fstream>
#include <regex>
#include <stdexcept>

#include "adapters/postgres/pg.hpp"
#include "tests/bench/child_process.hpp"

namespace daybook::bench {
namespace {

constexpr std::int64_t kRows = 100'000;

/// As an SQL literal without any colon: pgbench takes ":name" for a variable of its own, also within quotes.
std::string literal(std::string_view text) {
  std::string out = "E'";
  for (const char c : text) {
    if (c == ':')
      out += "\\x3a";
    else if (c == '\'' || c == '\\')
      out += {c, c};
    else
      out += c;
  }
  return out + "'";
}

/// A row like the given one under a new position, event id, stream and payee.
std::string insert_script(const pg::Rows& row) {
  return fmt::format(
      "INSERT INTO events (position, event_id, stream, version, type, schema_version, recorded_at, "
      "effective_at, actor, correlation_id, causation_id, partition_key, payload, leaf_hash) VALUES "
      "(nextval('bench_position'), gen_random_uuid(), 'order-' || gen_random_uuid(), 1, {}, 1, now(), now(), "
      "{}, {}, '', gen_random_uuid(), {}, {});\n",
      literal(row.text(0, 0)), literal(row.text(0, 1)), literal(row.text(0, 2)), literal(row.text(0, 3)),
      literal(row.text(0, 4)));
}

}  // namespace

PgBench::PgBench(const Bench& bench)
    : bench_(bench), database_(Database::fresh(bench, kRows)), folder_(bench.var / "pgbench") {
  std::filesystem::create_directories(folder_);
  pg::Connection owner(database_.owner_url());
  owner.exec(fmt::format("CREATE SEQUENCE bench_position START {}", kRows + 1));
  owner.exec("GRANT USAGE ON bench_position TO daybook_app");
  const auto row = owner.exec(
      "SELECT type, actor, correlation_id, payload, leaf_hash, octet_length(payload) FROM events "
      "WHERE type = 'order.placed' AND payload NOT LIKE '%},{%' ORDER BY position LIMIT 1");
  payload_bytes_ = static_cast<int>(row.integer(0, 5));
  std::ofstream(folder_ / "insert.sql") << insert_script(row);
  std::ofstream(folder_ / "select.sql") << fmt::format(
      "\\set position random(1, {})\nSELECT * FROM events WHERE position = :position;\n", kRows);
  double best = 0;
  for (const char* mode : {"prepared", "simple"}) {
    const double r = rate("insert.sql", 64, 2, mode);
    if (r > best) best = r, mode_ = mode;
  }
}

double PgBench::rate(const std::string& script, int clients, int seconds, const std::string& mode,
                     const std::vector<std::string>& more) {
  std::vector<std::string> command{"pgbench", "-n",
                                   "-c",      std::to_string(clients),
                                   "-j",      clients > 1 ? "2" : "1",
                                   "-T",      std::to_string(seconds),
                                   "-M",      mode,
                                   "-f",      (folder_ / script).string()};
  command.insert(command.end(), more.begin(), more.end());
  command.push_back(database_.app_url());
  const std::string out = run_to_end(command, folder_);
  std::smatch found;
  if (!std::regex_search(out, found, std::regex(R"(tps = ([0-9.]+) \(without)")))
    throw std::runtime_error("pgbench's output is not understood:\n" + out);
  if (std::smatch failed; std::regex_search(out, failed, std::regex(R"(failed transactions: ([1-9]))")))
    throw std::runtime_error("pgbench's transactions failed:\n" + out);
  return std::stod(found[1]);
}

double PgBench::insert_rate(int clients, int seconds) {
  database_.checkpoint();
  return rate("insert.sql", clients, seconds, mode_);
}

double PgBench::select_rate(int clients, int seconds) {
  return rate("select.sql", clients, seconds, "prepared");
}

PgBench::Latency PgBench::insert_latency(int seconds) {
  database_.checkpoint();
  const auto prefix = folder_ / "latency";
  for (const auto& old : std::filesystem::directory_iterator(folder_))
    if (old.path().filename().string().starts_with("latency.")) std::filesystem::remove(old.path());
  Latency latency;
  latency.rate = rate("insert.sql", 1, seconds, mode_, {"--log", "--log-prefix=" + prefix.string()});
  std::vector<double> took;  // "client transaction latency_us …", a line each
  for (const auto& log : std::filesystem::directory_iterator(folder_)) {
    if (!log.path().filename().string().starts_with("latency.")) continue;
    std::ifstream in(log.path());
    std::string client, transaction, rest;
    for (double us = 0; in >> client >> transaction >> us && std::getline(in, rest);)
      took.push_back(us / 1e3);
  }
  latency.p50_ms = percentile(took, 0.50);
  latency.p99_ms = percentile(took, 0.99);
  return latency;
}

}  // namespace daybook::bench
