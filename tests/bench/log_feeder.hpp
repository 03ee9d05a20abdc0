#pragma once
// Appends a prepared, honestly chained history to a log at a steady rate, in small transactions as the write
// path's group commit makes them; and samples how far the read models are.

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "adapters/postgres/pg.hpp"
#include "events/log/merkle.hpp"
#include "tests/bench/bench_database.hpp"
#include "tests/bench/ledger_story.hpp"

namespace daybook::bench {

struct FeedResult {
  struct Batch {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::chrono::steady_clock::time_point committed;
  };
  std::vector<Batch> batches;
  double rate = 0;  ///< events a second, as achieved
};

class LogFeeder {
 public:
  /// Prepares the events in memory. The database holds the shop and nothing else.
  LogFeeder(const Bench& bench, const Database& database, std::int64_t events);
  FeedResult feed(double events_per_second);

 private:
  std::chrono::steady_clock::time_point commit(const LedgerPart& part, std::size_t first, std::size_t count);

  const Database& database_;
  std::int64_t events_;
  std::int64_t position_;
  log::Frontier frontier_;
  pg::Connection connection_;
  std::vector<LedgerPart> parts_;
};

/// Where the read models stand, looked at every two milliseconds until stopped.
class ReadModelWatch {
 public:
  struct Sample {
    std::int64_t position = 0;
    std::chrono::steady_clock::time_point at;  ///< when it was first seen there
  };
  explicit ReadModelWatch(const Database& database);
  ~ReadModelWatch();
  std::vector<Sample> stop();

 private:
  std::vector<Sample> samples_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace daybook::bench
