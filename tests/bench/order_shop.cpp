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

void OrderShop::next_order(std::string& out, std::uint64_t& tag) {
  const auto broker = only_broker_ >= 0 ? only_broker_ : static_cast<int>(random_() % brokers_.size());
  const auto card = static_cast<std::int16_t>(random_() % cards_.size());
  const auto quantity = static_cast<std::int16_t>(1 + random_() % 3);
  tag = asked_.size();
  asked_.push_back({broker, card, quantity});
  const std::string body = fmt::format(
      FMT_COMPILE(R"({{"customer_email":"ada.lovelace.{:016x}@example.com","customer_name":"Ada Lovelace",)"
                  R"("items":[{{"card_id":"{}","quantity":{}}}]}})"),
      random_(), cards_[static_cast<std::size_t>(card)].card_id, quantity);
  append_request(out, "POST", "/api/orders",
                 fmt::format(FMT_COMPILE("x-api-key: {}\r\nIdempotency-Key: {:016x}{:016x}\r\n"),
                             brokers_[static_cast<std::size_t>(broker)].secret.text, random_(), random_()),
                 body);
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

bool OrderShop::check_order(std::uint64_t tag, const LoadReply& reply) {
  if (reply.status != 201) return wrong_reply("an order was not accepted", reply);
  const Asked& asked = asked_[tag];
  const ShopBroker& broker = brokers_[static_cast<std::size_t>(asked.broker)];
  const auto price =
      expected_price(cards_[static_cast<std::size_t>(asked.card)], broker.terms, asked.quantity);
  if (member_number(reply.body, "total_charged") != price.total ||
      member_number(reply.body, "broker_revenue_share") != price.share ||
      member_number(reply.body, "broker_markup") != price.markup)
    return wrong_reply("an order's price is not what it must be", reply);
  const auto id = reply.body.starts_with(R"({"id":")") ? parse_uuid(reply.body.substr(7, 36)) : std::nullopt;
  const std::int64_t position = member_number(reply.body, "position");
  if (!id || position <= 0) return wrong_reply("an order without id or position", reply);
  accepted_.push_back({*id, position, price.total, price.share + price.markup, asked.broker});
  return true;
}

}  // namespace daybook::bench
