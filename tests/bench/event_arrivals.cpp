#include "tests/bench/event_arrivals.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

#include "adapters/kafka/handles.hpp"
#include "adapters/kafka/topics.hpp"
#include "tests/bench/bench_env.hpp"

namespace daybook::bench {
namespace {

constexpr int kPartitions = 4;

/// From the header ce_sequence; 0 without one.
std::int64_t position_of(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  std::int64_t position = 0;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR &&
      rd_kafka_header_get_last(headers, "ce_sequence", &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const auto* text = static_cast<const char*>(value);
    std::from_chars(text, text + size, position);
  }
  return position;
}

}  // namespace

EventArrivals::EventArrivals(const std::string& brokers, const std::string& topic, std::int64_t expected)
    : seen_(static_cast<std::size_t>(expected) + 1), by_rank_(static_cast<std::size_t>(expected) + 1) {
  thread_ = std::thread([this, brokers, topic] { consume(brokers, topic); });
}

EventArrivals::~EventArrivals() {
  stopping_ = true;
  thread_.join();
}

void EventArrivals::consume(const std::string& brokers, const std::string& topic) {
  const auto client = kafka::make_consumer(brokers, {{"fetch.wait.max.ms", "5"}});
  const kafka::PartitionList list(rd_kafka_topic_partition_list_new(kPartitions));
  for (int p = 0; p < kPartitions; ++p)
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), p)->offset = 0;
  kafka::require(rd_kafka_assign(client.get(), list.get()), "assign");
  while (!stopping_) {
    const kafka::Message message(rd_kafka_consumer_poll(client.get(), 50));
    if (!message || message->err) continue;
    const auto position = static_cast<std::size_t>(position_of(*message));
    if (position == 0 || position >= seen_.size() || seen_[position] != Clock::time_point{}) continue;
    const auto now = Clock::now();
    seen_[position] = now;
    by_rank_[static_cast<std::size_t>(count_ + 1)] = now;
    ++count_;
  }
}

void EventArrivals::wait_for(std::int64_t count, int seconds) const {
  const Stopwatch watch;
  while (count_ < count) {
    if (watch.seconds() > seconds)
      throw std::runtime_error(
          fmt::format("{} of {} events became visible in Kafka within {} s", count_.load(), count, seconds));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

double EventArrivals::rate() const {
  const auto last = static_cast<std::size_t>(count_.load());
  const std::size_t tenth = std::max<std::size_t>(1, last / 10);
  return double(last - tenth) / std::chrono::duration<double>(by_rank_[last] - by_rank_[tenth]).count();
}

void make_topic(const std::string& brokers, const std::string& topic) {
  kafka::Settings settings;
  settings.brokers = brokers;
  settings.topic = topic;
  settings.checkpoints_topic = topic + ".checkpoints";
  settings.partitions = kPartitions;
  kafka::create_topics(settings);
}

void delete_topics(const std::string& brokers, const std::vector<std::string>& topics) {
  const auto client = kafka::make_client(RD_KAFKA_PRODUCER, brokers, {});
  std::vector<rd_kafka_DeleteTopic_t*> deletions;
  for (const auto& topic : topics) deletions.push_back(rd_kafka_DeleteTopic_new(topic.c_str()));
  rd_kafka_queue_t* queue = rd_kafka_queue_new(client.get());
  rd_kafka_DeleteTopics(client.get(), deletions.data(), deletions.size(), nullptr, queue);
  if (rd_kafka_event_t* done = rd_kafka_queue_poll(queue, 10'000)) rd_kafka_event_destroy(done);
  rd_kafka_queue_destroy(queue);
  rd_kafka_DeleteTopic_destroy_array(deletions.data(), deletions.size());
}

}  // namespace daybook::bench
