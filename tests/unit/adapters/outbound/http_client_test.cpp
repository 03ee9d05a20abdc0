#include "adapters/outbound/http_client.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/test_server.hpp"

using namespace daybook;
using namespace std::chrono_literals;
using outbound::HttpClient;
using outbound::Settings;
using outbound::Trouble;
using test::ServedConnection;
using test::TestServer;

namespace {

const test::TestAuthority& authority() {
  static const test::TestAuthority kept;
  return kept;
}

/// Answers every request with its own body.
void echo(ServedConnection& connection) {
  while (const auto request = connection.request())
    connection.answer(request->substr(request->find("\r\n\r\n") + 4));
}

Settings to(const TestServer& server, const std::string& host = "127.0.0.1") {
  return {
      .base_url = server.url(host), .ca_file = authority().ca_file(), .connect_timeout = 3s, .timeout = 3s};
}

outbound::Failure failure(const Settings& settings, const outbound::Request& request = {"GET", "/", {}, ""}) {
  HttpClient client(settings);
  const auto answer = client.send(request);
  REQUIRE(!answer);
  INFO(answer.error().detail);
  CHECK(answer.error().detail.find("/hook/secret") == std::string::npos);
  return answer.error();
}

bool says(const outbound::Failure& failure, const std::string& words) {
  const bool found = failure.detail.find(words) != std::string::npos;
  CHECK_MESSAGE(found, failure.detail);
  return found;
}

}  // namespace

TEST_CASE("TLS: a certificate for the right name or address is accepted, and the connection is kept") {
  TestServer server(echo, TestServer::Tls{authority().issue("DNS:localhost,IP:127.0.0.1")});
  for (const char* host : {"127.0.0.1", "localhost"}) {
    HttpClient client(to(server, host));
    for (int n = 0; n < 5; ++n) {
      const auto answer = client.send({"POST", "/x", {{"A", "b"}}, "text" + std::to_string(n)});
      REQUIRE_MESSAGE(answer, answer.error().detail);
      CHECK(answer->status == 200);
      CHECK(answer->body == "text" + std::to_string(n));
      CHECK(answer->header("content-LENGTH") == "5");
    }
    CHECK(client.connections_made() == 1);
  }
  CHECK(server.accepted() == 2);
}

TEST_CASE("TLS: a wrong certificate is refused, and the refusal says what to do") {
  struct Row {
    test::Certificate certificate;
    std::string ca_file;
    std::string says;
  };
  const test::TestAuthority stranger;
  const std::string right = "IP:127.0.0.1";
  for (const auto& row : {
           Row{authority().issue("DNS:localhost,IP:127.0.0.2"), authority().ca_file(), "is for another name"},
           Row{authority().issue("DNS:127.0.0.1"), authority().ca_file(), "is for another name"},
           Row{authority().expired(right), authority().ca_file(), "has expired"},
           Row{authority().self_signed(right), authority().ca_file(), "is self-signed"},
           Row{authority().issue(right), stranger.ca_file(), "an authority that is not trusted"},
           Row{authority().issue(right), "", "an authority that is not trusted"},
       }) {
    std::atomic<int> requests{0};
    TestServer server(
        [&](ServedConnection& connection) {
          while (connection.request()) ++requests;
        },
        TestServer::Tls{row.certificate});
    Settings settings = to(server);
    settings.ca_file = row.ca_file;
    const auto refused = failure(settings, {"POST", "/hook/secret", {{"Authorization", "x"}}, "body"});
    CHECK(refused.trouble == Trouble::refused);
    CHECK(says(refused, row.says));
    CHECK(requests == 0);
  }
}

TEST_CASE("TLS: a wrong name is refused for names, too; the common name never counts") {
  TestServer server(echo, TestServer::Tls{authority().issue("DNS:other.example,DNS:*.example")});
  const auto refused = failure(to(server, "localhost"));
  CHECK(refused.trouble == Trouble::refused);
  CHECK(says(refused, "is for another name"));
}

