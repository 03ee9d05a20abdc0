#include "adapters/kafka/handles.hpp"

#include <fmt/format.h>

#include <array>

#include "adapters/log.hpp"

namespace daybook::kafka {
namespace {

// Levels are syslog's. librdkafka itself suppresses repetitions while a broker is away.
void forward_log(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  const char* name = client ? rd_kafka_name(client) : "rdkafka";
  if (level <= 3)
    logging::warn("kafka {} {}: {}", name, facility, text);
  else
    logging::info("kafka {} {}: {}", name, facility, text);
}

void set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 512> why{};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size()) != RD_KAFKA_CONF_OK)
    throw KafkaError(fmt::format("Kafka setting {}={}: {}", name, value, why.data()), false);
}

}  // namespace

Client make_client(rd_kafka_type_t type, const std::string& brokers, const ConfigEntries& entries) {
  Conf conf(rd_kafka_conf_new());
  rd_kafka_conf_set_log_cb(conf.get(), forward_log);
  set(conf.get(), "bootstrap.servers", brokers);
  set(conf.get(), "client.id", "daybook");
  set(conf.get(), "log.connection.close", "false");
  set(conf.get(), "reconnect.backoff.max.ms", "1000");  // back within a second once the broker is
  set(conf.get(), "socket.nagle.disable", "true");
  for (const auto& [name, value] : entries) set(conf.get(), name, value);
  std::array<char, 512> why{};
  Client client(rd_kafka_new(type, conf.get(), why.data(), why.size()));
  if (!client) throw KafkaError(fmt::format("Kafka client: {}", why.data()), false);
  [[maybe_unused]] auto* owned_by_client = conf.release();
  return client;
}

Client make_consumer(const std::string& brokers, const ConfigEntries& entries) {
  // A group id is demanded by the library even for manual assignment; nothing ever joins the group.
  ConfigEntries all = {{"group.id", "daybook-manual"},
                       {"isolation.level", "read_committed"},
                       {"enable.auto.commit", "false"},
                       {"enable.auto.offset.store", "false"},
                       {"allow.auto.create.topics", "false"},
                       {"fetch.error.backoff.ms", "50"},
                       {"topic.metadata.refresh.interval.ms", "60000"}};
  all.insert(all.end(), entries.begin(), entries.end());
  Client client = make_client(RD_KAFKA_CONSUMER, brokers, all);
  rd_kafka_poll_set_consumer(client.get());
  return client;
}

void require(rd_kafka_resp_err_t code, const std::string& doing) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    throw KafkaError(fmt::format("{}: {}", doing, rd_kafka_err2str(code)), true);
}

std::string_view key_of(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.key), message.key ? message.key_len : 0};
}
std::string_view value_of(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.payload), message.payload ? message.len : 0};
}

}  // namespace daybook::kafka
