#include "adapters/outbound/resolve.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/ip/basic_endpoint.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstring>
#include <future>
#include <memory>
#include <thread>

namespace daybook::outbound {
namespace {

using Addresses = tl::expected<std::vector<boost::asio::ip::address>, std::string>;
constexpr std::size_t kMostAddresses = 16;

Addresses look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0)
    return tl::unexpected<std::string>(::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  std::vector<boost::asio::ip::address> addresses;
  for (const addrinfo* one = found; one != nullptr && addresses.size() < kMostAddresses; one = one->ai_next) {
    if (one->ai_family != AF_INET && one->ai_family != AF_INET6) continue;
    boost::asio::ip::tcp::endpoint endpoint;
    std::memcpy(endpoint.data(), one->ai_addr, one->ai_addrlen);
    endpoint.resize(one->ai_addrlen);
    if (std::find(addresses.begin(), addresses.end(), endpoint.address()) == addresses.end())
      addresses.push_back(endpoint.address());
  }
  if (addresses.empty()) return tl::unexpected<std::string>("the name has no address");
  return addresses;
}

}  // namespace

Addresses resolve(const std::string& host, Deadline deadline) {
  boost::system::error_code no_address;
  const auto literal = boost::asio::ip::make_address(host, no_address);
  if (!no_address) return std::vector{literal};
  // On a thread that may outlive the wait: a call must not take as long as a dead name server lets it.
  auto promise = std::make_shared<std::promise<Addresses>>();
  auto answer = promise->get_future();
  std::thread([promise, host] {
    try {
      promise->set_value(look_up(host));
    } catch (...) {
      promise->set_exception(std::current_exception());
    }
  }).detach();
  if (answer.wait_until(deadline) != std::future_status::ready)
    return tl::unexpected<std::string>("the name servers do not answer in time");
  return answer.get();
}

}  // namespace daybook::outbound
