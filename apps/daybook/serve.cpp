#include <limits>
#include <thread>

#include "adapters/http/api/business.hpp"
#include "adapters/http/server/server.hpp"
#include "adapters/log.hpp"
#include "apps/daybook/process.hpp"
#include "apps/daybook/roles.hpp"
#include "apps/daybook/services.hpp"

namespace daybook {
namespace {

http::ServerOptions server_options(const Config& config) {
  http::ServerOptions options;
  options.address = config.http_address;
  options.port = static_cast<std::uint16_t>(config.http_port);
  options.threads = config.http_threads;
  options.tls_certificate_file = config.tls_certificate_file;
  options.tls_key_file = config.tls_key_file;
  options.requests_per_second_per_address =
      static_cast<std::uint32_t>(config.requests_per_second_per_address);
  options.max_connections_per_address = static_cast<std::size_t>(config.connections_per_address);
  options.allowed_hosts = config.allowed_hosts;
  options.on_internal_error = [](std::string_view id, std::string_view what) {
    logging::error("request {} failed inside: {}", id, what);
  };
  return options;
}

/// Lets the writer decide on the server's thread, where that is its only one, until the server stops. With
/// more than two cores only for few callers: many are served sooner by two threads.
class DecidingOnLoop {
 public:
  DecidingOnLoop(Writer& writer, http::Server& server) : writer_(writer) {
    constexpr std::int64_t kFew = 8;
    const bool more_cores = std::thread::hardware_concurrency() > 2;
    if (EventLoop* loop = server.loop())
      writer.decide_on(*loop, more_cores ? kFew : std::numeric_limits<std::int64_t>::max());
  }
  DecidingOnLoop(const DecidingOnLoop&) = delete;
  DecidingOnLoop& operator=(const DecidingOnLoop&) = delete;
  ~DecidingOnLoop() { writer_.leave_loop(); }

 private:
  Writer& writer_;
};

}  // namespace

int serve(const Config& config) {
  const bool loopback = config.http_address == "127.0.0.1" || config.http_address == "::1";
  if (!loopback && config.tls_certificate_file.empty())
    throw UsageError(
        "http.address is not loopback: set http.tls_certificate_file and http.tls_key_file, or listen on "
        "127.0.0.1 behind a proxy");
  StopSignal stop;
  std::unique_ptr<Services> services;
  with_patience("the event store", 60, [&] {
    services = std::make_unique<Services>(config, 6, Writer::Options{.know_stored_keys = true});
  });
  http::Business business(services->api);
  http::Server server(server_options(config), business);
  server.start();
  {
    const DecidingOnLoop deciding(services->writer, server);
    logging::info("serving on {}:{} from position {}", config.http_address, server.port(),
                  services->view.position().value);
    stop.wait();
    logging::info("stopping: no new connections, replies in flight are finished");
  }
  server.stop(std::chrono::milliseconds(10'000));
  services->writer.stop();
  return 0;
}

}  // namespace daybook
