// Timeouts, caps, rates and the graceful stop. Limits are configured short so that the file runs in seconds.

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <latch>

#include "tests/unit/adapters/http/server_test_client.hpp"

using namespace daybook::http;
using namespace daybook::http::test;

namespace {

const std::string get = "GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string wait_get = "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string post = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";

ServerOptions short_timeouts() {
  ServerOptions options;
  options.header_timeout = 150ms;
  options.body_timeout = 300ms;
  options.body_grace = 100ms;
  options.idle_timeout = 150ms;
  options.linger_timeout = 100ms;
  return options;
}

std::chrono::milliseconds since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

}  // namespace

TEST_CASE("9 a silent connection is closed without an answer") {
  Fixture fixture(short_timeouts());
  Client fresh = fixture.client();
  CHECK(fresh.closed());
  Client used = fixture.client();
  used.send(get);
  CHECK(used.read().status == 200);
  CHECK(used.closed());
  CHECK(fixture.server.stats().timed_out == 0);
}

TEST_CASE("9 a header that trickles is cut off at its deadline") {
  Fixture fixture(short_timeouts());
  Client client = fixture.client();
  const auto start = std::chrono::steady_clock::now();
  for (const char c : std::string("GET /echo HTTP/1.1\r\nHost: localh")) {
    if (!client.send(std::string_view(&c, 1))) break;
    std::this_thread::sleep_for(10ms);
  }
  CHECK(client.read().status == 408);
  CHECK(since(start) < 1s);
  CHECK(client.closed());
}

TEST_CASE("9 a body below the minimal rate, or past its deadline, is cut off") {
  Fixture fixture(short_timeouts());
  Client slow = fixture.client();
  auto start = std::chrono::steady_clock::now();
  slow.send(post + "Content-Length: 500\r\n\r\nabc");
  CHECK(slow.read().status == 408);
  CHECK(since(start) < 280ms);

  Client steady =
      fixture.client();  // 20 bytes each 5 ms is well over 1,000 B/s, but 65,000 never fit 300 ms.
  steady.send(post + "Content-Length: 65000\r\n\r\n");
  std::atomic<bool> stop = false;
  start = std::chrono::steady_clock::now();
  std::jthread sender([&] {
    while (!stop && steady.send(std::string(20, 'x'))) std::this_thread::sleep_for(5ms);
  });
  CHECK(steady.read().status == 408);
  CHECK(since(start) > 250ms);
  stop = true;
}

TEST_CASE("a reply that never comes is answered for, and coming late is ignored") {
  ServerOptions options = short_timeouts();
  options.reply_timeout = 100ms;
  Fixture fixture(options);
  Client client = fixture.client();
  client.send(wait_get);
  CHECK(client.read().status == 503);
  fixture.dispatcher.release();
  CHECK(client.closed());
}

TEST_CASE("a client that does not read its answer is dropped") {
  ServerOptions options = short_timeouts();
  options.write_timeout = 100ms;
  options.min_body_rate = 1'000'000'000;
  Fixture fixture(options);
  Client client = fixture.client();
  std::string bytes;  // Each answer repeats the 7 KB header; nobody reads them.
  for (int i = 0; i < 2'000; ++i) {
    bytes += "GET /echo HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(7'000, 'a') + "\r\n\r\n";
  }
  std::jthread sender([&] { client.send(bytes); });
  const auto start = std::chrono::steady_clock::now();
  while (fixture.server.stats().timed_out == 0 && since(start) < 3s) std::this_thread::sleep_for(5ms);
  CHECK(fixture.server.stats().timed_out == 1);
}

TEST_CASE("10 connections over a cap are turned away and others are not hurt") {
  ServerOptions options;
  SUBCASE("per address") { options.max_connections_per_address = 2; }
  SUBCASE("total") { options.max_connections = 2; }
  const int status = options.max_connections == 2 ? 503 : 429;
  Fixture fixture(options);
  Client first = fixture.client();
  first.send(get);
  CHECK(first.read().status == 200);
  {
    Client second = fixture.client();
    second.send(get);
    CHECK(second.read().status == 200);
    Client third = fixture.client();
    const Answer answer = third.read();
    CHECK(answer.status == status);
    CHECK(answer.has("Retry-After: 1"));
    CHECK(third.closed());
  }
  const auto start = std::chrono::steady_clock::now();
  while (fixture.server.stats().open > 1 && since(start) < 2s) std::this_thread::sleep_for(1ms);
  Client again = fixture.client();
  again.send(get);
  CHECK(again.read().status == 200);
  CHECK(fixture.server.stats().turned_away == 1);
}

