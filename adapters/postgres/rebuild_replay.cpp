#include "adapters/postgres/rebuild_replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <deque>
#include <future>
#include <thread>

#include "adapters/log.hpp"
#include "adapters/postgres/read_rows.hpp"

namespace daybook {
namespace {

constexpr std::size_t kBatchesAhead = 4;

/// Their rows are never looked up by a fold.
std::vector<std::string> appended_tables() {
  std::vector<std::string> names;
  ReadModels models{Zone{}};
  models.each_table([&]<class T>(T&) {
    if (T::RowType::keep == Keep::append) names.emplace_back(T::RowType::table);
  });
  return names;
}

}  // namespace

Transaction::~Transaction() {
  if (!open_) return;
  try {
    if (connection_.alive()) connection_.exec("ROLLBACK");
  } catch (const std::exception&) {  // the connection went: so did the transaction
  }
}

void Transaction::commit() {
  open_ = false;
  connection_.exec("COMMIT");
}

Replay::Replay(pg::Connection& control, const std::string& url, const Zone& zone, std::string schema,
               const RebuildOptions& options)
    : control_(control), url_(url), zone_(zone), schema_(std::move(schema)), options_(options) {
  take_lock();
  begin();
}

void Replay::take_lock() {
  // A server lets go of a connection's locks a moment after its client has closed it, later under load.
  constexpr int kTries = 50;
  constexpr std::chrono::milliseconds kPause{100};
  for (int i = 0; i < kTries; ++i) {
    if (i > 0) std::this_thread::sleep_for(kPause);
    const auto got =
        control_.exec("SELECT pg_try_advisory_lock(hashtext('daybook replay into ' || $1))", {schema_});
    if (got.text(0, 0) == "t") return;
  }
  throw Fenced("another process replays into schema " + schema_);
}

void Replay::begin() {
  projector_ = std::make_unique<Projector>(url_, zone_,
                                           ProjectorOptions{.schema = schema_,
                                                            .max_cached_rows = options_.max_cached_rows,
                                                            .trust = trust_,
                                                            .write_late = write_late_});
  drop_schema(control_, schema_);
  projector_->begin_bulk([&](pg::Connection& connection) {
    create_read_schema(connection, schema_);
    indexes_.emplace(connection, schema_, appended_tables());
  });
}

void Replay::run(EventSource& source, std::int64_t until, const RebuildStep& step) {
  if (!indexes_) return apply_all(source, until, step);
  for (bool loaded = false; !loaded;) {
    try {
      load(source, until, step);
      loaded = true;
    } catch (const pg::Error& e) {
      if (e.state != kUniqueViolation || trust_ == RowTrust::nothing) throw;
      logging::warn("rebuild: a row that should be new was there, once more and carefully: {}", e.what());
      trust_ = RowTrust::nothing;
      begin();
    } catch (const PoisonedInBulk& e) {
      logging::warn("rebuild: an event cannot be folded, once more and batch by batch: {}", e.what());
      write_late_ = false;
      begin();
    }
  }
}

void Replay::load(EventSource& source, std::int64_t until, const RebuildStep& step) {
  apply_all(source, until, step);
  projector_->finish_bulk();
  if (step) step("indexing", position());
  indexes_->build(url_);
  indexes_.reset();
}

void Replay::apply_all(EventSource& source, std::int64_t until, const RebuildStep& step) {
  const auto limit_after = [&](std::int64_t after) {
    if (until == 0) return options_.batch_limit;
    return std::min(options_.batch_limit, static_cast<std::size_t>(std::max<std::int64_t>(until - after, 0)));
  };
  // The next events are decoded while these are folded, and those behind them read: by one thread each for
  // all of them, since each that ends has jemalloc give back what it freed, to be faulted in anew.
  boost::asio::thread_pool reading(1), decoding(1);
  std::deque<std::future<std::vector<DecodedEvent>>> coming;
  std::int64_t asked_to = position();
  const auto ask = [&] {
    const std::size_t limit = limit_after(asked_to);
    auto rows =
        boost::asio::post(reading, boost::asio::use_future([&source, after = asked_to, limit] {
                            return limit == 0 ? std::vector<Envelope>() : source.read_after(after, limit);
                          }));
    coming.push_back(boost::asio::post(decoding, boost::asio::use_future([rows = std::move(rows)]() mutable {
                                         return decode_each(rows.get());
                                       })));
    asked_to += static_cast<std::int64_t>(limit);  // positions have no gaps
  };
  while (coming.size() < kBatchesAhead) ask();
  for (;;) {
    Projector::Batch batch;
    batch.events = coming.front().get();
    coming.pop_front();
    if (batch.events.empty()) break;
    const std::int64_t before = position();
    const bool last = batch.events.size() < limit_after(before);
    if (!last) ask();
    projector_->apply(std::move(batch));
    if (position() == before) throw std::runtime_error(fmt::format("the store has no event {}", before + 1));
    if (step) step("replaying", position());
    if (last) break;
  }
  if (position() < until)
    throw std::runtime_error(
        fmt::format("the store ends at position {}, the read models have applied {}", position(), until));
}

std::int64_t Replay::rows(pg::Connection& connection, const std::string& table) const {
  const auto known = projector_->rows_made(table);
  return known ? *known : count_rows(connection, fmt::format("{}.{}", schema_, table));
}

void drop_schema(pg::Connection& connection, const std::string& name) {
  connection.exec("SET client_min_messages = warning");
  connection.exec(fmt::format("DROP SCHEMA IF EXISTS {} CASCADE", name));
}

bool table_exists(pg::Connection& connection, const std::string& qualified_name) {
  return !connection.exec("SELECT to_regclass($1)", {qualified_name}).null(0, 0);
}

std::int64_t count_rows(pg::Connection& connection, const std::string& qualified_name) {
  return connection.exec("SELECT count(*) FROM " + qualified_name).integer(0, 0);
}

void each_read_table(
    const std::function<void(const std::string&, const std::vector<std::string>&, std::size_t)>& f) {
  ReadModels models{Zone{}};
  models.each_table([&]<class T>(T&) {
    using Row = typename T::RowType;
    f(std::string(Row::table), sql::column_names<Row>(), static_cast<std::size_t>(Row::key_columns));
  });
}

}  // namespace daybook
