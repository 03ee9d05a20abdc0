#include "adapters/kafka/consumer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "adapters/kafka/record.hpp"
#include "adapters/kafka/topics.hpp"
#include "adapters/log.hpp"

namespace daybook::kafka {
namespace {

enum class Kind { passing, offset_lost, needs_mending, needs_new_client };

// The list of what passes by itself: librdkafka reconnects and asks again.
Kind kind_of(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR:
    case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
      return Kind::passing;
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      return Kind::offset_lost;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return Kind::needs_mending;
    default:
      return Kind::needs_new_client;
  }
}

/// How much may be fetched ahead of each partition: 16 MiB of all together, but for many of them.
constexpr std::size_t fetched_ahead_kib(std::size_t partitions) {
  return std::max<std::size_t>(1'024, 16 * 1'024 / std::max<std::size_t>(1, partitions));
}
/// As long as others have nothing new, a partition whose queue was full waits: about as long as it takes to
/// empty it.
constexpr int kFetchWaitMs = 100;
/// Of events taken, after which a queue that was full may have room again.
constexpr std::size_t kWakeBytes = 1 << 20;
/// For an answer that nobody reads. Kafka answers behind a fetch that waits for events.
constexpr int kWakeMs = 3'000;

PartitionList list_of(const std::vector<PartitionOffset>& offsets) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const auto& o : offsets)
    rd_kafka_topic_partition_list_add(list.get(), o.topic.c_str(), o.partition)->offset =
        o.next_offset < 0 ? RD_KAFKA_OFFSET_BEGINNING : o.next_offset;
  return list;
}

}  // namespace

std::vector<PartitionOffset> offsets_of_all_partitions(const Settings& settings,
                                                       const std::vector<PartitionOffset>& known) {
  std::vector<PartitionOffset> all;
  const int partitions = partitions_of(settings.brokers, settings.topic);
  for (int partition = 0; partition < partitions; ++partition) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& k) {
      return k.topic == settings.topic && k.partition == partition;
    });
    all.push_back(found != known.end() ? *found : PartitionOffset{settings.topic, partition});
  }
  return all;
}

FetchWaker::FetchWaker(rd_kafka_t* client) : client_(client), thread_([this](auto stop) { work(stop); }) {}

void FetchWaker::wake(const std::vector<PartitionOffset>& of) {
  {
    const std::scoped_lock lock(mutex_);
    if (asked_) return;
    asked_ = list_of(of);
    // Of each partition its end: the cheapest question that goes to its leader.
    for (int i = 0; i < asked_->cnt; ++i) asked_->elems[i].offset = RD_KAFKA_OFFSET_END;
  }
  wanted_.notify_one();
}

void FetchWaker::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (wanted_.wait(lock, stop, [this] { return asked_ != nullptr; }) && !stop.stop_requested()) {
    const PartitionList asked = std::move(asked_);
    lock.unlock();
    rd_kafka_offsets_for_times(client_, asked.get(), kWakeMs);
    lock.lock();
  }
}

EventConsumer::EventConsumer(const std::string& brokers, std::vector<PartitionOffset> offsets,
                             WhenOffsetIsLost policy)
    : client_(make_consumer(
          brokers, {{"auto.offset.reset", policy == WhenOffsetIsLost::earliest ? "earliest" : "error"},
                    {"queued.max.messages.kbytes", std::to_string(fetched_ahead_kib(offsets.size()))},
                    {"fetch.wait.max.ms", std::to_string(kFetchWaitMs)}})),
      client_queue_(rd_kafka_queue_get_consumer(client_.get()), arrivals_),
      waker_(client_.get()) {
  reassign(std::move(offsets));
}

void EventConsumer::reassign(std::vector<PartitionOffset> offsets) {
  lanes_.clear();
  offsets_ = std::move(offsets);
  // Before they are assigned, or their first events would go where the client's own queue is.
  for (const auto& o : offsets_) {
    rd_kafka_queue_t* queue = rd_kafka_queue_get_partition(client_.get(), o.topic.c_str(), o.partition);
    if (!queue) throw KafkaError(fmt::format("Kafka topic {} [{}] has no queue", o.topic, o.partition), true);
    lanes_.push_back({std::make_unique<WatchedQueue>(queue, arrivals_), {}, {}});
  }
  require(rd_kafka_assign(client_.get(), list_of(offsets_).get()), "assigning Kafka partitions");
  failure_ = nullptr;
}

void EventConsumer::seek(const std::string& topic, int partition, std::int64_t next_offset) {
  // By a whole new assignment: rd_kafka_seek refuses partitions that are not being fetched.
  auto offsets = offsets_;
  const auto index = &assigned(topic, partition) - offsets_.data();
  offsets[static_cast<std::size_t>(index)].next_offset = next_offset;
  reassign(std::move(offsets));
}

