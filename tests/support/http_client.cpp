#include "tests/support/http_client.hpp"

#include <fmt/format.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cctype>
#include <chrono>
#include <exception>
#include <stdexcept>

namespace daybook::test {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using WireRequest = http::request<http::string_body>;
using WireAnswer = http::response<http::string_body>;

WireRequest wire_request(std::uint16_t port, const HttpRequest& request) {
  WireRequest wire;
  wire.version(11);
  wire.method_string(request.method);
  wire.target(request.target);
  wire.set(http::field::host, fmt::format("127.0.0.1:{}", port));
  wire.set(http::field::connection, "close");
  for (const auto& [name, value] : request.headers) wire.insert(name, value);
  wire.body() = request.body;
  if (!request.body.empty() || request.method != "GET") wire.prepare_payload();
  return wire;
}

asio::awaitable<void> exchange(std::uint16_t port, WireRequest& request, WireAnswer& answer) {
  beast::tcp_stream stream(co_await asio::this_coro::executor);
  stream.expires_after(std::chrono::seconds(30));
  const tcp::endpoint server(asio::ip::address_v4::loopback(), port);
  co_await stream.async_connect(server, asio::use_awaitable);
  // A server may refuse a body before it is all sent: then its answer tells, not our broken pipe.
  boost::system::error_code cut;
  co_await http::async_write(stream, request, asio::redirect_error(asio::use_awaitable, cut));
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(64 * 1024 * 1024);
  co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
  answer = parser.release();
}

/// The value, or an exception that shows where it was looked for.
template <class T>
T needed(simdjson::simdjson_result<T> found, const Json& where, const char* what) {
  T value{};
  if (std::move(found).get(value) != simdjson::SUCCESS)
    throw std::runtime_error(fmt::format("{} expected in {}", what, where.dump()));
  return value;
}

}  // namespace

Json Json::parse(std::string_view text) {
  auto parser = std::make_shared<simdjson::dom::parser>();
  simdjson::dom::element element;
  if (parser->parse(text.data(), text.size()).get(element) != simdjson::SUCCESS)
    throw std::runtime_error(fmt::format("no JSON: {}", text));
  return {std::move(parser), element};
}

Json Json::operator[](std::string_view member) const {
  return {parser_, needed(element_.at_key(member), *this, std::string(member).c_str())};
}
Json Json::operator[](std::size_t index) const {
  return {parser_, needed(element_.at(index), *this, "item")};
}
bool Json::has(std::string_view member) const { return element_.at_key(member).error() == simdjson::SUCCESS; }
bool Json::is_null() const { return element_.is_null(); }
std::size_t Json::size() const { return needed(element_.get_array(), *this, "an array").size(); }
std::string Json::text() const { return std::string(needed(element_.get_string(), *this, "a text")); }
std::int64_t Json::integer() const { return needed(element_.get_int64(), *this, "an integer"); }
bool Json::boolean() const { return needed(element_.get_bool(), *this, "true or false"); }
std::string Json::dump() const { return simdjson::minify(element_); }

std::string HttpAnswer::code() const {
  const auto type = headers.find("content-type");
  if (type == headers.end() || type->second != "application/problem+json") return "";
  return json()["code"].text();
}

std::string HttpAnswer::pointer() const {
  if (code().empty()) return "";
  const Json errors = json()["errors"];
  return errors.size() == 0 ? "" : errors[std::size_t{0}]["pointer"].text();
}

std::int64_t HttpAnswer::position() const {
  const auto found = headers.find("daybook-position");
  return found == headers.end() ? 0 : std::stoll(found->second);
}

std::string HttpAnswer::shown() const { return fmt::format("{} {}", status, body.substr(0, 600)); }

HttpAnswer send_http(std::uint16_t port, const HttpRequest& request) {
  asio::io_context io;
  WireRequest wire = wire_request(port, request);
  WireAnswer answer;
  std::exception_ptr failure;
  asio::co_spawn(io, exchange(port, wire, answer), [&](std::exception_ptr e) { failure = std::move(e); });
  io.run();
  if (failure) try {
      std::rethrow_exception(failure);
    } catch (const std::exception& e) {
      throw std::runtime_error(fmt::format("{} {}: {}", request.method, request.target, e.what()));
    }
  HttpAnswer out{static_cast<int>(answer.result_int()), {}, answer.body()};
  for (const auto& field : answer) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    out.headers[name] = std::string(field.value());
  }
  return out;
}

std::uint16_t free_port() {
  asio::io_context io;
  return tcp::acceptor(io, {asio::ip::address_v4::loopback(), 0}).local_endpoint().port();
}

std::string stripe_signature(std::string_view body, std::string_view secret, std::int64_t unix_time) {
  const std::string signed_text = fmt::format("{}.{}", unix_time, body);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), mac, &length);
  std::string hex;
  for (unsigned i = 0; i < length; ++i) hex += fmt::format("{:02x}", mac[i]);
  return fmt::format("t={},v1={}", unix_time, hex);
}

}  // namespace daybook::test
