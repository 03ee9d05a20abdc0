#pragma once
// One connection to one server, used by one thread at a time. Every step has the caller's deadline.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "adapters/outbound/base_url.hpp"
#include "adapters/outbound/http_client.hpp"
#include "adapters/outbound/resolve.hpp"

namespace daybook::outbound {

/// Why an exchange brought no answer, and what that lets the caller do.
struct Cut {
  std::string why;
  bool nothing_sent = false;  ///< not one byte of the request left this machine
  bool closed = false;        ///< the other side closed, and sent no byte of an answer
};

class OutboundConnection {
 public:
  /// `tls` null: plain. Both must outlive the connection.
  OutboundConnection(const BaseUrl& url, boost::asio::ssl::context* tls);
  ~OutboundConnection();

  /// Resolves, connects, shakes hands. Nothing when that worked.
  std::optional<Failure> open(const Settings& settings, Deadline deadline);

  /// Whether a kept connection is still usable: the other side has neither closed nor spoken.
  bool quiet();

  /// Sends the bytes and reads the answer.
  tl::expected<Response, Cut> exchange(std::string_view request, bool head_only, std::size_t most_body,
                                       Deadline deadline);

  /// Whether another exchange may follow the last one.
  bool keep() const { return keep_; }

  std::chrono::steady_clock::time_point last_used;

 private:
  using Error = boost::system::error_code;
  using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

  template <class Start>
  Error wait(Start start, Deadline deadline);
  std::optional<std::string> connect(const std::vector<boost::asio::ip::address>& addresses,
                                     Deadline deadline);
  Error write(std::string_view bytes, std::size_t& written, Deadline deadline);
  Error read(Parser& parser, Deadline deadline);

  const BaseUrl& url_;
  boost::asio::ssl::context* tls_context_;
  boost::asio::io_context io_{1};
  boost::asio::ip::tcp::socket socket_{io_};
  std::unique_ptr<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  boost::beast::flat_buffer buffer_;
  bool keep_ = false;
};

}  // namespace daybook::outbound
