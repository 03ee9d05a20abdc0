// The checklist's protocol lines as raw bytes: what is sent, the status that comes back, and whether the
// connection survives.

#include <doctest/doctest.h>

#include "tests/unit/adapters/http/server_test_client.hpp"

using namespace daybook::http;
using namespace daybook::http::test;

namespace {

struct Row {
  const char* name;
  std::string bytes;
  int status;
  bool closes = true;
};

const std::string get = "GET /echo HTTP/1.1\r\nHost: localhost\r\n";
const std::string post = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

std::string fields(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "a:b\r\n";
  return out;
}

std::vector<Row> framing_rows() {
  return {
      {"1 TE gzip then CL", post + "Transfer-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"1 TE gzip", post + "Transfer-Encoding: gzip\r\n\r\n", 400},
      {"1 TE chunked, gzip", post + "Transfer-Encoding: chunked, gzip\r\n\r\n", 400},
      {"1 TE gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
      {"1 TE xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n", 400},
      {"1 TE empty", post + "Transfer-Encoding:\r\n\r\n", 400},
      {"1 TE identity", post + "Transfer-Encoding: identity\r\n\r\n", 400},
      {"1 TE twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"1 TE Chunked in capitals is chunked", post + "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", 200,
       false},
      {"2 TE then CL", post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
      {"2 CL then TE", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"2 CL twice, different", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
      {"2 CL twice, same", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"2 CL list", post + "Content-Length: 3, 3\r\n\r\nabc", 400},
      {"2 CL signed", post + "Content-Length: +3\r\n\r\nabc", 400},
      {"2 CL overflow", post + "Content-Length: 99999999999999999999999\r\n\r\n", 400},
      {"2 CL hex", post + "Content-Length: 0x3\r\n\r\nabc", 400},
      {"3 HTTP/1.0 with TE", "POST /echo HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
       400},
      {"chunk size not hex", chunked + "zz\r\n", 400},
      {"chunk size overflow", chunked + "fffffffffffffffff\r\n", 400},
      {"chunk without CRLF at its end", chunked + "3\r\nabcd0\r\n\r\n", 400},
      {"chunk extension is ignored", chunked + "3;a=b\r\nabc\r\n0;c\r\n\r\n", 200, false},
      {"one chunk extension too long", chunked + "3;a=" + std::string(2'000, 'x') + "\r\nabc\r\n0\r\n\r\n",
       400},
      {"endless chunk extension", chunked + "3;a=" + std::string(2'000, 'x'), 400},
      {"trailer section too long", chunked + "0\r\nx: " + std::string(9'000, 'y'), 400},
  };
}

std::vector<Row> header_rows() {
  return {
      {"4 no Host", "GET /echo HTTP/1.1\r\n\r\n", 400},
      {"4 no Host in HTTP/1.0", "GET /echo HTTP/1.0\r\n\r\n", 400},
      {"4 two Hosts", get + "Host: localhost\r\n\r\n", 400},
      {"4 unlisted Host", "GET /echo HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400},
      {"4 listed name as a prefix", "GET /echo HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", 400},
      {"4 user in Host", "GET /echo HTTP/1.1\r\nHost: a@localhost\r\n\r\n", 400},
      {"4 Host with a bad port", "GET /echo HTTP/1.1\r\nHost: localhost:x\r\n\r\n", 400},
      {"4 empty Host", "GET /echo HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"4 Host with a port, capitals", "GET /echo HTTP/1.1\r\nHost: LocalHost:81\r\n\r\n", 200, false},
      {"4 IPv6 Host", "GET /echo HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 200, false},
      {"6 obs-fold", get + "X: a\r\n b\r\n\r\n", 400},
      {"6 obs-fold by a tab", get + "X: a\r\n\tb\r\n\r\n", 400},
      {"6 blank before the first field", "GET /echo HTTP/1.1\r\n Host: localhost\r\n\r\n", 400},
      {"7 9 KB header", get + "X: " + std::string(9'000, 'a') + "\r\n\r\n", 431},
      {"7 endless header", get + "X: " + std::string(9'000, 'a'), 431},
      {"7 endless request line", "GET /" + std::string(9'000, 'a'), 431},
      {"7 101 fields", get + fields(100) + "\r\n", 431},
      {"7 102 lines, header unfinished", get + fields(101), 431},
      {"7 100 fields", get + fields(99) + "\r\n", 200, false},
      {"two Authorizations", get + "Authorization: a\r\nAuthorization: b\r\n\r\n", 400},
      {"two x-api-keys", get + "x-api-key: a\r\nX-API-KEY: b\r\n\r\n", 400},
      {"bare LF in the header", "GET /echo HTTP/1.1\nHost: localhost\n\n", 400},
      {"bare LF, header unfinished", "GET /echo HTTP/1.1\n", 400},
      {"NUL in a value", get + std::string("X: a\0b\r\n\r\n", 10), 400},
      {"CR in a value", get + "X: a\rb\r\n\r\n", 400},
      {"blank before the colon", get + "X : a\r\n\r\n", 400},
      {"no colon", get + "X\r\n\r\n", 400},
      {"empty name", get + ": a\r\n\r\n", 400},
      {"HTTP/2.0", "GET /echo HTTP/2.0\r\nHost: localhost\r\n\r\n", 400},
      {"HTTP/0.9", "GET /echo\r\n\r\n", 400},
      {"TLS hello", std::string("\x16\x03\x01\x02", 4), 400},
      {"leading empty line", "\r\n" + get + "\r\n", 400},
      {"absolute form", "GET http://localhost/echo HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"encoded slash", "GET /a%2Fb HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"encoded NUL", "GET /a%00b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"broken escape", "GET /a%2 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"dot segment", "GET /a/%2e%2e/b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"11 unknown Expect", post + "Expect: magic\r\nContent-Length: 1\r\n\r\nx", 400},
  };
}

std::vector<Row> body_rows() {
  const std::string small = "POST /small HTTP/1.1\r\nHost: localhost\r\n";
  const std::string small_chunked = small + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string early = "POST /early HTTP/1.1\r\nHost: localhost\r\n";
  return {
      {"8 announced body over the limit", small + "Content-Length: 17\r\n\r\n", 413},
      {"8 huge announced body", small + "Content-Length: 18446744073709551615\r\n\r\n", 413},
      {"8 body at the limit", small + "Content-Length: 16\r\n\r\n0123456789abcdef", 200, false},
      {"8 chunked at the limit", small_chunked + "10\r\n0123456789abcdef\r\n0\r\n\r\n", 200, false},
      {"8 one chunk over", small_chunked + "11\r\n", 413},
      {"8 chunks that add up", small_chunked + "8\r\n01234567\r\n9\r\n", 413},
      {"5 refused before the body comes", early + "Content-Length: 5\r\n\r\n", 401},
      {"5 refused, chunked", early + "Transfer-Encoding: chunked\r\n\r\n", 401},
      {"5 refused, body already here", early + "Content-Length: 5\r\n\r\nhello", 401, false},
      {"5 refused, no body", "GET /early HTTP/1.1\r\nHost: localhost\r\n\r\n", 401, false},
      {"11 Expect, refused by the caller's key", early + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n",
       401},
      {"11 Expect, too large", small + "Content-Length: 17\r\nExpect: 100-continue\r\n\r\n", 413},
      {"handler throws", "GET /throw HTTP/1.1\r\nHost: localhost\r\n\r\n", 500, false},
      {"admit throws", "GET /admit-throws HTTP/1.1\r\nHost: localhost\r\n\r\n", 500, false},
      {"handler drops its reply", "GET /drop HTTP/1.1\r\nHost: localhost\r\n\r\n", 500, false},
      {"handler replies twice", "GET /twice HTTP/1.1\r\nHost: localhost\r\n\r\n", 200, false},
      {"HTTP/1.0 closes", "GET /echo HTTP/1.0\r\nHost: localhost\r\n\r\n", 200, true},
      {"HTTP/1.0 keep-alive", "GET /echo HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n", 200,
       false},
      {"Connection: close", get + "Connection: close\r\n\r\n", 200, true},
  };
}

void run(Fixture& fixture, const Row& row) {
  CAPTURE(row.name);
  Client client = fixture.client();
  CHECK(client.send(row.bytes));
  const Answer answer = client.read();
  CHECK(answer.status == row.status);
  CHECK(answer.has("Connection: close") == row.closes);
  CHECK(answer.body.find("secret") == std::string::npos);
  if (row.status >= 400) {
    CHECK(answer.has("Content-Type: application/problem+json"));
    CHECK(answer.body.find("\"status\":" + std::to_string(row.status)) != std::string::npos);
  }
  if (row.closes) {
    CHECK(client.closed());
    return;
  }
  CHECK(client.send(get + "\r\n"));
  CHECK(client.read().status == 200);
}

}  // namespace

TEST_CASE("protocol checklist: raw bytes to status and connection state") {
  Fixture fixture;
  for (const auto& rows : {framing_rows(), header_rows(), body_rows()}) {
    for (const Row& row : rows) run(fixture, row);
  }
}

TEST_CASE("a smuggled second request never runs") {
  Fixture fixture;
  Client client = fixture.client();
  client.send(post +
              "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /echo HTTP/1.1\r\nHost: "
              "localhost\r\n\r\n");
  CHECK(client.read().status == 400);
  CHECK(client.read().status == 0);
  CHECK(fixture.server.stats().requests == 0);
}

TEST_CASE("5 trailers never become headers") {
  Fixture fixture;
  Client client = fixture.client();
  client.send(chunked + "2\r\nhi\r\n0\r\nAuthorization: Bearer x\r\nX-Api-Key: y\r\n\r\n");
  const Answer answer = client.read();
  CHECK(answer.status == 200);
  CHECK(answer.body == "POST /echo hi host=localhost transfer-encoding=chunked");
}

TEST_CASE("11 100 Continue comes after admission and only when the body is awaited") {
  Fixture fixture;
  Client client = fixture.client();
  client.send(post + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read().status == 100);
  client.send("hi");
  CHECK(client.read().body.find("POST /echo hi ") == 0);
  client.send(post + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\nyo");
  CHECK(client.read().body.find("POST /echo yo ") == 0);
}

TEST_CASE("12 pipelined answers keep their order, also behind a slow one") {
  Fixture fixture;
  Client client = fixture.client();
  std::string bytes = "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (int i = 0; i < 300; ++i)
    bytes += "GET /echo?n=" + std::to_string(i) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  CHECK(client.send(bytes));
  REQUIRE(fixture.dispatcher.wait_for(1));
  CHECK(fixture.server.stats().requests == 1);
  fixture.dispatcher.release();
  CHECK(client.read().body.find("GET /wait") == 0);
  for (int i = 0; i < 300; ++i)
    REQUIRE(client.read().body.find(" ?n=" + std::to_string(i) + " ") != std::string::npos);
}

TEST_CASE("any split of the bytes gives the same requests") {
  Fixture fixture;
  const std::string bytes =
      chunked + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: v\r\n\r\n" + post + "Content-Length: 2\r\n\r\nhi";
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{50}}) {
    Client client = fixture.client();
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      CHECK(client.send(std::string_view(bytes).substr(at, step)));
      std::this_thread::sleep_for(200us);
    }
    CHECK(client.read().body.find("POST /echo abcde ") == 0);
    CHECK(client.read().body.find("POST /echo hi ") == 0);
  }
}

TEST_CASE("HEAD is GET without the body") {
  Fixture fixture;
  Client client = fixture.client();
  client.send("HEAD /echo HTTP/1.1\r\nHost: localhost\r\n\r\n" + get + "\r\n");
  const Answer head = client.read(false);
  CHECK(head.status == 200);
  const Answer full = client.read();
  CHECK(full.body == "GET /echo  host=localhost");
  CHECK(head.has("Content-Length: " + std::to_string(full.body.size())));
}

TEST_CASE("15 every answer carries the security headers, a date and its own id") {
  Fixture fixture;
  Client client = fixture.client();
  client.send(get + "\r\nGET /early HTTP/1.1\r\nHost: localhost\r\n\r\nnonsense\r\n\r\n");
  std::string last_id;
  for (const int status : {200, 401, 400}) {
    const Answer answer = client.read();
    CHECK(answer.status == status);
    for (const char* line : {"Cache-Control: no-store\r\n", "X-Content-Type-Options: nosniff\r\n",
                             "frame-ancestors 'none'\r\n", "Server: daybook\r\n", " GMT\r\n"}) {
      CHECK(answer.has(line));
    }
    const std::size_t at = answer.head.find("X-Request-Id: ");
    REQUIRE(at != std::string::npos);
    const std::string id = answer.head.substr(at + 14, 36);
    CHECK(id != last_id);
    if (status >= 400) CHECK(answer.body.find("\"request_id\":\"" + id + "\"") != std::string::npos);
    last_id = id;
  }
}

TEST_CASE("a handler's headers replace defaults but cannot break the framing") {
  Fixture fixture;
  Client client = fixture.client();
  client.send("GET /headers HTTP/1.1\r\nHost: localhost\r\n\r\n" + get + "\r\n");
  const Answer answer = client.read();
  CHECK(answer.has("\r\nCache-Control: max-age=60\r\n"));
  CHECK_FALSE(answer.has("no-store"));
  CHECK(answer.has("\r\nX-Odd: a  Set-Cookie: b\r\n"));
  CHECK_FALSE(answer.has("Content-Length: 3\r\n"));
  CHECK_FALSE(answer.has("bad name"));
  CHECK(client.read().status == 200);
}

TEST_CASE("the query is decoded, in order") {
  Fixture fixture;
  Client client = fixture.client();
  client.send("GET /echo?a=1+2&b=%C3%A4&&a=%26&c HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.read().body == "GET /echo  ?a=1 2 ?b=\xC3\xA4 ?a=& ?c= host=localhost");
}
