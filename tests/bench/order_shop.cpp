#include "tests/bench/order_shop.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>
#include <string.h>

#include <charconv>

namespace daybook::bench {
namespace {

/// Rounds half up; only for positive amounts.
std::int64_t part_of(std::int64_t amount, std::int64_t ppm) {
  return (2 * amount * ppm + 1'000'000) / 2'000'000;
}

}  // namespace

ExpectedPrice expected_price(const Card& card, const Terms& terms, std::int64_t quantity) {
  ExpectedPrice price;
  price.share = quantity * part_of(card.price.value, terms.revenue_share.ppm);
  price.markup = quantity * part_of(card.price.value, terms.markup_percent.ppm);
  price.total = quantity * card.price.value + price.markup;
  return price;
}

OrderShop::OrderShop(const Bench& bench, std::uint64_t seed, int only_broker)
    : cards_(shop_cards(kShopCards)), only_broker_(only_broker), random_(seed ^ std::random_device{}()) {
  for (int i = 0; i < kShopBrokers; ++i) brokers_.push_back(shop_broker(bench.master, i));
}

void append_request(std::string& out, std::string_view method, std::string_view target,
                    std::string_view extra_headers, std::string_view body) {
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}"), method,
                 target, extra_headers);
  if (!body.empty())
    fmt::format_to(std::back_inserter(out),
                   FMT_COMPILE("Content-Type: application/json\r\nContent-Length: {}\r\n"), body.size());
  out += "\r\n";
  out += body;
}

const ShopBroker& OrderShop::any_broker(std::int32_t& number) {
  number = only_broker_ >= 0 ? only_broker_ : static_cast<std::int32_t>(random_() % brokers_.size());
  return brokers_[static_cast<std::size_t>(number)];
}

void OrderShop::append_body(std::string& out, std::int32_t broker) {
  const auto card = static_cast<std::int16_t>(random_() % cards_.size());
  const auto quantity = static_cast<std::int16_t>(1 + random_() % 3);
  asked_.push_back({broker, card, quantity});
  fmt::format_to(
      std::back_inserter(out),
      FMT_COMPILE(R"({{"customer_email":"ada.lovelace.{:016x}@example.com","customer_name":"Ada Lovelace",)"
                  R"("items":[{{"card_id":"{}","quantity":{}}}]}})"),
      random_(), cards_[static_cast<std::size_t>(card)].card_id, quantity);
}

std::string OrderShop::fresh_key() {
  return fmt::format(FMT_COMPILE("{:016x}{:016x}"), random_(), random_());
}

void OrderShop::next_order(std::string& out, std::uint64_t& tag) {
  std::int32_t number = 0;
  const ShopBroker& broker = any_broker(number);
  tag = asked_.size();
  std::string body;
  append_body(body, number);
  append_request(
      out, "POST", "/api/orders",
      fmt::format(FMT_COMPILE("x-api-key: {}\r\nIdempotency-Key: {}\r\n"), broker.secret.text, fresh_key()),
      body);
}

void OrderShop::next_batch(std::string& out, std::uint64_t& tag, int orders) {
  std::int32_t number = 0;
  const ShopBroker& broker = any_broker(number);
  tag = asked_.size();
  std::string body = R"({"orders":[)";
  for (int i = 0; i < orders; ++i) {
    fmt::format_to(std::back_inserter(body), FMT_COMPILE(R"({}{{"idempotency_key":"{}","order":)"),
                   i > 0 ? "," : "", fresh_key());
    append_body(body, number);
    body += '}';
  }
  append_request(out, "POST", "/api/orders/batch",
                 fmt::format(FMT_COMPILE("x-api-key: {}\r\n"), broker.secret.text), body + "]}");
}

std::int64_t member_number(std::string_view json, std::string_view name) {
  // memmem skips where find tries every first letter: this runs four times for every reply.
  const auto find = [&](std::size_t from) {
    const void* found = ::memmem(json.data() + from, json.size() - from, name.data(), name.size());
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - json.data())
                 : std::string_view::npos;
  };
  for (std::size_t at = find(0); at != std::string_view::npos; at = find(at + 1)) {
    const std::size_t end = at + name.size();
    if (at == 0 || json[at - 1] != '"' || json.substr(end, 2) != "\":") continue;
    std::int64_t value = INT64_MIN;
    std::from_chars(json.data() + end + 2, json.data() + json.size(), value);
    return value;
  }
  return INT64_MIN;
}

bool wrong_reply(const char* what, const LoadReply& reply) {
  static int said = 0;
  if (++said <= 10) say(fmt::format("WRONG: {}: {} {}", what, reply.status, reply.body.substr(0, 600)));
  return false;
}

bool OrderShop::accept(const Asked& asked, std::string_view order, const LoadReply& reply) {
  const ShopBroker& broker = brokers_[static_cast<std::size_t>(asked.broker)];
  const auto price =
      expected_price(cards_[static_cast<std::size_t>(asked.card)], broker.terms, asked.quantity);
  if (member_number(order, "total_charged") != price.total ||
      member_number(order, "broker_revenue_share") != price.share ||
      member_number(order, "broker_markup") != price.markup)
    return wrong_reply("an order's price is not what it must be", reply);
  const auto id = order.starts_with(R"({"id":")") ? parse_uuid(order.substr(7, 36)) : std::nullopt;
  const std::int64_t position = member_number(order, "position");
  if (!id || position <= 0) return wrong_reply("an order without id or position", reply);
  accepted_.push_back({*id, position, price.total, price.share + price.markup, asked.broker});
  return true;
}

bool OrderShop::check_order(std::uint64_t tag, const LoadReply& reply) {
  if (reply.status != 201) return wrong_reply("an order was not accepted", reply);
  return accept(asked_[tag], reply.body, reply);
}

bool OrderShop::check_batch(std::uint64_t tag, const LoadReply& reply, int orders) {
  constexpr std::string_view kOrder = R"("order":)";
  if (reply.status != 200 || member_number(reply.body, "placed") != orders)
    return wrong_reply("a batch was not accepted", reply);
  std::size_t at = reply.body.find(kOrder);
  for (int i = 0; i < orders; ++i) {
    if (at == std::string_view::npos) return wrong_reply("a batch's answer lacks an order", reply);
    const std::size_t next = reply.body.find(kOrder, at + 1);
    at += kOrder.size();
    if (!accept(asked_[tag + static_cast<std::size_t>(i)], reply.body.substr(at, next - at), reply))
      return false;
    at = next;
  }
  return true;
}

}  // namespace daybook::bench
