#include "tests/bench/relay_yardstick.hpp"

#include <array>
#include <stdexcept>

#include "adapters/kafka/cloud_event.hpp"
#include "adapters/kafka/handles.hpp"
#include "adapters/kafka/limits.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/system/clock.hpp"
#include "tests/bench/event_arrivals.hpp"

namespace daybook::bench {
namespace {

constexpr std::size_t kPerTransaction = 5'000;

struct Prepared {
  std::string key;
  std::string payload;
  rd_kafka_headers_t* headers = nullptr;
};

std::vector<Prepared> prepare(const Database& database, std::int64_t events) {
  std::vector<Prepared> all;
  EventReader reader(database.app_url());
  while (static_cast<std::int64_t>(all.size()) < events) {
    auto page = reader.read_after(static_cast<std::int64_t>(all.size()), kPerTransaction);
    if (page.empty()) throw std::runtime_error("the log ends too early");
    for (auto& e : page) {
      const auto headers = kafka::to_headers(e);
      rd_kafka_headers_t* list = rd_kafka_headers_new(headers.size());
      for (const auto& h : headers)
        rd_kafka_header_add(list, h.name.data(), static_cast<ssize_t>(h.name.size()), h.value.data(),
                            static_cast<ssize_t>(h.value.size()));
      all.push_back({std::move(e.partition_key), std::move(e.payload), list});
    }
  }
  return all;
}

void check(rd_kafka_error_t* error) {
  const kafka::Error owned(error);
  if (owned) throw std::runtime_error(rd_kafka_error_string(error));
}

void produce(rd_kafka_t* client, const std::string& topic, Prepared& event) {
  std::array<rd_kafka_vu_t, 5> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_KEY;
  parts[1].u.mem = {event.key.data(), event.key.size()};
  parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[2].u.mem = {event.payload.data(), event.payload.size()};
  parts[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[3].u.i = 0;  // our memory outlives the message: no copy
  parts[4].vtype = RD_KAFKA_VTYPE_HEADERS;
  parts[4].u.headers = event.headers;
  while (rd_kafka_error_t* error = rd_kafka_produceva(client, parts.data(), parts.size())) {
    const kafka::Error owned(error);
    if (rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR__QUEUE_FULL)
      throw std::runtime_error(rd_kafka_error_string(error));
    rd_kafka_poll(client, 10);
  }
  event.headers = nullptr;  // the message's now
}

}  // namespace

double plain_producer_rate(const Bench& bench, const Database& database, std::int64_t events) {
  auto prepared = prepare(database, events);
  const std::string topic = "bench.plain." + to_string(SystemIds().next());
  make_topic(bench.kafka, topic);
  double rate = 0;
  {
    const auto client = kafka::make_client(RD_KAFKA_PRODUCER, bench.kafka,
                                           {{"transactional.id", topic},
                                            {"enable.idempotence", "true"},
                                            {"message.max.bytes", std::to_string(kafka::kMaxMessageBytes)},
                                            {"partitioner", "murmur2"},
                                            {"compression.type", "lz4"},
                                            {"linger.ms", "5"},
                                            {"queue.buffering.max.kbytes", "262144"}});
    check(rd_kafka_init_transactions(client.get(), 30'000));
    EventArrivals arrivals(bench.kafka, topic, events);
    for (std::size_t i = 0; i < prepared.size();) {
      check(rd_kafka_begin_transaction(client.get()));
      for (const std::size_t end = std::min(prepared.size(), i + kPerTransaction); i < end; ++i)
        produce(client.get(), topic, prepared[i]);
      check(rd_kafka_commit_transaction(client.get(), -1));
    }
    arrivals.wait_for(events, 60);
    rate = arrivals.rate();
  }
  delete_topics(bench.kafka, {topic, topic + ".checkpoints", topic + ".relay-progress"});
  return rate;
}

}  // namespace daybook::bench
