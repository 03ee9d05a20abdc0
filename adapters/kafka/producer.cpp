#include "adapters/kafka/producer.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "adapters/kafka/limits.hpp"
#include "adapters/kafka/topics.hpp"

namespace daybook::kafka {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPatience = std::chrono::seconds(60);
constexpr int kInitSliceMs = 1'000;
constexpr int kAbortMs = 2'000;

ConfigEntries producer_entries(const Settings& settings) {
  return {{"transactional.id", settings.transactional_id()},
          {"enable.idempotence", "true"},
          // A relay that hangs holds up read_committed consumers for this long at most.
          {"transaction.timeout.ms", "20000"},
          // Below the former: a message must not outlive its transaction.
          {"message.timeout.ms", "15000"},
          {"message.max.bytes", std::to_string(kMaxMessageBytes)},
          // As Java's producers do: the same key, the same partition, whoever produces.
          {"partitioner", "murmur2"},
          {"compression.type", "lz4"},
          // Not 5, the default: until Kafka knows the transaction's partitions messages gather anyway.
          {"linger.ms", "1"},
          {"queue.buffering.max.kbytes", "65536"},
          {"retry.backoff.ms", "50"}};
}

struct HeaderListFreer {
  void operator()(rd_kafka_headers_t* list) const { rd_kafka_headers_destroy(list); }
};
using HeaderList = std::unique_ptr<rd_kafka_headers_t, HeaderListFreer>;

void add_header(rd_kafka_headers_t* list, std::string_view name, std::string_view value) {
  require(rd_kafka_header_add(list, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                              static_cast<ssize_t>(value.size())),
          "Kafka header");
}

HeaderList header_list(const std::vector<Header>& headers) {
  HeaderList list(rd_kafka_headers_new(headers.size()));
  for (const auto& header : headers) add_header(list.get(), header.name, header.value);
  return list;
}

}  // namespace

TransactionalProducer::TransactionalProducer(const Settings& settings, const std::stop_token& stop)
    : client_(make_client(RD_KAFKA_PRODUCER, settings.brokers, producer_entries(settings))) {
  // In slices, so that a stop needn't wait for an absent Kafka; a timed-out call is resumed by the next.
  const auto end = Clock::now() + kPatience;
  for (;;) {
    const Error error(rd_kafka_init_transactions(client_.get(), kInitSliceMs));
    if (!error) return;
    const bool again = rd_kafka_error_is_retriable(error.get()) && !rd_kafka_error_is_fatal(error.get());
    if (!again || stop.stop_requested() || Clock::now() > end)
      throw KafkaError(fmt::format("Kafka init_transactions: {}", rd_kafka_error_string(error.get())), true);
  }
}

TransactionalProducer::~TransactionalProducer() {
  // Not -1: the state it may spoil is destroyed below, and an absent Kafka must not hold us up.
  if (open_) const Error ignored(rd_kafka_abort_transaction(client_.get(), kAbortMs));
  rd_kafka_purge(client_.get(),
                 RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

void TransactionalProducer::learn(const std::string& topic) {
  topics_.emplace_back(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
  partitions_of(client_.get(), topic);
}

void TransactionalProducer::begin() {
  rd_kafka_poll(client_.get(), 0);
  check(rd_kafka_begin_transaction(client_.get()), "begin_transaction");
  open_ = true;
}

void TransactionalProducer::send(const std::string& topic, std::string_view key, std::string_view value,
                                 const std::vector<Header>& headers) {
  produce(topic, key, value, header_list(headers).release());
}

void TransactionalProducer::send(const std::string& topic, const Envelope& event) {
  HeaderList list(rd_kafka_headers_new(kMaxHeaders));
  each_header(event,
              [&](std::string_view name, std::string_view text) { add_header(list.get(), name, text); });
  produce(topic, event.partition_key, event.payload, list.release());
}

void TransactionalProducer::produce(const std::string& topic, std::string_view key, std::string_view value,
                                    rd_kafka_headers_t* owned_headers) {
  HeaderList list(owned_headers);
  std::array<rd_kafka_vu_t, 5> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_KEY;
  parts[1].u.mem = {const_cast<char*>(key.data()), key.size()};
  parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[2].u.mem = {const_cast<char*>(value.data()), value.size()};
  parts[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[3].u.i = RD_KAFKA_MSG_F_COPY;
  parts[4].vtype = RD_KAFKA_VTYPE_HEADERS;
  parts[4].u.headers = list.get();
  const auto end = Clock::now() + kPatience;
  for (;;) {
    const Error error(rd_kafka_produceva(client_.get(), parts.data(), parts.size()));
    if (!error) {
      [[maybe_unused]] auto* owned_by_message = list.release();
      return;
    }
    if (rd_kafka_error_code(error.get()) != RD_KAFKA_RESP_ERR__QUEUE_FULL || Clock::now() > end)
      throw KafkaError(fmt::format("Kafka produce to {}: {}", topic, rd_kafka_error_string(error.get())),
                       true);
    rd_kafka_poll(client_.get(), 10);
  }
}

void TransactionalProducer::commit() {
  // -1: what remains of the transaction's timeout; any other value risks a wrong answer (librdkafka's
  // manual).
  check(rd_kafka_commit_transaction(client_.get(), -1), "commit_transaction");
  open_ = false;
}

void TransactionalProducer::check(rd_kafka_error_t* error, const char* doing) {
  const Error owned(error);
  if (owned) throw KafkaError(fmt::format("Kafka {}: {}", doing, rd_kafka_error_string(error)), true);
}

}  // namespace daybook::kafka
