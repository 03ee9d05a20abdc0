#include <cstdio>

#include "adapters/kafka/topics.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/migrations.hpp"
#include "adapters/postgres/read_schema.hpp"
#include "adapters/postgres/rebuild.hpp"
#include "apps/daybook/roles.hpp"

namespace daybook {

namespace {

/// Makes the read models, or makes them anew when another version of daybook made them.
void bring_up_read_models(const Config& config) {
  pg::Connection connection(config.database_url);
  const bool there = connection.exec("SELECT FROM pg_namespace WHERE nspname = 'read'").size() == 1;
  if (there && foreign_read_schema(connection)) {
    std::printf("the read models were made by another version: making them anew from the store\n");
    EventReader reader(config.database_url);
    const auto report = rebuild(config.database_url, config.policy.zone, reader);
    std::printf("rebuilt %zu tables to position %lld\n", report.tables.size(),
                static_cast<long long>(report.position));
  } else if (ensure_read_schema(connection)) {
    std::printf("made the read models' schema\n");
  }
}

}  // namespace

int migrate_command(const Config& config) {
  for (const auto& name : migrate(config.owner_url)) std::printf("applied %s\n", name.c_str());
  bring_up_read_models(config);
  if (!config.kafka.brokers.empty()) {
    kafka::create_topics(config.kafka);
    std::printf("topic %s with %d partitions is there\n", config.kafka.topic.c_str(),
                config.kafka.partitions);
  }
  return 0;
}

}  // namespace daybook
