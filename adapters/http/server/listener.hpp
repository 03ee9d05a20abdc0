#pragma once
// Accepts connections, enforces the caps and deals the sockets out to the workers in turn.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <vector>

#include "adapters/http/server/worker.hpp"

namespace daybook::http {

/// Lives on the first worker's thread once started.
class Listener {
 public:
  /// Binds and listens. Throws boost::system::system_error.
  explicit Listener(std::vector<std::shared_ptr<Worker>> workers);

  std::uint16_t port() const { return port_; }
  void start() { accept_next(); }
  /// Takes what the kernel has already accepted for us, then stops listening.
  void stop();

 private:
  using Acceptor =
      boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

  void accept_next();
  void take(TcpSocket socket, Worker& worker);
  void turn_away(TcpSocket socket, RefusalCode code);
  Worker& next_worker();

  std::vector<std::shared_ptr<Worker>> workers_;
  SharedState& shared_;
  Acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::uint16_t port_ = 0;
  std::size_t turn_ = 0;
};

}  // namespace daybook::http