TEST_CASE("20 an address over its request rate gets 429 with Retry-After, then service again") {
  ServerOptions options;
  options.requests_per_second_per_address = 5;
  Fixture fixture(options);
  Client client = fixture.client();
  for (int i = 0; i < 5; ++i) {
    client.send(get);
    const Answer answer = client.read();
    CHECK(answer.status == 200);
    CHECK(answer.has("RateLimit-Policy: \"address\";q=5;w=1\r\n"));
  }
  Client other = fixture.client();  // A new connection does not buy a new bucket.
  other.send(get);
  const Answer answer = other.read();
  CHECK(answer.status == 429);
  CHECK(answer.has("Retry-After: 1\r\n"));
  CHECK(answer.has("RateLimit: \"address\";r=0;t=1\r\n"));
  CHECK(answer.body.find("\"code\":\"too_many_requests\"") != std::string::npos);
  std::this_thread::sleep_for(250ms);
  other.send(get);
  CHECK(other.read().status == 200);
}

TEST_CASE("1,000 keep-alive requests over 64 connections, answered from two I/O threads") {
  ServerOptions options;
  options.threads = 2;
  Fixture fixture(options);
  std::vector<Client> clients;
  for (int i = 0; i < 64; ++i) clients.push_back(fixture.client());
  int good = 0;
  for (int round = 0; round < 16; ++round) {
    for (Client& client : clients) client.send(post + "Content-Length: 5\r\n\r\nhello");
    for (Client& client : clients) good += client.read().body.find("POST /echo hello ") == 0 ? 1 : 0;
  }
  CHECK(good == 1'024);
  CHECK(fixture.server.stats().accepted == 64);
}

TEST_CASE("stop: the reply in flight and the request half sent are answered, the idle connection closed") {
  ServerOptions options;
  options.linger_timeout = 100ms;
  Fixture fixture(options);
  Client idle = fixture.client();
  Client waiting = fixture.client();
  Client half = fixture.client();
  idle.send(get);
  CHECK(idle.read().status == 200);
  waiting.send(wait_get);
  half.send(post + "Content-Length: 4\r\n\r\nab");
  REQUIRE(fixture.dispatcher.wait_for(1));

  const std::uint16_t port = fixture.server.port();
  auto stopped = std::async(std::launch::async, [&] { fixture.server.stop(2s); });
  CHECK(idle.closed());
  CHECK_THROWS(Client(port));
  CHECK(stopped.wait_for(0s) == std::future_status::timeout);
  half.send("cd");
  CHECK(half.read().body.find("POST /echo abcd ") == 0);
  fixture.dispatcher.release();
  const Answer answer = waiting.read();
  CHECK(answer.status == 200);
  CHECK(answer.has("Connection: close"));
  CHECK(waiting.closed());
  CHECK(half.closed());
  CHECK(stopped.wait_for(1s) == std::future_status::ready);
  CHECK(fixture.server.stats().open == 0);
}

TEST_CASE("stop: a handler that never replies cannot hold it past the grace; its late reply is harmless") {
  Fixture fixture;
  Client waiting = fixture.client();
  waiting.send(wait_get);
  REQUIRE(fixture.dispatcher.wait_for(1));
  const auto start = std::chrono::steady_clock::now();
  fixture.server.stop(100ms);
  CHECK(since(start) < 1s);
  CHECK(waiting.closed());
  fixture.dispatcher.release();
  fixture.server.stop(100ms);
}

TEST_CASE("replies that outlive the server are harmless") {
  TestDispatcher dispatcher;
  {
    Server server({}, dispatcher);
    server.start();
    Client client(server.port());
    client.send(wait_get);
    REQUIRE(dispatcher.wait_for(1));
  }
  dispatcher.release();
}

TEST_CASE("stop under load: every request sent gets a whole answer") {
  Fixture fixture;
  std::atomic<int> cut = 0;
  std::atomic<int> answered = 0;
  std::latch connected(8);  // a client that is late would find the port closed
  std::vector<std::jthread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      Client client = fixture.client();
      connected.count_down();
      for (;;) {
        if (!client.send(get)) return;
        const Answer answer = client.read();
        if (answer.status != 200) {
          ++cut;
          return;
        }
        ++answered;
        if (answer.has("Connection: close")) return;
      }
    });
  }
  connected.wait();
  while (answered < 100) std::this_thread::sleep_for(1ms);
  fixture.server.stop(2s);
  clients.clear();
  CHECK(cut == 0);
}

TEST_CASE("a taken port is an error at start") {
  Fixture fixture;
  ServerOptions options;
  options.port = fixture.server.port();
  TestDispatcher dispatcher;
  Server second(options, dispatcher);
  CHECK_THROWS(second.start());
}
