#pragma once
// The yardsticks of single rows: PostgreSQL's own pgbench, on the event store's own table (same columns,
// partitions, indexes and triggers) in a database of its own on the same server, durable, one row a
// transaction.

#include "tests/bench/bench_database.hpp"

namespace daybook::bench {

class PgBench {
 public:
  /// Makes the database, 100,000 events in it, and finds out which of pgbench's query modes is the fastest.
  explicit PgBench(const Bench& bench);

  /// Rows a second: INSERT of one row as large as an order.placed event.
  double insert_rate(int clients, int seconds);
  /// Rows a second: SELECT of one whole row by its position.
  double select_rate(int clients, int seconds);
  struct Latency {
    double p50_ms = 0;
    double p99_ms = 0;
    double rate = 0;
  };
  /// One client alone.
  Latency insert_latency(int seconds);

  int payload_bytes() const { return payload_bytes_; }
  const std::string& mode() const { return mode_; }

 private:
  double rate(const std::string& script, int clients, int seconds, const std::string& mode,
              const std::vector<std::string>& more = {});

  const Bench& bench_;
  Database database_;
  std::filesystem::path folder_;
  std::string mode_;
  int payload_bytes_ = 0;
};

}  // namespace daybook::bench
