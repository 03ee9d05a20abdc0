#pragma once
// Orders as requests of the load generator, and the check of every reply against prices computed here, by
// hand, from price, share and markup alone. Remembers what was accepted, for the comparison with the store.

#include <random>
#include <string>
#include <vector>

#include "tests/bench/bench_env.hpp"
#include "tests/bench/bench_shop.hpp"
#include "tests/bench/http_load.hpp"

namespace daybook::bench {

struct AcceptedOrder {
  Uuid id;
  std::int64_t position = 0;
  std::int64_t total = 0;
  std::int64_t commission = 0;  ///< share and markup
  std::int32_t broker = 0;
};

/// What an order of `quantity` pieces of one card must cost; minor units.
struct ExpectedPrice {
  std::int64_t share = 0;
  std::int64_t markup = 0;
  std::int64_t total = 0;
};
ExpectedPrice expected_price(const Card& card, const Terms& terms, std::int64_t quantity);

class OrderShop {
 public:
  /// `only_broker`: all orders are for that one; -1 for a random one each.
  OrderShop(const Bench& bench, std::uint64_t seed, int only_broker = -1);

  /// For LoadPlan::next: an order with a key of its own, of a new customer, for a random card and broker.
  void next_order(std::string& out, std::uint64_t& tag);
  /// For LoadPlan::check. Says what is wrong with the first wrong replies.
  bool check_order(std::uint64_t tag, const LoadReply& reply);
  /// The same with this many orders for one broker in one call.
  void next_batch(std::string& out, std::uint64_t& tag, int orders);
  bool check_batch(std::uint64_t tag, const LoadReply& reply, int orders);
  const std::vector<AcceptedOrder>& accepted() const { return accepted_; }
  const std::vector<ShopBroker>& brokers() const { return brokers_; }

 private:
  struct Asked {
    std::int32_t broker;
    std::int16_t card;
    std::int16_t quantity;
  };
  const ShopBroker& any_broker(std::int32_t& number);
  /// Appends the body of an order that is asked for from now on.
  void append_body(std::string& out, std::int32_t broker);
  std::string fresh_key();
  bool accept(const Asked& asked, std::string_view order, const LoadReply& reply);

  std::vector<ShopBroker> brokers_;
  std::vector<Card> cards_;
  int only_broker_;
  std::mt19937_64 random_;
  std::vector<Asked> asked_;
  std::vector<AcceptedOrder> accepted_;
};

/// One request as text.
void append_request(std::string& out, std::string_view method, std::string_view target,
                    std::string_view extra_headers, std::string_view body);
/// The whole number behind `"name":` in a flat JSON text, at its first occurrence; INT64_MIN without one.
std::int64_t member_number(std::string_view json, std::string_view name);
/// Says what was wrong, the first ten times.
bool wrong_reply(const char* what, const LoadReply& reply);

}  // namespace daybook::bench
