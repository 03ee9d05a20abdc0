#pragma once
// Whether an address is one of the public internet, so that an address which a customer chose cannot make
// this machine call itself or its neighbours.

#include <boost/asio/ip/address.hpp>

namespace daybook::outbound {

/// Only public unicast. Everything else is refused: loopback, private, link-local (the clouds' metadata too),
/// shared (CGNAT), documentation, benchmarks, multicast, reserved, unspecified; in IPv6 all outside 2000::/3
/// (so v4-mapped, NAT64, unique local), Teredo and 6to4 (they hide an IPv4 address). Source: IANA's
/// registries of special-purpose addresses.
bool is_public(const boost::asio::ip::address& address);

}  // namespace daybook::outbound
