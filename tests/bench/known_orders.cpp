#include "tests/bench/known_orders.hpp"

#include <fmt/format.h>

#include <unordered_map>

#include "adapters/postgres/event_reader.hpp"
#include "tests/bench/order_shop.hpp"

namespace daybook::bench {

KnownOrders::KnownOrders(const Bench& bench, const Database& database, std::int64_t after)
    : commission_(kShopBrokers), random_(std::random_device{}()) {
  std::unordered_map<BrokerId, std::size_t> number;
  for (int i = 0; i < kShopBrokers; ++i) {
    brokers_.push_back(shop_broker(bench.master, i));
    number[brokers_.back().id] = static_cast<std::size_t>(i);
  }
  std::unordered_map<OrderId, std::size_t> at;
  EventReader reader(database.app_url());
  std::int64_t position = after;
  for (auto page = reader.read_after(after, 5'000); !page.empty();
       page = reader.read_after(position, 5'000)) {
    for (auto& envelope : page) {
      const Recorded r = decode(std::move(envelope));
      position = r.envelope.position.value;
      if (const auto* placed = std::get_if<OrderPlaced>(&r.event)) {
        at[placed->order_id] = orders_.size();
        orders_.push_back(
            {placed->order_id.str(), number.at(*placed->broker_id), placed->total_charged.value, 0});
      } else if (const auto* captured = std::get_if<PaymentCaptured>(&r.event)) {
        commission_[number.at(*captured->broker_id)] +=
            captured->parts.share.value + captured->parts.markup.value;
      } else if (const auto* refund = std::get_if<RefundSettled>(&r.event)) {
        commission_[number.at(*refund->broker_id)] -= refund->parts.share.value + refund->parts.markup.value;
        if (const auto order = at.find(refund->order_id); order != at.end())
          orders_[order->second].refunded = refund->total_refunded.value;
      }
    }
  }
}

void KnownOrders::ask(std::string& out, const std::string& target, std::size_t broker) const {
  append_request(out, "GET", target, fmt::format("x-api-key: {}\r\n", brokers_[broker].secret.text), "");
}

void KnownOrders::next_read(std::string& out, std::uint64_t& tag) {
  if (random_() % 2 == 0) return next_order_read(out, tag);
  const std::size_t broker = random_() % brokers_.size();
  tag = orders_.size() + broker;
  ask(out, "/api/brokers/" + brokers_[broker].id.str() + "/balance", broker);
}

void KnownOrders::next_order_read(std::string& out, std::uint64_t& tag) {
  tag = random_() % orders_.size();
  ask(out, "/api/orders/" + orders_[tag].id, orders_[tag].broker);
}

bool KnownOrders::check_read(std::uint64_t tag, const LoadReply& reply) const {
  if (reply.status != 200) return wrong_reply("a read failed", reply);
  if (tag >= orders_.size()) {
    const bool right = member_number(reply.body, "pending") == 0 &&
                       member_number(reply.body, "available") == commission_[tag - orders_.size()];
    return right || wrong_reply("a balance is not what the log says", reply);
  }
  const Order& order = orders_[tag];
  const bool right = reply.body.find(order.id) != std::string_view::npos &&
                     member_number(reply.body, "total_charged") == order.total &&
                     member_number(reply.body, "total_refunded") == order.refunded;
  return right || wrong_reply("an order is not what the log says", reply);
}

}  // namespace daybook::bench
