#pragma once
// The orders and balances of a log, folded here from its events, and reads that are checked against them. For
// logs that nobody writes to meanwhile.

#include <random>
#include <string>
#include <vector>

#include "tests/bench/bench_database.hpp"
#include "tests/bench/bench_shop.hpp"
#include "tests/bench/http_load.hpp"

namespace daybook::bench {

class KnownOrders {
 public:
  /// Of the orders placed behind that position; of balances only with 0.
  KnownOrders(const Bench& bench, const Database& database, std::int64_t after = 0);
  std::size_t orders() const { return orders_.size(); }

  /// A random order or a random broker's balance, half and half, with the broker's own key.
  void next_read(std::string& out, std::uint64_t& tag);
  bool check_read(std::uint64_t tag, const LoadReply& reply) const;
  /// What each broker is owed, minor units.
  const std::vector<std::int64_t>& commission() const { return commission_; }
  /// Orders only, for logs whose balances move.
  void next_order_read(std::string& out, std::uint64_t& tag);

 private:
  struct Order {
    std::string id;
    std::size_t broker;
    std::int64_t total = 0;
    std::int64_t refunded = 0;
  };
  void ask(std::string& out, const std::string& target, std::size_t broker) const;

  std::vector<ShopBroker> brokers_;
  std::vector<Order> orders_;
  std::vector<std::int64_t> commission_;  // by broker
  std::mt19937_64 random_;
};

}  // namespace daybook::bench