EventBatch EventConsumer::poll_batch(std::size_t max, int timeout_ms) {
  EventBatch batch;
  poll_into(batch, max, timeout_ms);
  return batch;
}

void EventConsumer::poll_into(EventBatch& batch, std::size_t max, int timeout_ms) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  for (look(); !failure_ && batch.events.size() < max; look()) {
    const auto first = std::min_element(lanes_.begin(), lanes_.end(), [](const Lane& a, const Lane& b) {
      return a.next && (!b.next || a.next->event.position < b.next->event.position);
    });
    if (first != lanes_.end() && first->next)
      take(static_cast<std::size_t>(first - lanes_.begin()), batch);
    else if (!batch.events.empty() || !arrivals_.wait_until(end))
      break;
  }
  if (!batch.offsets.empty()) return;
  // Only now that the other partitions have nothing: they are not held up by it.
  if (!failure_) failure_ = poisoned();
  if (failure_) std::rethrow_exception(failure_);
}

void EventConsumer::look() {
  while (!failure_) {
    const Message message = client_queue_.take();
    if (!message) break;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
      failure_ = std::make_exception_ptr(
          KafkaError(fmt::format("Kafka topic {} [{}]: offset {} came beside its partition's queue",
                                 rd_kafka_topic_name(message->rkt), message->partition, message->offset),
                     true));
    else
      take_error(*message);
  }
  for (Lane& lane : lanes_) look_into(lane);
}

void EventConsumer::look_into(Lane& lane) {
  while (!lane.next && !lane.poison && !failure_) {
    const Message message = lane.queue->take();
    if (!message) return;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      take_error(*message);
      continue;
    }
    try {
      lane.next = {envelope_of(*message), message->offset, message->len};
    } catch (const MalformedEvent& e) {
      logging::error("{}: nothing behind it is read", e.what());
      lane.poison = std::make_exception_ptr(
          PoisonedRecord(e.what(), {rd_kafka_topic_name(message->rkt), message->partition, message->offset}));
    }
  }
}

std::exception_ptr EventConsumer::poisoned() const {
  const auto found = std::find_if(lanes_.begin(), lanes_.end(), [](const Lane& l) { return l.poison; });
  return found == lanes_.end() ? nullptr : found->poison;
}

void EventConsumer::take(std::size_t lane, EventBatch& batch) {
  Coming coming = std::move(*lanes_[lane].next);
  lanes_[lane].next.reset();
  trouble_.clear();
  taken_bytes_ += coming.bytes;
  if (taken_bytes_ >= kWakeBytes) {
    waker_.wake(offsets_);
    taken_bytes_ = 0;
  }
  auto& standing = offsets_[lane];
  standing.next_offset = coming.offset + 1;
  standing.last_position = coming.event.position.value;
  batch.events.push_back(std::move(coming.event));
  const auto found = std::find_if(batch.offsets.begin(), batch.offsets.end(), [&](const auto& o) {
    return o.partition == standing.partition && o.topic == standing.topic;
  });
  if (found == batch.offsets.end())
    batch.offsets.push_back(standing);
  else
    *found = standing;
}

void EventConsumer::take_error(const rd_kafka_message_t& message) {
  const std::string topic = message.rkt ? rd_kafka_topic_name(message.rkt) : "";
  const char* reason = rd_kafka_message_errstr(&message);
  const auto what = topic.empty() ? fmt::format("Kafka: {}", reason)
                                  : fmt::format("Kafka topic {} [{}]: {}", topic, message.partition, reason);
  switch (kind_of(message.err)) {
    case Kind::passing:
      if (message.err != RD_KAFKA_RESP_ERR__PARTITION_EOF) trouble_ = what;
      break;
    case Kind::offset_lost: {
      const auto wanted = assigned(topic, message.partition).next_offset;
      failure_ = std::make_exception_ptr(OffsetLost(
          fmt::format("{}: offset {} is not there any more (retention, or the topic was made anew)", what,
                      wanted),
          topic, message.partition));
      break;
    }
    case Kind::needs_mending:
      failure_ = std::make_exception_ptr(KafkaError(what, false));
      break;
    case Kind::needs_new_client:
      failure_ = std::make_exception_ptr(KafkaError(what, true));
      break;
  }
}

PartitionOffset& EventConsumer::assigned(std::string_view topic, int partition) {
  const auto found = std::find_if(offsets_.begin(), offsets_.end(), [&](const auto& o) {
    return o.partition == partition && o.topic == topic;
  });
  if (found == offsets_.end())
    throw std::invalid_argument(fmt::format("Kafka partition {} [{}] is not assigned", topic, partition));
  return *found;
}

}  // namespace daybook::kafka
