#include "adapters/outbound/public_address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace daybook::outbound {
namespace {

struct Block4 {
  std::uint32_t first;
  int bits;
};
constexpr std::uint32_t at(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  return a << 24 | b << 16 | c << 8;
}
constexpr auto kSpecial4 = std::to_array<Block4>({
    {at(0, 0, 0), 8},        // this network
    {at(10, 0, 0), 8},       // private
    {at(100, 64, 0), 10},    // shared (CGNAT)
    {at(127, 0, 0), 8},      // loopback
    {at(169, 254, 0), 16},   // link-local, metadata
    {at(172, 16, 0), 12},    // private
    {at(192, 0, 0), 24},     // IETF protocols
    {at(192, 0, 2), 24},     // documentation
    {at(192, 31, 196), 24},  // AS112
    {at(192, 52, 193), 24},  // AMT
    {at(192, 88, 99), 24},   // 6to4 relays
    {at(192, 168, 0), 16},   // private
    {at(192, 175, 48), 24},  // AS112
    {at(198, 18, 0), 15},    // benchmarks
    {at(198, 51, 100), 24},  // documentation
    {at(203, 0, 113), 24},   // documentation
    {at(224, 0, 0), 4},      // multicast
    {at(240, 0, 0), 4},      // reserved, broadcast
});

bool is_public4(std::uint32_t address) {
  return std::none_of(kSpecial4.begin(), kSpecial4.end(),
                      [&](const Block4& block) { return (address ^ block.first) >> (32 - block.bits) == 0; });
}

bool is_public6(const boost::asio::ip::address_v6::bytes_type& b) {
  const auto group = [&](std::size_t n) { return static_cast<std::uint32_t>(b[2 * n] << 8 | b[2 * n + 1]); };
  if (group(0) >> 13 != 1) return false;                       // outside 2000::/3
  if (group(0) == 0x2001 && group(1) < 0x0200) return false;   // IETF protocols, Teredo, ORCHID
  if (group(0) == 0x2001 && group(1) == 0x0db8) return false;  // documentation
  if (group(0) == 0x2002) return false;                        // 6to4
  if (group(0) == 0x2620 && group(1) == 0x004f && group(2) == 0x8000) return false;  // AS112
  return !(group(0) == 0x3fff && group(1) < 0x1000);                                 // documentation
}

}  // namespace

bool is_public(const boost::asio::ip::address& address) {
  return address.is_v4() ? is_public4(address.to_v4().to_uint()) : is_public6(address.to_v6().to_bytes());
}

}  // namespace daybook::outbound
