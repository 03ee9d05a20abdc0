#include "tests/bench/mixed_shop.hpp"

#include <fmt/format.h>

namespace daybook::bench {

MixedShop::MixedShop(const Bench& bench, KnownOrders& known, std::uint64_t seed)
    : orders_(bench, seed),
      known_(known),
      admin_(shop_admin(bench.master)),
      random_(seed),
      commission_(known.commission()) {}

void MixedShop::next(std::string& out, std::uint64_t& tag) {
  const auto draw = random_() % 100;
  Kind kind = draw < 40 ? Kind::order : draw < 70 ? Kind::payment : draw < 75 ? Kind::refund : Kind::read;
  // Only at the very beginning: there is nothing to pay or to refund yet.
  if ((kind == Kind::payment && unpaid_.empty()) || (kind == Kind::refund && paid_.empty()))
    kind = Kind::order;
  ++counts_[static_cast<std::size_t>(kind)];
  std::uint64_t inner = asked_.size();
  if (kind == Kind::order) orders_.next_order(out, inner);
  if (kind == Kind::read) known_.next_order_read(out, inner);
  if (kind == Kind::payment) {
    asked_.push_back(taken(unpaid_));
    admin_request(out, asked_.back(), "manual-payment", R"({"payment_method":"WIRE","reason":"it arrived"})");
  }
  if (kind == Kind::refund) {
    asked_.push_back(taken(paid_));
    admin_request(out, asked_.back(), "refunds",
                  fmt::format(R"({{"amount":{},"reason":"sent back"}})", asked_.back().total));
  }
  tag = static_cast<std::uint64_t>(kind) << 56 | inner;
}

AcceptedOrder MixedShop::taken(std::vector<AcceptedOrder>& from) {
  std::swap(from[random_() % from.size()], from.back());
  const AcceptedOrder order = from.back();
  from.pop_back();
  return order;
}

void MixedShop::admin_request(std::string& out, const AcceptedOrder& order, const char* action,
                              const std::string& body) {
  append_request(out, "POST", fmt::format("/api/orders/{}/{}", to_string(order.id), action),
                 fmt::format("Authorization: Bearer {}\r\nIdempotency-Key: {:016x}{:016x}\r\n", admin_.token,
                             random_(), random_()),
                 body);
}

bool MixedShop::check(std::uint64_t tag, const LoadReply& reply) {
  const std::uint64_t inner = tag & ((std::uint64_t{1} << 56) - 1);
  switch (static_cast<Kind>(tag >> 56)) {
    case Kind::order:
      if (!orders_.check_order(inner, reply)) return false;
      unpaid_.push_back(orders_.accepted().back());
      return true;
    case Kind::payment:
      return pay_reply(asked_[inner], reply);
    case Kind::refund:
      return refund_reply(asked_[inner], reply);
    case Kind::read:
      return known_.check_read(inner, reply);
  }
  return false;
}

bool MixedShop::pay_reply(const AcceptedOrder& order, const LoadReply& reply) {
  if (reply.status != 200 || member_number(reply.body, "total_charged") != order.total ||
      reply.body.find(R"("payment_status":"SUCCEEDED")") == std::string_view::npos)
    return wrong_reply("a payment", reply);
  commission_[static_cast<std::size_t>(order.broker)] += order.commission;
  paid_.push_back(order);
  return true;
}

bool MixedShop::refund_reply(const AcceptedOrder& order, const LoadReply& reply) {
  if (reply.status != 200 || member_number(reply.body, "total_refunded") != order.total)
    return wrong_reply("a refund", reply);
  commission_[static_cast<std::size_t>(order.broker)] -= order.commission;
  return true;
}

}  // namespace daybook::bench
