#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <iterator>
#include <optional>
#include <utility>

#include "adapters/batch_pace.hpp"
#include "adapters/kafka/consumer.hpp"
#include "adapters/log.hpp"
#include "adapters/pause.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/migrations.hpp"
#include "adapters/postgres/projector_follow.hpp"
#include "apps/daybook/process.hpp"
#include "apps/daybook/roles.hpp"

namespace daybook {
namespace {

/// Events in a transaction when there is a backlog: sums (a payee's balance) are written once for all of
/// them. Two batches are in memory.
constexpr std::size_t kBatch = 8'000;
constexpr int kPollMs = 200;
constexpr int kMoreMs = 5;

std::vector<kafka::PartitionOffset> known_offsets(const Projector& projector) {
  std::vector<kafka::PartitionOffset> out;
  for (const auto& o : projector.progress().offsets) out.push_back({o.topic, o.partition, o.next_offset, 0});
  return out;
}

/// What has arrived, and what arrives until it is `asked` for.
Projector::Batch take(kafka::EventConsumer& consumer, const std::stop_token& asked) {
  Projector::Batch batch;
  kafka::EventBatch polled;
  do {
    consumer.poll_into(polled, kBatch - batch.events.size(), batch.events.empty() ? kPollMs : kMoreMs);
    auto decoded = decode_each(std::exchange(polled.events, {}));
    batch.events.insert(batch.events.end(), std::make_move_iterator(decoded.begin()),
                        std::make_move_iterator(decoded.end()));
  } while (!asked.stop_requested() && !consumer.failed() && !batch.events.empty() &&
           batch.events.size() < kBatch);
  for (const auto& o : polled.offsets) batch.offsets.push_back({o.topic, o.partition, o.next_offset});
  return batch;
}

/// A batch that is being taken on another thread. Whoever gives it up does not wait until it is full.
class ComingBatch {
 public:
  ComingBatch(kafka::EventConsumer& consumer, boost::asio::thread_pool& taking)
      : batch_(boost::asio::post(taking, boost::asio::use_future([&consumer, asked = asked_.get_token()] {
                                   return take(consumer, asked);
                                 }))) {}
  ~ComingBatch() {
    asked_.request_stop();
    if (batch_.valid()) batch_.wait();
  }
  ComingBatch(const ComingBatch&) = delete;
  ComingBatch& operator=(const ComingBatch&) = delete;
  Projector::Batch get() {
    asked_.request_stop();
    return batch_.get();
  }

 private:
  std::stop_source asked_;
  std::future<Projector::Batch> batch_;
};

/// One assignment: from the offsets that the read models hold until something fails.
void consume(const Config& config, Projector& projector, const std::stop_token& stop) {
  projector.reload();
  kafka::EventConsumer consumer(config.kafka.brokers,
                                kafka::offsets_of_all_partitions(config.kafka, known_offsets(projector)),
                                kafka::WhenOffsetIsLost::earliest);
  // The next batch is taken from Kafka and decoded while this one is folded and the one before is written.
  boost::asio::thread_pool taking(1);
  std::optional<ComingBatch> coming(std::in_place, consumer, taking);
  BatchPace pace(Projector::kWorthwhile);
  while (!stop.stop_requested()) {
    pause_until(stop, pace.next());
    Projector::Batch batch = coming->get();
    pace.taken(batch.events.size());
    coming.emplace(consumer, taking);
    if (batch.events.empty()) {
      projector.settle();
    } else {
      projector.apply_ahead(std::move(batch));
    }
  }
}

void follow_kafka(const Config& config, Projector& projector, const std::stop_token& stop) {
  int wait_ms = 100;
  while (!stop.stop_requested()) {
    const auto begun = std::chrono::steady_clock::now();
    try {
      consume(config, projector, stop);
    } catch (const Fenced& e) {
      logging::info("the read models were changed by somebody else, reading on from there: {}", e.what());
    } catch (const std::exception& e) {
      logging::warn("projecting stopped, trying again: {}", e.what());
    }
    if (std::chrono::steady_clock::now() - begun > std::chrono::seconds(10)) wait_ms = 100;
    pause(stop, wait_ms);
    wait_ms = std::min(wait_ms * 2, 2'000);
  }
}

}  // namespace

int project(const Config& config) {
  StopSignal stop;
  with_patience("the event store", 60, [&] {
    pg::Connection connection(config.database_url);
    require_migrated(connection);
    if (ensure_read_schema(connection)) logging::info("made the read models' schema");
  });
  Projector projector(config.database_url, config.policy.zone);
  if (config.kafka.brokers.empty()) {
    logging::info("projecting from the store");
    EventReader reader(config.database_url);
    follow_store(projector, reader, stop.token());
  } else {
    logging::info("projecting from {} at {}", config.kafka.topic, config.kafka.brokers);
    follow_kafka(config, projector, stop.token());
  }
  return 0;
}

}  // namespace daybook
