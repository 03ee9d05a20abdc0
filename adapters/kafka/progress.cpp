#include "adapters/kafka/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>

#include "adapters/kafka/handles.hpp"
#include "adapters/kafka/record.hpp"
#include "adapters/kafka/topics.hpp"
#include "adapters/log.hpp"

namespace daybook::kafka {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPatience = std::chrono::seconds(30);
constexpr int kAnswerMs = 10'000;
constexpr std::int64_t kFirstWindow = 16;  // offsets; sixteen times as many at each further attempt
constexpr std::string_view kBefore = "{\"position\":";
constexpr std::string_view kAfter = "}";

void assign(rd_kafka_t* consumer, const std::string& topic, int partition, std::int64_t offset) {
  const PartitionList list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
  require(rd_kafka_assign(consumer, list.get()), "assigning " + topic);
}

// The last committed message from `start` on; none when there are only markers and aborted ones.
Message last_from(rd_kafka_t* consumer, const std::string& topic, int partition, std::int64_t start) {
  assign(consumer, topic, partition, start);
  Message last;
  std::string trouble = "no answer";
  for (const auto end = Clock::now() + kPatience; Clock::now() < end;) {
    Message message(rd_kafka_consumer_poll(consumer, 500));
    if (!message) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      require(rd_kafka_assign(consumer, nullptr), "leaving " + topic);
      return last;
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
      trouble = rd_kafka_message_errstr(message.get());  // mends itself, or time runs out
    else
      last = std::move(message);
  }
  throw KafkaError(fmt::format("reading the end of {} [{}]: {}", topic, partition, trouble), true);
}

// The last committed message of a partition. An offset holds no message when it is a transaction's marker,
// was aborted, or was compacted away: so look at the end, and further back until there is one.
Message last_committed(rd_kafka_t* consumer, const std::string& topic, int partition) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  require(rd_kafka_query_watermark_offsets(consumer, topic.c_str(), partition, &low, &high, kAnswerMs),
          "asking for the end of " + topic);
  for (std::int64_t window = kFirstWindow;; window *= 16) {
    const std::int64_t start = std::max(low, high - window);
    if (start >= high) return nullptr;
    if (Message last = last_from(consumer, topic, partition, start)) return last;
    if (start == low) return nullptr;
  }
}

std::int64_t recorded_progress(rd_kafka_t* consumer, const std::string& topic) {
  const Message last = last_committed(consumer, topic, 0);
  if (!last) return 0;
  const auto position = parse_progress(value_of(*last));
  if (!position)
    throw KafkaError(
        fmt::format("{} [0] @{}: \"{}\" is no progress record", topic, last->offset, value_of(*last)), false);
  return *position;
}

std::int64_t last_event(rd_kafka_t* consumer, const std::string& topic) {
  std::int64_t position = 0;
  const int partitions = partitions_of(consumer, topic);
  for (int partition = 0; partition < partitions; ++partition)
    if (const Message last = last_committed(consumer, topic, partition))
      position = std::max(position, envelope_of(*last).position.value);
  return position;
}

}  // namespace

std::string progress_record(std::int64_t position) {
  return fmt::format("{}{}{}", kBefore, position, kAfter);
}

std::optional<std::int64_t> parse_progress(std::string_view text) {
  if (!text.starts_with(kBefore) || !text.ends_with(kAfter)) return std::nullopt;
  const auto digits = text.substr(kBefore.size(), text.size() - kBefore.size() - kAfter.size());
  std::int64_t position = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), position);
  return position > 0 && progress_record(position) == text ? std::optional(position) : std::nullopt;
}

std::int64_t published_position(const Settings& settings) {
  const Client consumer = make_consumer(
      settings.brokers,
      {{"enable.partition.eof", "true"}, {"auto.offset.reset", "error"}, {"fetch.wait.max.ms", "20"}});
  const auto progress = recorded_progress(consumer.get(), settings.progress_topic());
  const auto event = last_event(consumer.get(), settings.topic);
  // Both are written in one transaction; they differ only when one of the topics lost something.
  if (event > progress)
    logging::warn("Kafka topic {} says {}, but {} holds events up to {}: going on from there",
                  settings.progress_topic(), progress, settings.topic, event);
  if (event < progress && settings.retention_ms < 0)
    throw KafkaError(
        fmt::format("Kafka topic {} ends at position {}, but {} was published: it was made anew or lost "
                    "its end; delete it and {}, and everything is published again",
                    settings.topic, event, progress, settings.progress_topic()),
        false);
  return std::max(progress, event);
}

}  // namespace daybook::kafka
