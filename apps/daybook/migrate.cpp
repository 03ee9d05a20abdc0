#include <cstdio>

#include "adapters/kafka/topics.hpp"
#include "adapters/postgres/migrations.hpp"
#include "adapters/postgres/read_schema.hpp"
#include "apps/daybook/roles.hpp"

namespace daybook {

int migrate_command(const Config& config) {
  for (const auto& name : migrate(config.owner_url)) std::printf("applied %s\n", name.c_str());
  pg::Connection connection(config.database_url);
  if (ensure_read_schema(connection)) std::printf("made the read models' schema\n");
  if (!config.kafka.brokers.empty()) {
    kafka::create_topics(config.kafka);
    std::printf("topic %s with %d partitions is there\n", config.kafka.topic.c_str(),
                config.kafka.partitions);
  }
  return 0;
}

}  // namespace daybook
