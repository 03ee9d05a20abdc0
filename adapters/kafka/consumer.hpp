#pragma once
// Kafka to a projector. The projector keeps the offsets, in the transaction that writes its rows; Kafka is
// told nothing. Transactional topics have gaps in their offsets, and after a failover Kafka may deliver
// again: the caller drops positions it has seen and waits for those it has not.

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "adapters/kafka/cloud_event.hpp"
#include "adapters/kafka/handles.hpp"
#include "adapters/kafka/settings.hpp"
#include "adapters/kafka/watched_queue.hpp"

namespace daybook::kafka {

struct PartitionOffset {
  std::string topic;
  int partition = 0;
  std::int64_t next_offset = -1;   ///< the first one not consumed yet; -1 = from the beginning
  std::int64_t last_position = 0;  ///< of the batch's last event of this partition; not read by assign
  bool operator==(const PartitionOffset&) const = default;
};

struct EventBatch {
  std::vector<Envelope> events;          ///< in order within each partition
  std::vector<PartitionOffset> offsets;  ///< of each partition that has events here, after the last of them
};

/// Kafka no longer (or not yet) has the offset asked for: retention, or the topic was made anew. Read the
/// store up to where the topic begins, or start from the earliest.
class OffsetLost : public KafkaError {
 public:
  OffsetLost(const std::string& what, std::string topic_name, int partition_number)
      : KafkaError(what, false), topic(std::move(topic_name)), partition(partition_number) {}
  std::string topic;
  int partition;
};

/// A record that is no event of ours. `seek` past it once it is quarantined.
class PoisonedRecord : public MalformedEvent {
 public:
  PoisonedRecord(const std::string& what, PartitionOffset record_at)
      : MalformedEvent(what), at(std::move(record_at)) {}
  PartitionOffset at;  ///< next_offset = the record's own offset
};

enum class WhenOffsetIsLost { refuse, earliest };

/// Every partition of settings.topic: those known from where they stand, the others from the beginning.
/// Throws as partitions_of does.
std::vector<PartitionOffset> offsets_of_all_partitions(const Settings& settings,
                                                       const std::vector<PartitionOffset>& known);

/// librdkafka (2.0, see its issue 2879) stops fetching while as much is fetched ahead as may be, and looks
/// whether it has been taken only after a second, or when something else is asked of that broker. So
/// something is asked, beside the one who takes.
class FetchWaker {
 public:
  explicit FetchWaker(rd_kafka_t* client);
  /// The leaders of these partitions are asked something soon. Does not wait.
  void wake(const std::vector<PartitionOffset>& of);

 private:
  void work(const std::stop_token& stop);

  rd_kafka_t* client_;
  std::mutex mutex_;
  std::condition_variable_any wanted_;
  PartitionList asked_;
  std::jthread thread_;
};

/// Of what has been fetched the lowest position comes first, whatever its partition. Partitions hold as many
/// events as their keys have, but Kafka gives as much of each: taken as they come, they would be apart by
/// more and more, and with them everything that follows positions. One thread at a time.
class EventConsumer {
 public:
  /// Does not wait for Kafka.
  EventConsumer(const std::string& brokers, std::vector<PartitionOffset> offsets,
                WhenOffsetIsLost policy = WhenOffsetIsLost::refuse);

  /// Waits up to `timeout_ms` for the first event, then takes what has arrived, at most `max`. An empty batch
  /// while there is nothing, also while Kafka is away: it goes on by itself when Kafka is back. Throws
  /// OffsetLost, PoisonedRecord, or KafkaError; what was read before is returned first. It throws again until
  /// seek or reassign: nothing is ever skipped by calling once more.
  EventBatch poll_batch(std::size_t max, int timeout_ms);
  /// The same, of a batch that comes in pieces: adds events until there are `max`, and where they end. The
  /// caller may take the events out between two calls. Throws only while nothing was ever added.
  void poll_into(EventBatch& batch, std::size_t max, int timeout_ms);
  /// The next poll throws.
  bool failed() const { return failure_ != nullptr; }

  /// Replaces the assignment.
  void reassign(std::vector<PartitionOffset> offsets);
  /// Goes on with one assigned partition from another offset (-1 = the beginning). Throws
  /// std::invalid_argument when it is not assigned.
  void seek(const std::string& topic, int partition, std::int64_t next_offset);

  /// What went wrong last on the way to Kafka; "" since events came again.
  const std::string& trouble() const { return trouble_; }

 private:
  struct Coming {
    Envelope event;
    std::int64_t offset = 0;
    std::size_t bytes = 0;
  };
  /// What has been fetched of an assigned partition.
  struct Lane {
    std::unique_ptr<WatchedQueue> queue;
    std::optional<Coming> next;
    std::exception_ptr poison;  ///< the next one is no event
  };
  void look();
  void look_into(Lane& lane);
  std::exception_ptr poisoned() const;
  void take(std::size_t lane, EventBatch& batch);
  void take_error(const rd_kafka_message_t& message);
  PartitionOffset& assigned(std::string_view topic, int partition);

  std::vector<PartitionOffset> offsets_;  // where each assigned partition stands
  std::exception_ptr failure_;
  std::string trouble_;
  std::size_t taken_bytes_ = 0;  // since the fetching was last woken
  Client client_;
  Arrivals arrivals_;
  WatchedQueue client_queue_;  // troubles that are no partition's
  std::vector<Lane> lanes_;    // of offsets_, in their order
  FetchWaker waker_;
};

}  // namespace daybook::kafka
