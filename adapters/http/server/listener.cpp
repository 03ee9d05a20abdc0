#include "adapters/http/server/listener.hpp"

#include <array>
#include <boost/asio/dispatch.hpp>

#include "adapters/http/server/problem.hpp"
#include "adapters/http/server/response_head.hpp"

namespace daybook::http {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr int backlog = 4096;

}  // namespace

Listener::Listener(std::vector<std::shared_ptr<Worker>> workers)
    : workers_(std::move(workers)),
      shared_(workers_.front()->shared()),
      acceptor_(workers_.front()->context()),
      pause_(workers_.front()->context()) {
  const tcp::endpoint endpoint(boost::asio::ip::make_address(shared_.options.address), shared_.options.port);
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(tcp::acceptor::reuse_address(true));
  acceptor_.bind(endpoint);
  acceptor_.listen(backlog);
  port_ = acceptor_.local_endpoint().port();
}

Worker& Listener::next_worker() { return *workers_[turn_++ % workers_.size()]; }

void Listener::accept_next() {
  Worker& worker = next_worker();
  acceptor_.async_accept(worker.context(), [this, &worker](const error_code& error, TcpSocket socket) {
    if (!acceptor_.is_open()) return;
    if (!error) {
      take(std::move(socket), worker);
      return accept_next();
    }
    // Out of descriptors, most likely: trying again at once would only burn the processor.
    pause_.expires_after(std::chrono::milliseconds(50));
    pause_.async_wait([this](const error_code& cancelled) {
      if (!cancelled && acceptor_.is_open()) accept_next();
    });
  });
}

void Listener::take(TcpSocket socket, Worker& worker) {
  error_code error;
  const auto address = socket.remote_endpoint(error).address();
  if (error) return;  // Gone already.
  if (shared_.open.load(std::memory_order_relaxed) >= shared_.options.max_connections) {
    return turn_away(std::move(socket), RefusalCode::store_unavailable);
  }
  auto entry = shared_.addresses.enter(address);
  if (!entry) return turn_away(std::move(socket), RefusalCode::too_many_requests);
  shared_.accepted.fetch_add(1, std::memory_order_relaxed);
  shared_.open.fetch_add(1, std::memory_order_relaxed);
  boost::asio::dispatch(worker.context(), [&worker, socket = std::move(socket), entry = std::move(entry),
                                           remote = address.to_string()]() mutable {
    worker.adopt(std::move(socket), std::move(entry), std::move(remote));
  });
}

/// One answer that fits the kernel's buffer, best effort, no state kept.
void Listener::turn_away(TcpSocket socket, RefusalCode code) {
  shared_.turned_away.fetch_add(1, std::memory_order_relaxed);
  if (shared_.tls) return;  // A plain answer would be noise before the handshake.
  Worker& here = *workers_.front();
  const auto id = here.make_request_id();
  ResponseContext context;
  context.request_id = {id.data(), id.size()};
  context.date = here.date();
  context.keep_alive = false;
  Response response = problem({code, "Too many connections; try again later.", {}, {}}, context.request_id);
  response.headers.emplace_back("Retry-After", "1");
  std::string out;
  write_head(out, response, context);
  out += response.body;
  error_code ignored;
  socket.non_blocking(true, ignored);
  std::array<char, 4096> unread{};
  socket.receive(boost::asio::buffer(unread), 0, ignored);  // Unread input would turn the close into a reset.
  socket.send(boost::asio::buffer(out), 0, ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void Listener::stop() {
  error_code error;
  pause_.cancel();
  acceptor_.non_blocking(true, error);
  while (!error) {
    Worker& worker = next_worker();
    TcpSocket socket(worker.context());
    acceptor_.accept(socket, error);
    if (!error) take(std::move(socket), worker);
  }
  acceptor_.close(error);
}

}  // namespace daybook::http
