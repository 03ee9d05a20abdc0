#include "adapters/kafka/topics.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <thread>

#include "adapters/kafka/limits.hpp"
#include "adapters/log.hpp"

namespace daybook::kafka {
namespace {

constexpr int kAnswerMs = 10'000;

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Freer<rd_kafka_NewTopic_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Freer<rd_kafka_queue_destroy>>;
using KafkaEvent = std::unique_ptr<rd_kafka_event_t, Freer<rd_kafka_event_destroy>>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, Freer<rd_kafka_AdminOptions_destroy>>;

struct TopicPlan {
  std::string name;
  int partitions;
  ConfigEntries config;
};

std::vector<TopicPlan> plan(const Settings& s) {
  // The broker's own clock stamps the records: brokers refuse records dated an hour ahead of it, and a clock
  // of ours that went wrong must not stop the relay. The event's times are in its headers.
  const ConfigEntries kept = {{"cleanup.policy", "delete"},
                              {"retention.bytes", "-1"},
                              {"message.timestamp.type", "LogAppendTime"},
                              {"max.message.bytes", std::to_string(kMaxMessageBytes)}};
  ConfigEntries events = kept;
  events.emplace_back("retention.ms", std::to_string(s.retention_ms));
  ConfigEntries checkpoints = kept;
  checkpoints.emplace_back("retention.ms", "-1");
  // Small segments, so that compaction gets at them: only the last record matters.
  const ConfigEntries progress = {{"cleanup.policy", "compact"},
                                  {"message.timestamp.type", "LogAppendTime"},
                                  {"segment.bytes", std::to_string(16 * 1024 * 1024)},
                                  {"min.cleanable.dirty.ratio", "0.1"}};
  return {{s.topic, s.partitions, events},
          {s.checkpoints_topic, 1, checkpoints},
          {s.progress_topic(), 1, progress}};
}

NewTopic new_topic(const TopicPlan& topic) {
  std::array<char, 512> why{};
  // -1: the brokers' default.replication.factor.
  NewTopic made(rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, -1, why.data(), why.size()));
  if (!made) throw KafkaError(fmt::format("Kafka topic {}: {}", topic.name, why.data()), false);
  for (const auto& [name, value] : topic.config)
    require(rd_kafka_NewTopic_set_config(made.get(), name.c_str(), value.c_str()), "topic setting " + name);
  return made;
}

// Asks for one topic; true when it was made now, false when it was there.
bool ask_for(rd_kafka_t* client, const TopicPlan& topic) {
  const NewTopic wanted = new_topic(topic);
  const AdminOptions options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATETOPICS));
  std::array<char, 512> why{};
  require(rd_kafka_AdminOptions_set_request_timeout(options.get(), kAnswerMs, why.data(), why.size()),
          why.data());
  require(rd_kafka_AdminOptions_set_operation_timeout(options.get(), kAnswerMs, why.data(), why.size()),
          why.data());
  const Queue queue(rd_kafka_queue_new(client));
  rd_kafka_NewTopic_t* list[] = {wanted.get()};
  rd_kafka_CreateTopics(client, list, 1, options.get(), queue.get());
  const KafkaEvent answer(rd_kafka_queue_poll(queue.get(), kAnswerMs + 5'000));
  if (!answer) throw KafkaError("Kafka did not answer a request for topic " + topic.name, true);
  if (rd_kafka_event_error(answer.get()) != RD_KAFKA_RESP_ERR_NO_ERROR)
    throw KafkaError(fmt::format("Kafka topic {}: {}", topic.name, rd_kafka_event_error_string(answer.get())),
                     true);
  std::size_t count = 0;
  const auto* results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(answer.get()), &count);
  if (count != 1) throw KafkaError("Kafka answered for no topic " + topic.name, true);
  const auto code = rd_kafka_topic_result_error(results[0]);
  if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) return false;
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* reason = rd_kafka_topic_result_error_string(results[0]);
    throw KafkaError(fmt::format("Kafka topic {}: {}", topic.name, reason ? reason : rd_kafka_err2str(code)),
                     true);
  }
  return true;
}

// The brokers learn of a new topic one after the other.
int settled_partitions(rd_kafka_t* client, const std::string& topic) {
  for (int attempt = 0;; ++attempt) {
    try {
      return partitions_of(client, topic);
    } catch (const KafkaError&) {
      if (attempt == 50) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

}  // namespace

void create_topics(const Settings& settings) {
  const Client client = make_client(RD_KAFKA_PRODUCER, settings.brokers, {});
  for (const auto& topic : plan(settings)) {
    if (ask_for(client.get(), topic))
      logging::info("made Kafka topic {} with {} partition(s)", topic.name, topic.partitions);
    const int found = settled_partitions(client.get(), topic.name);
    if (found != topic.partitions)
      throw KafkaError(
          fmt::format("Kafka topic {} has {} partition(s), the configuration says {}: changing the number "
                      "would break the order by key; configure {}, or choose another topic name",
                      topic.name, found, topic.partitions, found),
          false);
  }
}

int partitions_of(const std::string& brokers, const std::string& topic) {
  const Client client = make_client(RD_KAFKA_PRODUCER, brokers, {});
  return partitions_of(client.get(), topic);
}

int partitions_of(rd_kafka_t* client, const std::string& topic) {
  // A topic handle asks for this topic alone; without one all topics would be fetched.
  const Topic handle(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  if (!handle) require(rd_kafka_last_error(), "Kafka topic " + topic);
  const rd_kafka_metadata_t* raw = nullptr;
  require(rd_kafka_metadata(client, 0, handle.get(), &raw, kAnswerMs), "looking for Kafka topic " + topic);
  const std::unique_ptr<const rd_kafka_metadata_t, Freer<rd_kafka_metadata_destroy>> metadata(raw);
  if (metadata->topic_cnt != 1) throw KafkaError("Kafka does not know topic " + topic, true);
  require(metadata->topics[0].err, "Kafka topic " + topic);
  if (metadata->topics[0].partition_cnt == 0)
    throw KafkaError("Kafka topic " + topic + " has no partition yet", true);
  return metadata->topics[0].partition_cnt;
}

}  // namespace daybook::kafka
