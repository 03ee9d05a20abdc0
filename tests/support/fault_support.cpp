#include "tests/support/fault_support.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <fstream>
#include <sstream>

#include "adapters/kafka/consumer.hpp"

namespace daybook::test {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// Its arguments, each ended by a NUL; "" when it is gone.
std::string arguments_of(const std::string& pid) {
  std::ostringstream text;
  text << std::ifstream("/proc/" + pid + "/cmdline", std::ios::binary).rdbuf();
  return text.str();
}

struct OnKafka {
  std::set<std::int64_t> positions;
  std::multiset<std::string> placed;    ///< order ids
  std::multiset<std::string> captured;  ///< order ids
  std::size_t records = 0;
  bool in_order = true;  ///< within each partition key
};

OnKafka read_topic(Daybook& daybook) {
  kafka::Settings settings;
  settings.brokers = detail::server("DAYBOOK_TEST_KAFKA");
  settings.topic = daybook.topic();
  kafka::EventConsumer consumer(settings.brokers, kafka::offsets_of_all_partitions(settings, {}));
  const auto head = static_cast<std::size_t>(daybook.head());
  OnKafka seen;
  std::map<std::string, std::int64_t> last;
  for (const auto end = Clock::now() + 30s; seen.positions.size() < head && Clock::now() < end;)
    for (const auto& event : consumer.poll_batch(10'000, 200).events) {
      ++seen.records;
      seen.positions.insert(event.position.value);
      auto& before = last[event.partition_key];
      seen.in_order = seen.in_order && before < event.position.value;
      before = event.position.value;
      if (event.type == "order.placed") seen.placed.insert(event.stream.substr(6));
      if (event.type == "payment.captured") seen.captured.insert(event.stream.substr(6));
    }
  return seen;
}

}  // namespace

Load::Load(const Broker& broker, std::vector<std::uint16_t> ports, int threads) : broker_(broker) {
  for (int i = 0; i < threads; ++i)
    threads_.emplace_back([this, i, port = ports.at(static_cast<std::size_t>(i) % ports.size())] {
      try {
        work(port, i);
      } catch (const std::exception& e) {
        note_wrong(e.what());
      }
    });
}

Load::~Load() { stop(); }

void Load::stop() {
  stopping_ = true;
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

HttpRequest Load::order_request(const std::string& key, const std::string& body) const {
  return {
      "POST",
      "/api/orders",
      body,
      {{"Content-Type", "application/json"}, {"x-api-key", broker_.secret.key}, {"Idempotency-Key", key}}};
}

HttpAnswer Load::insist(std::uint16_t port, const HttpRequest& request) {
  std::string trouble;
  for (const auto end = Clock::now() + 30s; Clock::now() < end; std::this_thread::sleep_for(20ms)) {
    try {
      HttpAnswer answer = send_http(port, request);
      if (answer.status != 503) return answer;
      trouble = answer.shown();
    } catch (const std::runtime_error& e) {  // killed: the answer, if there is one, is unknown
      trouble = e.what();
    }
  }
  throw std::runtime_error(fmt::format("{}: no answer within 30 s: {}", request.target, trouble));
}

void Load::work(std::uint16_t port, int number) {
  for (int i = 0; !stopping_; ++i) {
    const std::string key = stripe_id("key");
    const std::string body =
        order_body("plenty", 1 + i % 3, fmt::format("c{}@example.com", (number + i) % 20));
    const auto placed = insist(port, order_request(key, body));
    if (placed.status != 201) throw std::runtime_error("an order was refused: " + placed.shown());
    const auto order = placed.json();
    {
      const std::scoped_lock lock(mutex_);
      by_key_[key] = {body, placed.body, order["id"].text()};
    }
    if (i % 4 == 0) repeat(key, port);
    if (i % 2 == 0) continue;
    const auto paid = intent_succeeded(order, stripe_id("pi"), order["total_charged"].integer());
    for (int times = 0; times < 2; ++times) {
      const auto answer = insist(port, Daybook::delivery_of(paid));
      if (answer.status != 200) throw std::runtime_error("a delivery was refused: " + answer.shown());
    }
    const std::scoped_lock lock(mutex_);
    paid_.insert(order["id"].text());
  }
}

void Load::repeat(const std::string& key, std::uint16_t port) {
  Acknowledged first;
  {
    const std::scoped_lock lock(mutex_);
    first = by_key_.at(key);
  }
  const auto again = insist(port, order_request(key, first.body));
  if (again.status != 201 || again.body != first.answer)
    note_wrong(fmt::format("{} answered {} first, then {}", key, first.answer, again.body));
}

void Load::note_wrong(const std::string& what) {
  const std::scoped_lock lock(mutex_);
  wrong_.push_back(what);
}

void import_plenty(Daybook& daybook) {
  must(daybook.call(
      daybook.admin(), "PUT", "/api/catalog",
      R"({"source":"load","cards":[{"card_id":"plenty","bank_name":"Bank","credit_limit":500000,)"
      R"("date_opened":"2019-05-01","price":10007,"currency":"USD","stock":1000000}]})"));
}

pid_t process_of(const Daybook& daybook, const std::string& role) {
  using namespace std::string_literals;
  const std::string config = (daybook.folder() / "daybook.toml").string();
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ec != std::errc()) continue;
    const std::string arguments = arguments_of(name);
    if (arguments.find("\0"s + role + "\0"s) != std::string::npos &&
        arguments.find("\0"s + config + "\0"s) != std::string::npos)
      return pid;
  }
  return 0;
}

std::chrono::milliseconds kill_role(const Daybook& daybook, const std::string& role) {
  const auto begun = Clock::now();
  pid_t old = 0;
  while ((old = process_of(daybook, role)) == 0)  // killed a moment ago
    if (Clock::now() - begun > 10s) throw std::runtime_error(role + " does not run");
  ::kill(old, SIGKILL);
  for (const auto killed = Clock::now(); Clock::now() - killed < 10s; std::this_thread::sleep_for(10ms))
    if (const pid_t now = process_of(daybook, role); now != 0 && now != old)
      return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - killed);
  throw std::runtime_error(role + " was not started again");
}

void check_nothing_lost_or_doubled(Daybook& daybook, Load& load) {
  std::multiset<std::string> acknowledged;
  for (const auto& [key, order] : load.by_key()) {
    acknowledged.insert(order.order_id);
    load.repeat(key, daybook.port());
  }
  for (const auto& what : load.wrong()) FAIL_CHECK(what);
  REQUIRE(acknowledged.size() > 20);  // the load was one

  const auto seen = read_topic(daybook);
  const auto head = daybook.head();
  CHECK(seen.records == static_cast<std::size_t>(head));
  CHECK(seen.positions.size() == static_cast<std::size_t>(head));
  CHECK(*seen.positions.begin() == 1);
  CHECK(*seen.positions.rbegin() == head);
  CHECK(seen.in_order);
  CHECK(seen.placed == acknowledged);
  CHECK(seen.captured == std::multiset<std::string>(load.paid().begin(), load.paid().end()));

  HttpAnswer list;
  for (int i = 0; i < 100 && list.status != 200; ++i)
    list = daybook.call(daybook.admin(), "GET", fmt::format("/api/orders?limit=1&min_position={}", head));
  CHECK(must(list)["pagination"]["total"].integer() == static_cast<std::int64_t>(acknowledged.size()));

  const auto verified = daybook.run({"audit", "verify"});
  CHECK_MESSAGE(verified.code == 0, verified.text);
  const auto compared = daybook.run({"projections", "diff"});
  CHECK_MESSAGE(compared.code == 0, compared.text);
}

}  // namespace daybook::test
