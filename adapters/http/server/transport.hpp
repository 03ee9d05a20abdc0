#pragma once
// One client socket, plain or TLS, behind the four operations that a connection needs. Operations of one
// Transport run on its io_context's single thread.

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <memory>
#include <utility>

namespace daybook::http {

/// The concrete executor type spares the type erasure on every operation.
using TcpSocket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
using GatherBuffers = std::array<boost::asio::const_buffer, 2>;

class Transport {
 public:
  /// `tls` null: plain. It must outlive the transport.
  Transport(TcpSocket socket, boost::asio::ssl::context* tls) : socket_(std::move(socket)) {
    if (tls != nullptr) tls_ = std::make_unique<TlsStream>(socket_, *tls);
  }

  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  TcpSocket& socket() { return socket_; }
  bool tls() const { return tls_ != nullptr; }

  template <class Handler>
  void handshake(Handler handler) {
    tls_->async_handshake(boost::asio::ssl::stream_base::server, std::move(handler));
  }
  template <class Handler>
  void read_some(boost::asio::mutable_buffer buffer, Handler handler) {
    if (tls_) return tls_->async_read_some(buffer, std::move(handler));
    socket_.async_read_some(buffer, std::move(handler));
  }
  template <class Handler>
  void write(const GatherBuffers& buffers, Handler handler) {
    if (tls_) return boost::asio::async_write(*tls_, buffers, std::move(handler));
    boost::asio::async_write(socket_, buffers, std::move(handler));
  }
  /// Says goodbye (close_notify) and waits for the peer's.
  template <class Handler>
  void tls_shutdown(Handler handler) {
    tls_->async_shutdown(std::move(handler));
  }
  void shutdown_send() {
    boost::system::error_code ignored;
    socket_.shutdown(boost::asio::socket_base::shutdown_send, ignored);
  }
  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

 private:
  using TlsStream = boost::asio::ssl::stream<TcpSocket&>;
  TcpSocket socket_;
  std::unique_ptr<TlsStream> tls_;
};

}  // namespace daybook::http
