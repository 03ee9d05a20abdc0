#pragma once
// Our topics: made through the admin API, because the brokers shall not make any by themselves.

#include <string>

#include "adapters/kafka/handles.hpp"
#include "adapters/kafka/settings.hpp"

namespace daybook::kafka {

/// Makes the events, checkpoints and progress topics that are missing; changes none that exist. Throws
/// KafkaError: without retry when an existing one has another number of partitions (a change would break the
/// order by key), with retry when Kafka does not answer within about 15 s.
void create_topics(const Settings& settings);

/// The number of partitions. Throws KafkaError (retry) when the topic does not exist or Kafka does not answer
/// within 10 s.
int partitions_of(const std::string& brokers, const std::string& topic);
int partitions_of(rd_kafka_t* client, const std::string& topic);

}  // namespace daybook::kafka
