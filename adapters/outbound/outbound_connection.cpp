#include "adapters/outbound/outbound_connection.hpp"

#include <sys/socket.h>

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <cerrno>

#include "adapters/outbound/public_address.hpp"
#include "adapters/outbound/tls_trust.hpp"

namespace daybook::outbound {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using SteadyClock = std::chrono::steady_clock;

constexpr std::uint32_t kMostHeader = 64 * 1024;
constexpr int kMostInterim = 8;  // 1xx answers before the real one

bool closed_by_peer(const boost::system::error_code& error) {
  return error == asio::error::eof || error == asio::error::connection_reset ||
         error == asio::error::broken_pipe || error == asio::error::connection_aborted ||
         error == beast::http::error::end_of_stream || error == asio::ssl::error::stream_truncated;
}

std::string words(const boost::system::error_code& error, std::size_t most_body) {
  if (error == asio::error::timed_out) return "there was no whole answer in time";
  if (error == beast::http::error::body_limit)
    return "the answer is larger than " + std::to_string(most_body) + " bytes";
  if (error == beast::http::error::header_limit) return "the answer's headers are larger than 64 KB";
  if (error == beast::http::error::partial_message || closed_by_peer(error))
    return "the connection was cut before the whole answer was here";
  if (error.category() == beast::http::make_error_code(beast::http::error::bad_version).category())
    return "the answer is no HTTP (" + error.message() + ")";
  return error.message();
}

Response response_of(beast::http::response<beast::http::string_body>&& message) {
  Response response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message)
    response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  response.body = std::move(message.body());
  return response;
}

}  // namespace

OutboundConnection::OutboundConnection(const BaseUrl& url, asio::ssl::context* tls)
    : url_(url), tls_context_(tls) {}

OutboundConnection::~OutboundConnection() {
  Error ignored;
  socket_.close(ignored);  // no goodbye: a peer that does not read it would hold the caller up
}

/// Runs one operation to its end or to the deadline; at the deadline the socket is closed.
template <class Start>
OutboundConnection::Error OutboundConnection::wait(Start start, Deadline deadline) {
  std::optional<Error> result;
  start([&result](Error error) { result = error; });
  io_.restart();
  io_.run_until(deadline);
  if (result) return *result;
  Error ignored;
  socket_.close(ignored);
  io_.restart();
  io_.run();  // the aborted handlers
  return asio::error::timed_out;
}

std::optional<std::string> OutboundConnection::connect(const std::vector<asio::ip::address>& addresses,
                                                       Deadline deadline) {
  std::string why;
  std::size_t left = addresses.size();
  for (const auto& address : addresses) {
    // A dead first address must leave time for the others.
    const auto now = SteadyClock::now();
    if (now >= deadline) break;
    const auto until = now + (deadline - now) / static_cast<int>(left--);
    const asio::ip::tcp::endpoint endpoint(address, url_.port);
    Error error;
    socket_.close(error);
    error = wait([&](auto done) { socket_.async_connect(endpoint, done); }, until);
    if (!error) {
      socket_.set_option(asio::ip::tcp::no_delay(true), error);
      return std::nullopt;
    }
    why = error.message();
  }
  return why.empty() ? "there was no time left" : why;
}

std::optional<Failure> OutboundConnection::open(const Settings& settings, Deadline deadline) {
  deadline = std::min(deadline, SteadyClock::now() + settings.connect_timeout);
  auto addresses = resolve(url_.host, deadline);
  if (!addresses)
    return Failure{Trouble::not_sent, "cannot find the address of " + url_.host + ": " + addresses.error()};
  if (settings.public_only) {
    std::erase_if(*addresses, [](const auto& address) { return !is_public(address); });
    if (addresses->empty())
      return Failure{Trouble::refused,
                     url_.host + " is not an address of the public internet: give one that is"};
  }
  if (const auto why = connect(*addresses, deadline))
    return Failure{Trouble::not_sent, "cannot connect to " + url_.host_header + ": " + *why};
  if (tls_context_ == nullptr) return std::nullopt;
  tls_ = std::make_unique<asio::ssl::stream<asio::ip::tcp::socket&>>(socket_, *tls_context_);
  expect_host(tls_->native_handle(), url_);
  const Error error =
      wait([&](auto done) { tls_->async_handshake(asio::ssl::stream_base::client, done); }, deadline);
  if (!error) return std::nullopt;
  if (error == asio::error::timed_out)
    return Failure{Trouble::not_sent, "the TLS handshake with " + url_.host_header +
                                          " took too long: does that port speak TLS?"};
  return handshake_failure(tls_->native_handle(), error, url_);
}

bool OutboundConnection::quiet() {
  // A byte that nobody asked for (TLS's goodbye is one, too) makes the connection useless as well.
  char byte = 0;
  const auto n = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

OutboundConnection::Error OutboundConnection::write(std::string_view bytes, std::size_t& written,
                                                    Deadline deadline) {
  const asio::const_buffer data(bytes.data(), bytes.size());
  const auto start = [&](auto done) {
    const auto wrote = [&written, done](Error error, std::size_t n) {
      written = n;
      done(error);
    };
    if (tls_) {
      asio::async_write(*tls_, data, wrote);
    } else {
      asio::async_write(socket_, data, wrote);
    }
  };
  return wait(start, deadline);
}

OutboundConnection::Error OutboundConnection::read(Parser& parser, Deadline deadline) {
  const auto start = [&](auto done) {
    const auto was_read = [done](Error error, std::size_t) { done(error); };
    if (tls_) {
      beast::http::async_read(*tls_, buffer_, parser, was_read);
    } else {
      beast::http::async_read(socket_, buffer_, parser, was_read);
    }
  };
  return wait(start, deadline);
}

tl::expected<Response, Cut> OutboundConnection::exchange(std::string_view request, bool head_only,
                                                         std::size_t most_body, Deadline deadline) {
  keep_ = false;
  std::size_t written = 0;
  Error error = write(request, written, deadline);
  // A server that refuses a large body answers and closes before it has read all: its answer counts.
  if (error && written == 0)
    return tl::unexpected(
        Cut{words(error, most_body), error != asio::error::timed_out, closed_by_peer(error)});
  if (error == asio::error::timed_out) return tl::unexpected(Cut{words(error, most_body)});
  const Error while_writing = error;
  for (int n = 0; n < kMostInterim; ++n) {
    Parser parser;
    parser.header_limit(kMostHeader);
    parser.body_limit(most_body);
    if (head_only) parser.skip(true);
    error = read(parser, deadline);
    if (error) {
      const bool silent = !parser.got_some() && buffer_.size() == 0;
      return tl::unexpected(Cut{words(error, most_body), false, silent && closed_by_peer(error)});
    }
    const auto status = parser.get().result_int();
    if (status >= 100 && status < 200 && status != 101) continue;
    keep_ = !while_writing && parser.keep_alive() && buffer_.size() == 0 && status != 101;
    return response_of(parser.release());
  }
  return tl::unexpected(Cut{"the other side sent only interim answers"});
}

}  // namespace daybook::outbound
