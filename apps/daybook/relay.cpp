#include "adapters/kafka/relay.hpp"

#include "adapters/log.hpp"
#include "adapters/pause.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/lease.hpp"
#include "adapters/postgres/migrations.hpp"
#include "apps/daybook/process.hpp"
#include "apps/daybook/roles.hpp"

namespace daybook {
namespace {

class RelayLease : public kafka::Lease {
 public:
  explicit RelayLease(const std::string& url) : lease_(url, "relay", 3) {}
  bool hold() override { return lease_.hold(std::to_string(relay ? relay->stats().position : 0)); }
  void release() { lease_.release(); }
  const kafka::Relay* relay = nullptr;

 private:
  PgLease lease_;
};

/// Hands checkpoints that were signed since to the relay, oldest first.
void pass_checkpoints(const std::stop_token& stop, const std::string& url, kafka::Relay& relay) {
  std::unique_ptr<pg::Connection> connection;
  std::int64_t passed = -1;
  while (!stop.stop_requested()) {
    try {
      pg::connected(connection, url);
      if (passed < 0)  // what an earlier relay published is published: begin with the newest
        passed = connection->exec("SELECT coalesce(max(size), 1) - 1 FROM checkpoints").integer(0, 0);
      const auto rows =
          connection->exec("SELECT size, note FROM checkpoints WHERE size > $1 ORDER BY size LIMIT 100",
                           {std::to_string(passed)});
      for (int i = 0; i < rows.size(); ++i) {
        relay.publish_checkpoint(std::string(rows.text(i, 1)));
        passed = rows.integer(i, 0);
      }
    } catch (const std::exception& e) {
      logging::warn("cannot read checkpoints: {}", e.what());
    }
    pause(stop, 1'000);
  }
}

}  // namespace

int relay(const Config& config) {
  if (config.kafka.brokers.empty())
    throw UsageError("kafka.brokers is empty: without Kafka there is nothing to relay");
  StopSignal stop;
  std::unique_ptr<EventReader> reader, head;
  std::unique_ptr<RelayLease> lease;
  with_patience("the event store", 60, [&] {
    reader = std::make_unique<EventReader>(migrated(config.database_url));
    head = std::make_unique<EventReader>(config.database_url);
    lease = std::make_unique<RelayLease>(config.database_url);
  });
  kafka::RelayOptions options;
  options.head = [&] { return head->head(); };
  kafka::Relay relay(config.kafka, *reader, *lease, options);
  lease->relay = &relay;
  std::jthread checkpoints(
      [&](std::stop_token token) { pass_checkpoints(token, config.database_url, relay); });
  logging::info("relaying to {} at {}", config.kafka.topic, config.kafka.brokers);
  relay.run(stop.token());
  lease->release();
  return 0;
}

}  // namespace daybook
