#include "tests/bench/log_feeder.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/read_pool.hpp"
#include "events/log/encoding.hpp"

namespace daybook::bench {
namespace {

using Clock = std::chrono::steady_clock;
/// Between two commits: about what a busy group commit takes.
constexpr std::chrono::milliseconds kTick{5};

}  // namespace

LogFeeder::LogFeeder(const Bench& bench, const Database& database, std::int64_t events)
    : database_(database), events_(events), connection_(database.owner_url()) {
  const auto head = connection_.exec("SELECT position, frontier, last_recorded_at FROM log_head");
  position_ = head.integer(0, 0);
  frontier_ = log::Frontier::parse(position_, head.bytes(0, 1)).value();
  const Story story(bench.master, {pg::micros_of(head.text(0, 2)) - position_ * kMicrosPerSecond});
  if (story.opening_events() != position_)
    throw std::logic_error("the log must hold the shop and nothing else");
  for (std::int64_t made = 0; made < events; made += kChunkEvents) {
    parts_.push_back(story.chunk(made / kChunkEvents, std::min(kChunkEvents, events - made)));
    connection_.copy_in(fmt::format("COPY persons ({}) FROM STDIN (FORMAT binary)", kPersonColumns),
                        parts_.back().persons.finished());
  }
}

FeedResult LogFeeder::feed(double events_per_second) {
  FeedResult result;
  const auto batch = static_cast<std::size_t>(
      std::max(1.0, events_per_second * std::chrono::duration<double>(kTick).count()));
  database_.checkpoint();
  const auto begun = Clock::now();
  std::int64_t fed = 0;
  for (const auto& part : parts_) {
    for (std::size_t first = 0; first < part.recorded.size(); first += batch) {
      const std::size_t count = std::min(batch, part.recorded.size() - first);
      std::this_thread::sleep_until(
          begun + std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 * double(fed) / events_per_second)));
      const std::int64_t before = position_;
      const auto committed = commit(part, first, count);
      result.batches.push_back({before + 1, position_, committed});
      fed += static_cast<std::int64_t>(count);
    }
  }
  result.rate = double(fed) / std::chrono::duration<double>(Clock::now() - begun).count();
  return result;
}

Clock::time_point LogFeeder::commit(const LedgerPart& part, std::size_t first, std::size_t count) {
  std::string nodes;
  for (std::size_t i = first; i < first + count; ++i)
    frontier_.append(part.recorded[i].envelope.leaf_hash,
                     [&](int level, std::int64_t index, const log::Hash& hash) {
                       nodes += fmt::format("{}\t{}\t\\\\x{}\n", level, index, log::to_hex(hash));
                     });
  position_ += static_cast<std::int64_t>(count);
  connection_.exec("BEGIN");
  connection_.copy_in(fmt::format("COPY events ({}) FROM STDIN (FORMAT binary)", kEventColumns),
                      part.events.stream_of(first, count));
  if (!nodes.empty()) connection_.copy_in("COPY log_nodes (level, index, hash) FROM STDIN", nodes);
  connection_.exec("UPDATE log_head SET position = $1, frontier = $2, last_recorded_at = $3",
                   {std::to_string(position_), pg::bytea(frontier_.serialize()),
                    to_string(part.recorded[first + count - 1].envelope.recorded_at)});
  connection_.exec("COMMIT");
  return Clock::now();
}

ReadModelWatch::ReadModelWatch(const Database& database) {
  thread_ = std::thread([this, url = database.app_url()] {
    pg::Connection connection(url);
    if (connection.exec("SELECT to_regclass('read.progress')").null(0, 0)) return;
    while (!stopping_) {
      const std::int64_t position = read_position(connection);
      if (samples_.empty() || samples_.back().position != position)
        samples_.push_back({position, Clock::now()});
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  });
}

ReadModelWatch::~ReadModelWatch() {
  if (thread_.joinable()) stop();
}

std::vector<ReadModelWatch::Sample> ReadModelWatch::stop() {
  stopping_ = true;
  thread_.join();
  return std::move(samples_);
}

}  // namespace daybook::bench
