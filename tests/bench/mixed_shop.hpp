#pragma once
// Orders, payments, refunds and reads, 40/30/5/25, each reply checked; and what every broker is owed after
// it.

#include <array>
#include <vector>

#include "tests/bench/known_orders.hpp"
#include "tests/bench/order_shop.hpp"

namespace daybook::bench {

class MixedShop {
 public:
  /// `known`: the orders that are read, all in the read models already.
  MixedShop(const Bench& bench, KnownOrders& known, std::uint64_t seed);

  void next(std::string& out, std::uint64_t& tag);
  bool check(std::uint64_t tag, const LoadReply& reply);

  /// Minor units by broker: what was owed before, the captures, less the refunds.
  const std::vector<std::int64_t>& commission() const { return commission_; }
  const OrderShop& orders() const { return orders_; }
  /// Orders, payments, refunds, reads so far.
  const std::array<std::int64_t, 4>& counts() const { return counts_; }

 private:
  enum class Kind : std::uint64_t { order, payment, refund, read };
  AcceptedOrder taken(std::vector<AcceptedOrder>& from);
  bool pay_reply(const AcceptedOrder& order, const LoadReply& reply);
  bool refund_reply(const AcceptedOrder& order, const LoadReply& reply);
  void admin_request(std::string& out, const AcceptedOrder& order, const char* action,
                     const std::string& body);

  OrderShop orders_;
  KnownOrders& known_;
  ShopAdmin admin_;
  std::mt19937_64 random_;
  std::vector<AcceptedOrder> unpaid_, paid_;
  std::vector<AcceptedOrder> asked_;  // payments and refunds, by tag
  std::vector<std::int64_t> commission_;
  std::array<std::int64_t, 4> counts_{};
};

}  // namespace daybook::bench
