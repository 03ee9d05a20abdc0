#pragma once
// What all I/O threads of one server share.

#include <atomic>
#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <optional>

#include "adapters/http/server/address_limits.hpp"
#include "adapters/http/server/host_list.hpp"
#include "adapters/http/server/options.hpp"

namespace daybook::http {

struct SharedState {
  SharedState(ServerOptions given, Dispatcher& target)
      : options(std::move(given)),
        dispatcher(target),
        hosts(options.allowed_hosts, options.address),
        addresses(options.max_connections_per_address, options.requests_per_second_per_address) {}

  const ServerOptions options;
  Dispatcher& dispatcher;
  const HostList hosts;
  AddressLimits addresses;
  std::optional<boost::asio::ssl::context> tls;  ///< Set before the first connection, never after.

  std::atomic<std::uint64_t> open{0};
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> turned_away{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> timed_out{0};
};

}  // namespace daybook::http
