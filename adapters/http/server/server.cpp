#include "adapters/http/server/server.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <future>
#include <thread>

#include "adapters/http/server/listener.hpp"
#include "adapters/http/server/worker.hpp"

namespace daybook::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

void load_tls(SharedState& shared) {
  namespace ssl = boost::asio::ssl;
  if (shared.options.tls_certificate_file.empty()) return;
  ssl::context& tls = shared.tls.emplace(ssl::context::tls_server);
  tls.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                  ssl::context::no_compression);
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(tls.native_handle(), SSL_OP_NO_RENEGOTIATION);
  tls.use_certificate_chain_file(shared.options.tls_certificate_file);
  tls.use_private_key_file(shared.options.tls_key_file, ssl::context::pem);
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions options, Dispatcher& dispatcher)
      : shared(std::make_shared<SharedState>(std::move(options), dispatcher)) {}

  std::shared_ptr<SharedState> shared;
  std::vector<std::shared_ptr<Worker>> workers;
  std::unique_ptr<Listener> listener;
  std::vector<std::jthread> threads;

  void wait_until_idle(steady_clock::time_point deadline) const {
    while (shared->open.load() > 0 && steady_clock::now() < deadline) {
      std::this_thread::sleep_for(milliseconds(2));
    }
  }
};

Server::Server(ServerOptions options, Dispatcher& dispatcher)
    : impl_(std::make_unique<Impl>(std::move(options), dispatcher)) {}

Server::~Server() { stop(milliseconds(0)); }

void Server::start() {
  load_tls(*impl_->shared);
  for (int i = 0; i < std::max(impl_->shared->options.threads, 1); ++i) {
    impl_->workers.push_back(std::make_shared<Worker>(impl_->shared));
  }
  impl_->listener = std::make_unique<Listener>(impl_->workers);
  boost::asio::post(impl_->workers.front()->context(), [this] { impl_->listener->start(); });
  for (const auto& worker : impl_->workers) {
    impl_->threads.emplace_back([worker] { worker->run(); });
  }
}

std::uint16_t Server::port() const { return impl_->listener ? impl_->listener->port() : std::uint16_t{0}; }

ServerStats Server::stats() const {
  const SharedState& shared = *impl_->shared;
  return {shared.open.load(),     shared.accepted.load(), shared.turned_away.load(),
          shared.requests.load(), shared.refused.load(),  shared.timed_out.load()};
}

EventLoop* Server::loop() { return impl_->workers.size() == 1 ? impl_->workers.front().get() : nullptr; }

void Server::stop(milliseconds grace) {
  if (impl_->threads.empty()) return;
  const auto now = steady_clock::now();
  // The listener first and to its end: it deals out the last sockets, which the workers must then see.
  std::promise<void> closed;
  boost::asio::post(impl_->workers.front()->context(), [this, &closed] {
    impl_->listener->stop();
    closed.set_value();
  });
  closed.get_future().wait();
  const auto idle_until = now + std::min(grace / 4, milliseconds(250));
  for (const auto& worker : impl_->workers) {
    boost::asio::post(worker->context(), [worker, idle_until] { worker->drain(idle_until); });
  }
  impl_->wait_until_idle(now + grace);
  for (const auto& worker : impl_->workers) {
    boost::asio::post(worker->context(), [worker] { worker->finish_all(); });
  }
  impl_->threads.clear();  // Joins.
  impl_->workers.clear();
}

}  // namespace daybook::http
