#pragma once
// Where Kafka is and what our topics are called.

#include <cstdint>
#include <string>

namespace daybook::kafka {

struct Settings {
  std::string brokers;  ///< "host:port[,host:port]"
  std::string topic = "daybook.events.v1";
  std::string checkpoints_topic = "daybook.checkpoints.v1";
  int partitions = 4;              ///< of `topic`; chosen once, since a change breaks the order by key
  std::int64_t retention_ms = -1;  ///< of `topic`; -1 = for ever

  /// One record per transaction of the relay: the last position it published.
  std::string progress_topic() const { return topic + ".relay-progress"; }
  /// Fixed, so that a new relay fences the old one.
  std::string transactional_id() const { return "daybook-relay-" + topic; }
};

}  // namespace daybook::kafka
