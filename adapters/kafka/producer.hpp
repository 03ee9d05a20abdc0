#pragma once
// One life of the relay's producer: from its init_transactions, which fences every earlier one and ends what
// it left unfinished, to the first error. After any exception the object is of no use: destroy it, make a new
// one and ask Kafka what was committed.

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/kafka/cloud_event.hpp"
#include "adapters/kafka/handles.hpp"
#include "adapters/kafka/settings.hpp"

namespace daybook::kafka {

class TransactionalProducer {
 public:
  /// Returns when this one is the only producer. Throws KafkaError when Kafka does not answer within a
  /// minute, or soon after `stop` is requested.
  TransactionalProducer(const Settings& settings, const std::stop_token& stop);
  /// Aborts an open transaction if Kafka answers quickly; if not, the next producer does.
  ~TransactionalProducer();
  TransactionalProducer(const TransactionalProducer&) = delete;
  TransactionalProducer& operator=(const TransactionalProducer&) = delete;

  /// Asks where a topic's partitions are now, instead of within the first transaction: librdkafka would wait
  /// up to a second for that.
  void learn(const std::string& topic);
  void begin();
  /// Queues one record; blocks while the queue is full.
  void send(const std::string& topic, std::string_view key, std::string_view value,
            const std::vector<Header>& headers = {});
  /// The event as a CloudEvent, keyed by its partition key.
  void send(const std::string& topic, const Envelope& event);
  /// Waits until all is delivered and committed; up to the transaction's timeout. When it throws, the outcome
  /// is unknown.
  void commit();

 private:
  void produce(const std::string& topic, std::string_view key, std::string_view value,
               rd_kafka_headers_t* owned_headers);
  void check(rd_kafka_error_t* error, const char* doing);

  Client client_;
  std::vector<Topic> topics_;  // what is learnt is forgotten with them; freed before the client
  bool open_ = false;          // a transaction was begun, and neither committed nor aborted
};

}  // namespace daybook::kafka