TEST_CASE("TLS 1.1 is refused") {
  TestServer server(echo, TestServer::Tls{authority().issue("IP:127.0.0.1"), true});
  const auto refused = failure(to(server));
  CHECK(refused.trouble == Trouble::refused);
  CHECK(says(refused, "TLS 1.2"));
}

TEST_CASE("a port that speaks plain HTTP is refused where TLS is meant") {
  TestServer server([](ServedConnection& connection) {
    connection.swallow(5);
    connection.answer("speak up", "400 Bad Request");
  });
  Settings settings = to(server);
  settings.base_url.replace(0, 4, "https");
  const auto refused = failure(settings);
  CHECK(refused.trouble == Trouble::refused);
  CHECK(says(refused, "does not speak TLS"));
}

TEST_CASE("a base URL or an authority's file that is none is told at once") {
  CHECK_THROWS_AS(HttpClient({.base_url = "stripe"}), std::invalid_argument);
  CHECK_THROWS_AS(HttpClient({.base_url = "https://a.example", .ca_file = "/nowhere/ca.pem"}),
                  std::runtime_error);
}

TEST_CASE("nobody listens, or nobody has that name: not sent") {
  std::string url;
  {
    TestServer gone(echo);
    url = gone.url();
  }
  const auto refused = failure({.base_url = url});
  CHECK(refused.trouble == Trouble::not_sent);
  CHECK(says(refused, "cannot connect"));
  const auto nameless = failure({.base_url = "https://nobody.invalid", .timeout = 3s});
  CHECK(nameless.trouble == Trouble::not_sent);
  CHECK(says(nameless, "cannot find the address of nobody.invalid"));
}

TEST_CASE("addresses that are not public are refused where only public ones are meant") {
  TestServer server(echo);
  for (const char* host : {"127.0.0.1", "localhost"}) {
    Settings settings = to(server, host);
    settings.public_only = true;
    const auto refused = failure(settings, {"POST", "/hook/secret", {}, "x"});
    CHECK(refused.trouble == Trouble::refused);
    CHECK(says(refused, "not an address of the public internet"));
  }
  for (const char* host : {"[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1"}) {
    const auto refused =
        failure({.base_url = "http://" + std::string(host) + ":9", .timeout = 2s, .public_only = true});
    CHECK(refused.trouble == Trouble::refused);
  }
  CHECK(server.accepted() == 0);
}

TEST_CASE("a server that is slow: the whole call has one deadline") {
  TestServer drip([](ServedConnection& connection) {
    connection.request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    for (int n = 0; n < 1'000; ++n) {
      connection.write("x");
      std::this_thread::sleep_for(20ms);
    }
  });
  Settings settings = to(drip);
  settings.timeout = 300ms;
  const auto start = std::chrono::steady_clock::now();
  const auto late = failure(settings, {"POST", "/", {}, "x"});
  CHECK(std::chrono::steady_clock::now() - start < 2s);
  CHECK(late.trouble == Trouble::unknown_outcome);
  CHECK(says(late, "in time"));
}

TEST_CASE("a server that says nothing during the handshake: not sent") {
  TestServer silent([](ServedConnection& connection) { connection.swallow(1'000'000); });
  Settings settings = to(silent);
  settings.base_url.replace(0, 4, "https");
  settings.connect_timeout = 300ms;
  CHECK(failure(settings).trouble == Trouble::not_sent);
}

