#pragma once
// librdkafka's objects with owners, its configuration, and its errors as one exception.

#include <librdkafka/rdkafka.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace daybook::kafka {

/// An operational failure. `retry_can_help()` = false: a person must mend something first (a topic of the
/// wrong shape, a gap in the log); true: try again later, with a new client.
class KafkaError : public std::runtime_error {
 public:
  KafkaError(const std::string& what, bool retry_can_help)
      : std::runtime_error(what), retry_can_help_(retry_can_help) {}
  bool retry_can_help() const { return retry_can_help_; }

 private:
  bool retry_can_help_;
};

/// Calls Free on the pointer it owns.
template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Client = std::unique_ptr<rd_kafka_t, Freer<rd_kafka_destroy>>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Freer<rd_kafka_topic_destroy>>;
using Conf = std::unique_ptr<rd_kafka_conf_t, Freer<rd_kafka_conf_destroy>>;
using Message = std::unique_ptr<rd_kafka_message_t, Freer<rd_kafka_message_destroy>>;
using PartitionList =
    std::unique_ptr<rd_kafka_topic_partition_list_t, Freer<rd_kafka_topic_partition_list_destroy>>;
using Error = std::unique_ptr<rd_kafka_error_t, Freer<rd_kafka_error_destroy>>;

using ConfigEntries = std::vector<std::pair<std::string, std::string>>;

/// A client with what all of ours share, and `entries` on top. Does not wait for a broker. Throws KafkaError
/// (no retry) for an unknown entry or value.
Client make_client(rd_kafka_type_t type, const std::string& brokers, const ConfigEntries& entries);

/// A consumer for manual assignment: read_committed, nothing committed to Kafka, and `entries` on top.
Client make_consumer(const std::string& brokers, const ConfigEntries& entries);

/// Throws KafkaError "<doing>: <reason>" that a retry can help, unless `code` is none.
void require(rd_kafka_resp_err_t code, const std::string& doing);

/// What a message holds, as views into it.
std::string_view key_of(const rd_kafka_message_t& message);
std::string_view value_of(const rd_kafka_message_t& message);

}  // namespace daybook::kafka
