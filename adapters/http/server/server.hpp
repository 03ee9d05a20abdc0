#pragma once
// The HTTP/1.1 front end: sockets, limits, timeouts and protocol checks in front of one Dispatcher.

#include <chrono>
#include <cstdint>
#include <memory>

#include "adapters/event_loop.hpp"
#include "adapters/http/server/message.hpp"
#include "adapters/http/server/options.hpp"

namespace daybook::http {

/// Counts since start, but for `open`.
struct ServerStats {
  std::uint64_t open = 0;         ///< Connections now.
  std::uint64_t accepted = 0;     ///< Connections taken.
  std::uint64_t turned_away = 0;  ///< Connections over a cap.
  std::uint64_t requests = 0;     ///< Well-formed request headers.
  std::uint64_t refused = 0;      ///< Requests refused by the protocol checks (400, 413, 431).
  std::uint64_t timed_out = 0;    ///< Connections ended by a deadline in mid-request or mid-answer.
};

class Server {
 public:
  /// The dispatcher must outlive the server; it is called from the I/O threads.
  Server(ServerOptions options, Dispatcher& dispatcher);
  /// stop() without grace.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and returns. Throws boost::system::system_error when the address is taken, or a TLS file does
  /// not load.
  void start();
  /// The port listened on, from start() on.
  std::uint16_t port() const;
  ServerStats stats() const;
  /// The only I/O thread's, until stop(); null where there are several, or none yet.
  EventLoop* loop();

  /// Stops accepting, lets requests in flight finish with Connection: close for up to `grace`, closes the
  /// rest, joins the threads. Idle connections get the first quarter of it, at most 250 ms, so that a request
  /// already on its way is answered. Not from an I/O thread. A second call does nothing; late replies are
  /// ignored.
  void stop(std::chrono::milliseconds grace);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace daybook::http
