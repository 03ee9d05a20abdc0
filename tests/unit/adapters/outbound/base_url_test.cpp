#include "adapters/outbound/base_url.hpp"

#include <doctest/doctest.h>

#include <boost/asio/ip/address.hpp>

#include "adapters/outbound/public_address.hpp"
#include "adapters/outbound/request_text.hpp"

using namespace daybook::outbound;

TEST_CASE("a base URL is taken apart") {
  const auto plain = parse_base_url("https://API.stripe.com");
  REQUIRE(plain);
  CHECK(plain->tls);
  CHECK(plain->host == "api.stripe.com");
  CHECK(plain->port == 443);
  CHECK(plain->host_header == "api.stripe.com");
  CHECK(plain->prefix.empty());
  const auto odd = parse_base_url("http://127.0.0.1:12111/a/b//");
  REQUIRE(odd);
  CHECK(!odd->tls);
  CHECK(odd->literal);
  CHECK(odd->host_header == "127.0.0.1:12111");
  CHECK(odd->prefix == "/a/b");
  CHECK(odd->origin() == "http://127.0.0.1:12111");
  const auto six = parse_base_url("https://[::1]:8443/");
  REQUIRE(six);
  CHECK(six->host == "::1");
  CHECK(six->host_header == "[::1]:8443");
}

TEST_CASE("what is no base URL is refused, with what it must be") {
  const std::string long_one = "https://" + std::string(3'000, 'a');
  for (const std::string& text : {std::string(""),
                                  std::string("api.stripe.com"),
                                  std::string("ftp://a.example"),
                                  std::string("https://"),
                                  std::string("https://user:pw@a.example"),
                                  std::string("https://a.example?x=1"),
                                  std::string("https://a.example/#x"),
                                  std::string("https://a.example:0"),
                                  std::string("https://a.example:65536"),
                                  std::string("https://a.example:"),
                                  std::string("https://[::1"),
                                  std::string("https://[::1]x"),
                                  std::string("https://[fe80::1%25lo]"),
                                  std::string("https://[127.0.0.1]"),
                                  std::string("https://a b.example"),
                                  std::string("https://a.example/\r\nHost: b"),
                                  std::string("https://ä.example"),
                                  std::string("http://127.1"),
                                  std::string("http://0x7f.0x1"),
                                  std::string("http://2130706433"),
                                  std::string("http://127.0.0.1.5"),
                                  std::string("http://0177.0.0.1"),
                                  std::string("https://a.example\\@b.example"),
                                  long_one}) {
    const auto read = parse_base_url(text);
    REQUIRE_MESSAGE(!read, text);
    CHECK_MESSAGE(read.error().starts_with("must "), read.error());
  }
}

TEST_CASE("only public unicast addresses are public") {
  const auto is = [](const char* text) { return is_public(boost::asio::ip::make_address(text)); };
  for (const char* text :
       {"1.1.1.1", "8.8.8.8", "54.187.174.169", "100.63.255.255", "100.128.0.0", "172.15.255.255",
        "172.32.0.0", "192.167.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111",
        "2a00:1450:4001:81b::200e", "2001:4860:4860::8888", "2620:4f:8001::1"})
    CHECK_MESSAGE(is(text), text);
  for (const char* text : {"0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.254",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.88.99.1",
                           "192.168.1.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.7",
                           "203.0.113.9",
                           "224.0.0.1",
                           "239.255.255.255",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:8.8.8.8",
                           "::ffff:127.0.0.1",
                           "::127.0.0.1",
                           "64:ff9b::8.8.8.8",
                           "64:ff9b::7f00:1",
                           "64:ff9b:1::1",
                           "100::1",
                           "2001::1",
                           "2001:20::1",
                           "2001:db8::1",
                           "2002:7f00:1::",
                           "2620:4f:8000::1",
                           "3fff::1",
                           "5f00::1",
                           "fc00::1",
                           "fd12:3456::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1"})
    CHECK_MESSAGE(!is(text), text);
}

TEST_CASE("a request's bytes, and the ones that are never made") {
  const BaseUrl url = *parse_base_url("http://a.example:8080/base");
  const auto text = request_text(url, {"POST", "/v1/x?y=1", {{"A", "b"}}, "body"});
  REQUIRE(text);
  CHECK(*text ==
        "POST /base/v1/x?y=1 HTTP/1.1\r\nHost: a.example:8080\r\nConnection: keep-alive\r\nA: b\r\n"
        "User-Agent: daybook/" DAYBOOK_VERSION "\r\nContent-Length: 4\r\n\r\nbody");
  CHECK(request_text(*parse_base_url("https://a.example"), {"GET", "", {}, ""})
            ->starts_with("GET / HTTP/1.1\r\n"));
  CHECK(request_text(url, {"DELETE", "/x", {}, ""})->find("Content-Length: 0\r\n") != std::string::npos);
  const std::string secret = "hidden\r\nX: y";
  for (const Request& request :
       {Request{"BREW", "/", {}, ""}, Request{"GET /", "/", {}, ""}, Request{"GET", "x", {}, ""},
        Request{"GET", "/a b", {}, ""}, Request{"GET", "/a\r\nX: y", {}, ""}, Request{"GET", "/a#b", {}, ""},
        Request{"GET", "/ä", {}, ""}, Request{"GET", "/", {{"A", secret}}, ""},
        Request{"GET", "/", {{"A b", "c"}}, ""}, Request{"GET", "/", {{"", "c"}}, ""},
        Request{"GET", "/", {{"A", std::string("x\0y", 3)}}, ""}, Request{"GET", "/", {{"hOST", "c"}}, ""},
        Request{"POST", "/", {{"Content-Length", "9"}}, ""},
        Request{"POST", "/", {{"Transfer-Encoding", "chunked"}}, ""},
        Request{"GET", "/" + std::string(20'000, 'a'), {}, ""},
        Request{"GET", "/", {{"A", std::string(70'000, 'a')}}, ""}}) {
    const auto refused = request_text(url, request);
    REQUIRE(!refused);
    CHECK(refused.error().find("hidden") == std::string::npos);
  }
}
