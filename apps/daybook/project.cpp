#include <future>

#include "adapters/kafka/consumer.hpp"
#include "adapters/log.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/projector_follow.hpp"
#include "apps/daybook/process.hpp"
#include "apps/daybook/roles.hpp"

namespace daybook {
namespace {

/// Events in a transaction when there is a backlog: sums (a payee's balance) are written once for all of
/// them. Without one a batch is what has arrived. Two batches are in memory.
constexpr std::size_t kBatch = 8'000;
constexpr int kPollMs = 200;

std::vector<kafka::PartitionOffset> known_offsets(const Projector& projector) {
  std::vector<kafka::PartitionOffset> out;
  for (const auto& o : projector.progress().offsets) out.push_back({o.topic, o.partition, o.next_offset, 0});
  return out;
}

/// One assignment: from the offsets that the read models hold until something fails.
void consume(const Config& config, Projector& projector, const std::stop_token& stop) {
  projector.reload();
  kafka::EventConsumer consumer(config.kafka.brokers,
                                kafka::offsets_of_all_partitions(config.kafka, known_offsets(projector)),
                                kafka::WhenOffsetIsLost::earliest);
  // The next batch is taken from Kafka and decoded while this one is folded and the one before is written.
  const auto poll = [&consumer] {
    return std::async(std::launch::async, [&consumer] {
      auto polled = consumer.poll_batch(kBatch, kPollMs);
      Projector::Batch batch{decode_each(std::move(polled.events)), {}};
      for (const auto& o : polled.offsets) batch.offsets.push_back({o.topic, o.partition, o.next_offset});
      return batch;
    });
  };
  auto coming = poll();
  while (!stop.stop_requested()) {
    Projector::Batch batch = coming.get();
    coming = poll();
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