TEST_CASE("answers that are cut, malformed, huge or endless leave the outcome unknown") {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  for (const auto& [answer, words] : std::vector<std::pair<std::string, std::string>>{
           {"", "was cut"},
           {"HTTP/1.1 200 OK\r\nContent-Le", "was cut"},
           {head + "Content-Length: 10\r\n\r\nabc", "was cut"},
           {head + "Transfer-Encoding: chunked\r\n\r\n5\r\nab", "was cut"},
           {"SSH-2.0-OpenSSH_9\r\n\r\n", "no HTTP"},
           {head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "no HTTP"},
           {head + "Content-Length: 100001\r\n\r\n" + std::string(100'001, 'a'), "larger than 100000"},
           {head + "\r\n" + std::string(200'000, 'a'), "larger than 100000"},
           {head + "A: " + std::string(100'000, 'a') + "\r\n\r\n", "larger than 64 KB"},
       }) {
    TestServer server([&](ServedConnection& connection) {
      connection.request();
      connection.write(answer);
    });
    Settings settings = to(server);
    settings.most_body = 100'000;
    const auto unknown = failure(settings, {"POST", "/hook/secret", {}, "x"});
    CHECK(unknown.trouble == Trouble::unknown_outcome);
    CHECK(says(unknown, words));
    CHECK(server.accepted() == 1);  // and never repeated
  }
}

TEST_CASE("TLS: a body that only the connection's end could end must not be cut unseen") {
  TestServer server(
      [](ServedConnection& connection) {
        connection.request();
        connection.write("HTTP/1.1 200 OK\r\n\r\nhalf of i");  // no close_notify follows
      },
      TestServer::Tls{authority().issue("IP:127.0.0.1")});
  CHECK(failure(to(server)).trouble == Trouble::unknown_outcome);
}

TEST_CASE("redirects are answers, interim answers are not") {
  TestServer server([](ServedConnection& connection) {
    connection.request();
    connection.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
    connection.write("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  });
  HttpClient client(to(server));
  const auto answer = client.send({"GET", "/", {}, ""});
  REQUIRE(answer);
  CHECK(answer->status == 302);
  CHECK(answer->header("location") == "http://127.0.0.1:1/");
  CHECK(!answer->header("link"));
}

TEST_CASE("a connection that closed while idle is replaced before anything is sent") {
  TestServer server([](ServedConnection& connection) {
    if (connection.request()) connection.answer("once");
  });
  HttpClient client(to(server));
  for (int n = 0; n < 3; ++n) {
    const auto answer = client.send({"POST", "/", {}, "x"});
    REQUIRE_MESSAGE(answer, answer.error().detail);
    std::this_thread::sleep_for(50ms);  // its close arrives
  }
  CHECK(client.connections_made() == 3);
}

TEST_CASE("a kept connection that dies under a request: a read is repeated, a write never") {
  std::atomic<int> posts{0};
  TestServer server([&](ServedConnection& connection) {
    for (int n = 0; const auto request = connection.request(); ++n) {
      if (request->starts_with("POST")) ++posts;
      if (n == 1) return;  // read, perhaps carried out, and never answered
      connection.answer("fine");
    }
  });
  {
    HttpClient client(to(server));
    REQUIRE(client.send({"GET", "/", {}, ""}));
    CHECK(client.send({"GET", "/", {}, ""}));
    CHECK(client.connections_made() == 2);
  }
  HttpClient client(to(server));
  REQUIRE(client.send({"GET", "/", {}, ""}));
  const auto unknown = client.send({"POST", "/", {}, "pay"});
  REQUIRE(!unknown);
  CHECK(unknown.error().trouble == Trouble::unknown_outcome);
  CHECK(posts == 1);
}

TEST_CASE("bytes after an answer end the connection: no later answer is taken from them") {
  TestServer server([](ServedConnection& connection) {
    connection.request();
    connection.write(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    connection.swallow(1);
  });
  HttpClient client(to(server));
  for (int n = 0; n < 2; ++n) {
    const auto answer = client.send({"GET", "/", {}, ""});
    REQUIRE(answer);
    CHECK(answer->body == "ok");
  }
  CHECK(client.connections_made() == 2);
}

TEST_CASE("many threads share few connections") {
  TestServer server(echo, TestServer::Tls{authority().issue("IP:127.0.0.1")});
  Settings settings = to(server);
  settings.most_connections = 3;
  settings.timeout = 20s;
  HttpClient client(settings);
  std::atomic<int> fine{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 12; ++t)
    threads.emplace_back([&, t] {
      for (int n = 0; n < 40; ++n) {
        const std::string body = std::to_string(t * 1'000 + n);
        const auto answer = client.send({"POST", "/", {}, body});
        if (answer && answer->body == body) ++fine;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(fine == 480);
  CHECK(client.connections_made() <= 3);
}
