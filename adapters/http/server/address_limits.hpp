#pragma once
// Fair shares per client address: how many connections, and how many requests per second. Shared by all I/O
// threads. Source: HTTP and security checklist, lines 10 and 20.

#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

namespace daybook::http {

using SteadyTime = std::chrono::steady_clock::time_point;

/// What one request may do now.
struct RateDecision {
  bool allowed = true;
  std::uint32_t remaining = 0;      ///< Requests left in the bucket at this moment.
  std::uint32_t retry_after_s = 0;  ///< Whole seconds until a request fits again, with allowed = false.
};

/// A bucket of `per_second` requests that refills continuously, kept as one number: the time at which it
/// would be full again (GCRA), so threads share it without a lock.
class RequestBucket {
 public:
  /// `per_second` 0 = unlimited.
  explicit RequestBucket(std::uint32_t per_second);
  RateDecision take(SteadyTime now);
  bool full(SteadyTime now) const;

 private:
  std::int64_t interval_ns_;
  std::int64_t window_ns_;
  std::atomic<std::int64_t> full_at_ns_{0};
};

struct AddressEntry {
  explicit AddressEntry(std::uint32_t per_second) : bucket(per_second) {}
  RequestBucket bucket;
  std::size_t connections = 0;  ///< Guarded by the table's mutex.
};

class AddressLimits {
 public:
  AddressLimits(std::size_t max_connections_per_address, std::uint32_t requests_per_second);

  /// Counts one more connection; nothing when the address is at its limit. The caller gives the entry back
  /// through leave() exactly once.
  std::shared_ptr<AddressEntry> enter(const boost::asio::ip::address& address);
  void leave(AddressEntry& entry);
  /// Forgets addresses without connections whose bucket is full again (an emptied bucket must survive a
  /// reconnect). Call about once a second.
  void forget_idle(SteadyTime now);

 private:
  std::size_t max_connections_;
  std::uint32_t per_second_;
  std::mutex mutex_;
  std::map<boost::asio::ip::address, std::shared_ptr<AddressEntry>> entries_;
};

}  // namespace daybook::http
