#pragma once
// Names to addresses, within a deadline: getaddrinfo itself knows none.

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace daybook::outbound {

using Deadline = std::chrono::steady_clock::time_point;

/// The addresses of a host in the system's order of preference, at most 16; or why there are none.
tl::expected<std::vector<boost::asio::ip::address>, std::string> resolve(const std::string& host,
                                                                         Deadline deadline);

}  // namespace daybook::outbound
