#include "adapters/http/server/address_limits.hpp"

#include <algorithm>

namespace daybook::http {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

std::int64_t to_ns(SteadyTime time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

/// One customer usually holds a whole /64 of IPv6, so that is what counts as an address.
boost::asio::ip::address share_of(const boost::asio::ip::address& address) {
  if (!address.is_v6()) return address;
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6);
  auto bytes = v6.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return boost::asio::ip::address_v6(bytes);
}

}  // namespace

RequestBucket::RequestBucket(std::uint32_t per_second)
    : interval_ns_(per_second == 0 ? 0 : second_ns / per_second), window_ns_(interval_ns_ * per_second) {}

RateDecision RequestBucket::take(SteadyTime now) {
  if (interval_ns_ == 0) return {};
  const std::int64_t now_ns = to_ns(now);
  std::int64_t full_at = full_at_ns_.load(std::memory_order_relaxed);
  for (;;) {
    const std::int64_t next = std::max(full_at, now_ns) + interval_ns_;
    const std::int64_t excess = next - now_ns - window_ns_;
    if (excess > 0) return {false, 0, static_cast<std::uint32_t>((excess + second_ns - 1) / second_ns)};
    if (full_at_ns_.compare_exchange_weak(full_at, next, std::memory_order_relaxed)) {
      return {true, static_cast<std::uint32_t>(-excess / interval_ns_), 0};
    }
  }
}

bool RequestBucket::full(SteadyTime now) const {
  return full_at_ns_.load(std::memory_order_relaxed) <= to_ns(now);
}

AddressLimits::AddressLimits(std::size_t max_connections_per_address, std::uint32_t requests_per_second)
    : max_connections_(max_connections_per_address), per_second_(requests_per_second) {}

std::shared_ptr<AddressEntry> AddressLimits::enter(const boost::asio::ip::address& address) {
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[share_of(address)];
  if (!entry) entry = std::make_shared<AddressEntry>(per_second_);
  if (entry->connections >= max_connections_) return nullptr;
  ++entry->connections;
  return entry;
}

void AddressLimits::leave(AddressEntry& entry) {
  const std::lock_guard lock(mutex_);
  --entry.connections;
}

void AddressLimits::forget_idle(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const auto& item) {
    return item.second->connections == 0 && item.second->bucket.full(now);
  });
}

}  // namespace daybook::http
