// The relay and the consumer against a real broker: DAYBOOK_TEST_KAFKA=host:port. With
// DAYBOOK_TEST_KAFKA_CONTROL, a command that takes "kill" (kill -9) and "start", the broker itself is killed
// too.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <thread>

#include "adapters/kafka/consumer.hpp"
#include "adapters/kafka/producer.hpp"
#include "adapters/kafka/progress.hpp"
#include "adapters/kafka/relay.hpp"
#include "adapters/kafka/topics.hpp"
#include "projections/applied_ranges.hpp"

using namespace daybook;
using namespace std::chrono_literals;
using kafka::Settings;

namespace {

using Clock = std::chrono::steady_clock;

std::string env(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

Settings settings_for(const std::string& topic) {
  Settings s;
  s.brokers = env("DAYBOOK_TEST_KAFKA");
  REQUIRE_MESSAGE(!s.brokers.empty(), "DAYBOOK_TEST_KAFKA=host:port is missing: scripts/test sets it");
  s.topic = topic;
  s.checkpoints_topic = topic + ".checkpoints";
  return s;
}

Settings fresh(const std::string& name) {
  return settings_for("test." + name + "." + std::to_string(std::random_device{}()));
}

Envelope event_at(std::int64_t position, std::size_t payload_bytes = 300) {
  Envelope e;
  e.position = {position};
  for (int i = 0; i < 8; ++i)
    e.event_id.uuid.bytes[static_cast<std::size_t>(15 - i)] = static_cast<std::uint8_t>(position >> (8 * i));
  e.partition_key = "broker-" + std::to_string(position * 7919 % 97);
  e.stream = "order-" + std::to_string(position / 3);
  e.version = {position % 3 + 1};
  e.type = "order.placed";
  e.recorded_at = {1'800'000'000'000'000 + position};
  e.effective_at = {1'700'000'000'000'000 + position};
  e.actor = "cli";
  e.correlation_id = "c-" + std::to_string(position);
  e.payload = "{\"position\":" + std::to_string(position) + ",\"filling\":\"" +
              std::string(payload_bytes, 'x') + "\"}";
  e.leaf_hash = compute_leaf_hash(e);
  return e;
}

// Holds positions 1..head, which may grow; `missing` is left out.
class Numbers : public EventSource {
 public:
  explicit Numbers(std::int64_t last) : head(last) {}
  std::vector<Envelope> read_after(std::int64_t after, std::size_t limit) override {
    std::vector<Envelope> events;
    for (auto p = after + 1; p <= head && events.size() < limit; ++p)
      if (p != missing) events.push_back(event_at(p, payload_bytes));
    return events;
  }
  std::atomic<std::int64_t> head;
  std::int64_t missing = 0;
  std::size_t payload_bytes = 300;
};

// The same with payloads that cannot be compressed to a fraction, which would be fetched all at once.
class RandomNumbers : public Numbers {
 public:
  using Numbers::Numbers;
  std::vector<Envelope> read_after(std::int64_t after, std::size_t limit) override {
    auto events = Numbers::read_after(after, limit);
    for (Envelope& e : events) {
      for (char& c : e.payload) c = static_cast<char>('0' + random_() % 64);
      if (e.position.value % 10 < hot_tenths) e.partition_key = "hot";
    }
    return events;
  }
  int hot_tenths = 0;  // of the events, with one key

 private:
  std::minstd_rand random_;
};

struct Held : kafka::Lease {
  bool hold() override { return held; }
  std::atomic<bool> held{true};
};

// A relay at work in its own thread until the end of the scope.
struct Working {
  Working(const Settings& s, EventSource& source, kafka::RelayOptions options = {})
      : relay(s, source, lease, std::move(options)), thread([this](const std::stop_token& stop) {
          try {
            relay.run(stop);
          } catch (const std::exception& e) {
            died_of = e.what();
          }
          done = true;
        }) {}
  bool reaches(std::int64_t position, std::chrono::seconds limit = 30s) {
    for (const auto end = Clock::now() + limit; Clock::now() < end && !done; std::this_thread::sleep_for(2ms))
      if (relay.stats().position >= position) return true;
    return relay.stats().position >= position;
  }
  bool ends(std::chrono::seconds limit = 30s) {
    for (const auto end = Clock::now() + limit; Clock::now() < end && !done;)
      std::this_thread::sleep_for(5ms);
    return done;
  }
  Held lease;
  kafka::Relay relay;
  std::string died_of;  // read it once done
  std::atomic<bool> done{false};
  std::jthread thread;
};

struct Seen {
  std::vector<Envelope> events;
  std::vector<kafka::PartitionOffset> offsets;
};

// Everything up to `count` events, and whatever else comes within a further 300 ms.
Seen consume(const Settings& s, std::size_t count, std::vector<kafka::PartitionOffset> from = {}) {
  kafka::EventConsumer consumer(s.brokers, kafka::offsets_of_all_partitions(s, from));
  Seen seen;
  seen.offsets = std::move(from);
  const auto end = Clock::now() + 30s;
  while (Clock::now() < end) {
    auto batch = consumer.poll_batch(1'000, seen.events.size() < count ? 1'000 : 300);
    if (batch.events.empty() && seen.events.size() >= count) break;
    for (auto& o : batch.offsets) {
      std::erase_if(seen.offsets, [&](const auto& old) { return old.partition == o.partition; });
      seen.offsets.push_back(o);
    }
    std::move(batch.events.begin(), batch.events.end(), std::back_inserter(seen.events));
  }
  return seen;
}

// 1..count each once, unharmed, and ascending within each key.
void check_complete(const std::vector<Envelope>& events, std::int64_t count, std::int64_t first = 1) {
  CHECK(events.size() == static_cast<std::size_t>(count - first + 1));
  std::map<std::int64_t, int> times;
  std::map<std::string, std::int64_t> last_of_key;
  std::int64_t disordered = 0;
  std::int64_t harmed = 0;
  for (const auto& e : events) {
    ++times[e.position.value];
    auto& last = last_of_key[e.partition_key];
    if (e.position.value <= last) ++disordered;
    last = e.position.value;
    if (compute_leaf_hash(e) != e.leaf_hash || e.payload != event_at(e.position.value).payload) ++harmed;
  }
  std::int64_t missing = 0;
  std::int64_t doubled = 0;
  for (auto p = first; p <= count; ++p) {
    if (times[p] == 0) ++missing;
    if (times[p] > 1) ++doubled;
  }
  CHECK(missing == 0);
  CHECK(doubled == 0);
  CHECK(disordered == 0);
  CHECK(harmed == 0);
}

kafka::RelayOptions small_batches() {
  kafka::RelayOptions options;
  options.batch_limit = 100;
  return options;
}

// This program once more, as a relay that only a signal ends.
pid_t start_child(const Settings& s, std::int64_t count) {
  setenv("DAYBOOK_TEST_KAFKA_CHILD", (s.topic + " " + std::to_string(count)).c_str(), 1);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  char program[] = "/proc/self/exe";
  char filter[] = "--test-case=kafka: a relay process that is to be killed";
  char* arguments[] = {program, filter, nullptr};
  pid_t pid = 0;
  REQUIRE(posix_spawn(&pid, program, &actions, nullptr, arguments, environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  unsetenv("DAYBOOK_TEST_KAFKA_CHILD");
  return pid;
}

bool control(const std::string& word) {
  return std::system((env("DAYBOOK_TEST_KAFKA_CONTROL") + " " + word).c_str()) == 0;
}

}  // namespace

TEST_CASE("kafka: topics are made once, and another number of partitions is refused") {
  Settings s = fresh("topics");
  CHECK_THROWS_AS(kafka::partitions_of(s.brokers, s.topic), kafka::KafkaError);
  s.partitions = 3;
  kafka::create_topics(s);
  kafka::create_topics(s);
  CHECK(kafka::partitions_of(s.brokers, s.topic) == 3);
  CHECK(kafka::partitions_of(s.brokers, s.checkpoints_topic) == 1);
  CHECK(kafka::partitions_of(s.brokers, s.progress_topic()) == 1);
  CHECK(kafka::published_position(s) == 0);

  s.partitions = 4;
  const std::string complaint =
      "Kafka topic " + s.topic +
      " has 3 partition(s), the configuration says 4: changing the number would break the "
      "order by key; configure 3, or choose another topic name";
  CHECK_THROWS_WITH_AS(kafka::create_topics(s), complaint.c_str(), kafka::KafkaError);
  Numbers source(10);
  Working w(s, source);
  REQUIRE(w.ends());
  CHECK(w.died_of == complaint);
}

TEST_CASE("kafka: 10,000 events arrive once, in order, with their whole envelope") {
  const Settings s = fresh("whole");
  Numbers source(10'000);
  kafka::RelayOptions options;
  options.head = [&source] { return source.head.load(); };
  std::vector<kafka::PartitionOffset> middle;
  {
    Working w(s, source, options);
    w.relay.publish_checkpoint("daybook.test\n10000\nroot\n\n\xe2\x80\x94 daybook.test signature\n");
    REQUIRE(w.reaches(10'000));
    const auto stats = w.relay.stats();
    CHECK(stats.leading);
    CHECK(stats.published == 10'000);
    CHECK(stats.lag == 0);
    CHECK(stats.failures == 0);
    CHECK(stats.events_per_second > 0);
    const auto seen = consume(s, 10'000);
    check_complete(seen.events, 10'000);
    const auto& e = *std::find_if(seen.events.begin(), seen.events.end(),
                                  [](const auto& one) { return one.position.value == 4'242; });
    CHECK(e.event_id == event_at(4'242).event_id);
    CHECK(e.recorded_at == event_at(4'242).recorded_at);
    CHECK(e.effective_at == event_at(4'242).effective_at);
    CHECK(e.correlation_id == "c-4242");
    middle = seen.offsets;
    source.head = 10'050;  // later ones, as single small transactions
    REQUIRE(w.reaches(10'050));
  }
  const auto rest = consume(s, 50, middle);
  check_complete(rest.events, 10'050, 10'001);
  CHECK(kafka::published_position(s) == 10'050);

  const kafka::Client reader = kafka::make_consumer(s.brokers, {{"auto.offset.reset", "earliest"}});
  const kafka::PartitionList list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), s.checkpoints_topic.c_str(), 0)->offset = 0;
  REQUIRE(rd_kafka_assign(reader.get(), list.get()) == RD_KAFKA_RESP_ERR_NO_ERROR);
  const kafka::Message note(rd_kafka_consumer_poll(reader.get(), 10'000));
  REQUIRE(note);
  CHECK(kafka::key_of(*note) == "daybook.test");
  CHECK(kafka::value_of(*note).starts_with("daybook.test\n10000\n"));
}

TEST_CASE("kafka: a large event passes") {
  const Settings s = fresh("large");
  Numbers source(2);
  source.payload_bytes = 6'000'000;
  Working w(s, source);
  REQUIRE(w.reaches(2));
  const auto seen = consume(s, 2);
  REQUIRE(seen.events.size() == 2);
  CHECK(seen.events[0].payload.size() + seen.events[1].payload.size() > 12'000'000);
}

TEST_CASE("kafka: events that come quickly share transactions") {
  const Settings s = fresh("paced");
  Numbers source(0);
  Working w(s, source);
  for (const auto begun = Clock::now(); source.head < 5'000;) {
    source.head = std::min<std::int64_t>(5'000, (Clock::now() - begun) / 200us);  // 5,000 a second
    std::this_thread::sleep_for(1ms);
  }
  REQUIRE(w.reaches(5'000));
  CHECK(w.relay.stats().transactions <= 20);  // one each 100 ms is 10; as soon as possible they are some 100
  check_complete(consume(s, 5'000).events, 5'000);
}

TEST_CASE("kafka: a consumer that is behind does not stand still when as much is fetched as may be") {
  const Settings s = fresh("behind");
  constexpr std::int64_t kEvents = 8'000;
  RandomNumbers log(kEvents);
  log.payload_bytes = 20'000;  // 160 MB, of which 16 MiB are fetched ahead, of one partition 4
  SUBCASE("of all partitions") {}
  SUBCASE("of one, while the others have nothing") { log.hot_tenths = 10; }
  kafka::RelayOptions options;
  options.batch_limit = 1'000;
  Working relay(s, log, options);
  REQUIRE(relay.reaches(kEvents));
  const auto begun = Clock::now();
  kafka::EventConsumer consumer(s.brokers, kafka::offsets_of_all_partitions(s, {}));
  std::size_t taken = 0;
  int stalls = 0;
  while (taken < static_cast<std::size_t>(kEvents) && Clock::now() - begun < 60s) {
    const auto asked = Clock::now();
    const bool first = taken == 0;
    taken += consumer.poll_batch(200, 2'000).events.size();
    if (!first && Clock::now() - asked > 300ms) ++stalls;
    std::this_thread::sleep_for(20ms);  // slower than Kafka, so that the queue is full
  }
  CHECK(taken == static_cast<std::size_t>(kEvents));
  // A second each time that the queue is full would be some six, half a second behind those with nothing
  // more.
  CHECK(stalls <= 2);
}

TEST_CASE("kafka: of what has been fetched the lowest position comes first, however uneven the partitions") {
  const Settings s = fresh("uneven");
  constexpr std::int64_t kEvents = 20'000;
  RandomNumbers log(kEvents);
  log.payload_bytes = 1'000;
  log.hot_tenths = 5;
  {
    Working relay(s, log);
    REQUIRE(relay.reaches(kEvents));
  }
  kafka::EventConsumer consumer(s.brokers, kafka::offsets_of_all_partitions(s, {}));
  AppliedRanges seen;
  seen.add(consumer.poll_batch(1, 10'000).events.at(0).position.value);
  std::this_thread::sleep_for(500ms);  // until something of each partition is there
  std::int64_t widest = 0;
  for (const auto end = Clock::now() + 30s; seen.contiguous() < kEvents && Clock::now() < end;) {
    for (const Envelope& e : consumer.poll_batch(500, 200).events) seen.add(e.position.value);
    widest = std::max(widest, seen.last() - seen.contiguous());
    std::this_thread::sleep_for(10ms);  // Kafka is ahead
  }
  CHECK(seen.contiguous() == kEvents);
  CHECK(widest <= 3'000);  // as much of each partition at a time would come to more than 6'000
}

TEST_CASE("kafka: a foreign record holds up its own partition only, until told to go on behind it") {
  const Settings s = fresh("foreign");
  {
    Numbers source(300);
    Working relay(s, source);
    REQUIRE(relay.reaches(300));
    kafka::TransactionalProducer stranger(fresh("strange"), {});
    stranger.begin();
    stranger.send(s.topic, "key", "not ours");
    stranger.commit();
    source.head = 1'000;
    REQUIRE(relay.reaches(1'000));
  }
  kafka::EventConsumer consumer(s.brokers, kafka::offsets_of_all_partitions(s, {}));
  std::vector<Envelope> seen;
  const auto take = [&] {
    auto batch = consumer.poll_batch(100, 1'000);
    std::move(batch.events.begin(), batch.events.end(), std::back_inserter(seen));
  };
  std::optional<kafka::PartitionOffset> at;
  for (const auto end = Clock::now() + 30s; !at && Clock::now() < end;) {
    try {
      take();
    } catch (const kafka::PoisonedRecord& e) {
      at = e.at;
    }
  }
  REQUIRE(at);
  CHECK_THROWS_AS(take(), kafka::PoisonedRecord);
  CHECK(seen.size() > 700);  // all of three partitions, and a third of the fourth
  CHECK(seen.size() < 1'000);
  consumer.seek(at->topic, at->partition, at->next_offset + 1);
  for (const auto end = Clock::now() + 30s; seen.size() < 1'000 && Clock::now() < end;) take();
  check_complete(seen, 1'000);
}

TEST_CASE("kafka: an unfinished transaction is seen by nobody and undone by the next relay") {
  const Settings s = fresh("unfinished");
  Numbers source(300);
  {
    Working w(s, source, small_batches());
    REQUIRE(w.reaches(300));
  }
  // A relay that stopped answering in the middle of a transaction.
  kafka::TransactionalProducer old(s, {});
  old.learn(s.topic);  // or the records would not leave within the 300 ms below
  old.learn(s.progress_topic());
  old.begin();
  for (std::int64_t p = 301; p <= 350; ++p)
    old.send(s.topic, event_at(p).partition_key, event_at(p).payload, kafka::to_headers(event_at(p)));
  old.send(s.progress_topic(), "relay", kafka::progress_record(350));
  std::this_thread::sleep_for(300ms);  // sent, not committed
  check_complete(consume(s, 300).events, 300);
  source.head = 400;
  Working w(s, source, small_batches());
  REQUIRE(w.reaches(400));
  CHECK_THROWS_AS(old.commit(), kafka::KafkaError);  // it was fenced
  check_complete(consume(s, 400).events, 400);
}

TEST_CASE("kafka: aborted transactions at the end do not hide the progress") {
  const Settings s = fresh("aborted");
  Numbers source(20);
  {
    Working w(s, source);
    REQUIRE(w.reaches(20));
  }
  for (int round = 0; round < 3; ++round) {
    kafka::TransactionalProducer producer(s, {});
    producer.learn(s.progress_topic());
    producer.begin();
    for (int i = 0; i < 30; ++i) producer.send(s.progress_topic(), "relay", kafka::progress_record(999));
    std::this_thread::sleep_for(100ms);
  }
  CHECK(kafka::published_position(s) == 20);
}

TEST_CASE("kafka: two relays fence each other, and the log stays whole") {
  const Settings s = fresh("fence");
  Numbers one(2'000);
  Numbers two(2'000);
  Working first(s, one, small_batches());
  REQUIRE(first.reaches(300));
  Working second(s, two, small_batches());  // both hold a lease: as after a pause longer than the lease
  const auto end = Clock::now() + 40s;
  while (Clock::now() < end && first.relay.stats().position < 2'000 && second.relay.stats().position < 2'000)
    std::this_thread::sleep_for(10ms);
  CHECK(first.relay.stats().failures > 0);
  check_complete(consume(s, 2'000).events, 2'000);
}

TEST_CASE("kafka: without the lease nothing is published") {
  const Settings s = fresh("lease");
  Numbers source(10);
  kafka::RelayOptions options;
  options.lease_ms = 50;
  Working w(s, source, options);
  REQUIRE(w.reaches(10));
  w.lease.held = false;
  for (int i = 0; i < 100 && w.relay.stats().leading; ++i) std::this_thread::sleep_for(20ms);
  CHECK_FALSE(w.relay.stats().leading);
  source.head = 20;
  std::this_thread::sleep_for(200ms);
  CHECK(w.relay.stats().position == 10);
  w.lease.held = true;
  REQUIRE(w.reaches(20));
  check_complete(consume(s, 20).events, 20);
}

TEST_CASE("kafka: nothing is published past a gap, nor from a store that is behind") {
  const Settings s = fresh("gap");
  Numbers source(50);
  source.missing = 31;
  {
    Working w(s, source);
    REQUIRE(w.ends());
    CHECK(w.died_of == "the store gave position 32 where 31 was due: nothing is published past a gap");
  }
  source.missing = 0;
  {
    Working w(s, source);
    REQUIRE(w.reaches(50));
  }
  check_complete(consume(s, 50).events, 50);
  source.head = 49;
  kafka::RelayOptions options;
  options.head = [] { return std::int64_t{49}; };
  Working w(s, source, options);
  REQUIRE(w.ends());
  CHECK(
      w.died_of.starts_with("the store ends at position 49, but 50 was published to Kafka topic " + s.topic));
}

TEST_CASE("kafka: a lost offset, a foreign record and an absent Kafka are told apart") {
  Settings s = fresh("lost");
  s.partitions = 1;
  Numbers source(10);
  {
    Working w(s, source);
    REQUIRE(w.reaches(10));
  }
  kafka::EventConsumer lost(s.brokers, {{s.topic, 0, 500}});
  const auto until_it_throws = [](kafka::EventConsumer& consumer) {
    for (int i = 0; i < 100; ++i) consumer.poll_batch(100, 100);
  };
  CHECK_THROWS_AS(until_it_throws(lost), kafka::OffsetLost);
  CHECK_THROWS_AS(lost.poll_batch(100, 0), kafka::OffsetLost);  // and again, until told where to go on
  lost.seek(s.topic, 0, -1);
  CHECK(lost.poll_batch(100, 10'000).events.size() == 10);
  kafka::EventConsumer earliest(s.brokers, {{s.topic, 0, 500}}, kafka::WhenOffsetIsLost::earliest);
  CHECK(earliest.poll_batch(100, 10'000).events.front().position.value == 1);

  kafka::TransactionalProducer stranger(s, {});
  stranger.begin();
  stranger.send(s.topic, "key", "not ours");
  stranger.commit();
  CHECK_THROWS_AS(until_it_throws(lost), kafka::PoisonedRecord);
  try {
    lost.poll_batch(100, 0);
  } catch (const kafka::PoisonedRecord& e) {
    CHECK(std::string(e.what()) == s.topic + " [0] @" + std::to_string(e.at.next_offset) +
                                       ": Kafka header ce_specversion: is missing");
    lost.seek(s.topic, 0, e.at.next_offset + 1);
  }
  CHECK(lost.poll_batch(100, 200).events.empty());

  kafka::EventConsumer absent("127.0.0.1:1", {{s.topic, 0, 0}});
  for (int i = 0; i < 5; ++i) CHECK(absent.poll_batch(100, 100).events.empty());
}

TEST_CASE("kafka: a relay process that is to be killed") {
  const std::string job = env("DAYBOOK_TEST_KAFKA_CHILD");
  if (job.empty()) return;  // not a test by itself: the next one starts it
  const auto blank = job.find(' ');
  Numbers source(std::stoll(job.substr(blank + 1)));
  Held lease;
  kafka::Relay relay(settings_for(job.substr(0, blank)), source, lease, small_batches());
  relay.run({});
}

TEST_CASE("kafka: a relay killed at random loses and doubles nothing") {
  const Settings s = fresh("killed");
  kafka::create_topics(s);
  constexpr std::int64_t kCount = 20'000;
  const auto seed = std::random_device{}();
  MESSAGE("seed " << seed);
  std::mt19937 random(seed);
  std::int64_t before = 0;
  int advanced = 0;
  for (int round = 0; round < 8; ++round) {
    const pid_t child = start_child(s, kCount);
    std::this_thread::sleep_for(std::chrono::milliseconds(100 + random() % 900));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    const auto now = kafka::published_position(s);
    CHECK(now >= before);
    if (now > before) ++advanced;
    before = now;
  }
  MESSAGE("8 kills, " << advanced << " of them after some progress; " << before << " events by then");
  CHECK(advanced > 0);
  Numbers source(kCount);
  Working w(s, source);
  REQUIRE(w.reaches(kCount));
  check_complete(consume(s, kCount).events, kCount);
}

TEST_CASE("kafka: the broker killed while relaying loses and doubles nothing") {
  REQUIRE_MESSAGE(!env("DAYBOOK_TEST_KAFKA_CONTROL").empty(),
                  "DAYBOOK_TEST_KAFKA_CONTROL must name a command that takes kill and start");
  const Settings s = fresh("restart");
  constexpr std::int64_t kCount = 15'000;
  Numbers source(kCount);
  Working w(s, source, small_batches());
  kafka::create_topics(s);
  kafka::EventConsumer consumer(s.brokers, kafka::offsets_of_all_partitions(s, {}));
  std::vector<Envelope> seen;
  const auto take = [&] {
    auto batch = consumer.poll_batch(1'000, 200);
    std::move(batch.events.begin(), batch.events.end(), std::back_inserter(seen));
  };
  for (int round = 1; round <= 2; ++round) {
    for (const auto end = Clock::now() + 20s; Clock::now() < end && w.relay.stats().position < round * 3'000;)
      take();
    REQUIRE(control("kill"));
    for (int i = 0; i < 5; ++i) take();
    REQUIRE(control("start"));
  }
  for (const auto end = Clock::now() + 60s; Clock::now() < end && seen.size() < kCount;) take();
  for (int i = 0; i < 3; ++i) take();
  CHECK(w.relay.stats().position == kCount);
  check_complete(seen, kCount);
}
