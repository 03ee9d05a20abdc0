#include "events/order/order_decide.hpp"

#include <doctest/doctest.h>

#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

std::string placing(Shop& shop, Basket basket) {
  return outcome(decide(shop.ledger, shop.policy, shop.placing(std::move(basket))));
}

Basket cards_in_stock(Shop& shop, int count, std::int64_t price) {
  std::vector<Card> cards;
  Basket basket;
  for (int i = 0; i < count; ++i) {
    cards.push_back(card(fmt::format("c{}", i), price, 100));
    basket.push_back({cards.back().card_id, 1});
  }
  shop.happened(decide(shop.ledger, ImportCatalog{"many", cards, hour(0)}));
  return basket;
}

}  // namespace

TEST_CASE("an order copies terms, prices and their split") {
  Shop shop;
  PlaceOrder command = shop.placing({{"visa", 3}, {"amex", 1}});
  command.now = hour(24 * 11);  // 2026-12-02
  const auto order = only<OrderPlaced>(decide(shop.ledger, shop.policy, command));
  CHECK(order.order_number == "TLM2612000001");
  CHECK(order.terms == shop.ledger.broker(kBroker)->terms);
  CHECK(order.terms_version == 1);
  CHECK(order.catalog_version == 1);
  CHECK(order.expires_at == hour(24 * 12));
  REQUIRE(order.items.size() == 2);
  CHECK(order.items[0].id == command.item_ids[0]);
  CHECK(order.items[1].id == command.item_ids[1]);
  const OrderItem& visa = order.items[0];  // 200.01: share 20.001 -> 20.00, markup 10.0005 -> 10.00
  CHECK(visa.revenue_share == Minor(2'000));
  CHECK(visa.markup == Minor(1'000));
  CHECK(visa.customer_price == Minor(21'001));
  CHECK(visa.total_customer_price == Minor(63'003));
  CHECK(order.subtotal_base == Minor(70'003));
  CHECK(order.total_charged == Minor(73'503));
  // Half of 700.03 is 350.015: the odd half unit is the platform's, once per order.
  CHECK(order.parts == Parts{Minor(7'000), Minor(3'500), Minor(28'002), Minor(35'001)});
}

TEST_CASE("a direct sale has neither share nor markup") {
  Shop shop;
  const auto order =
      only<OrderPlaced>(decide(shop.ledger, shop.policy, shop.placing({{"amex", 2}}, std::nullopt)));
  CHECK(order.total_charged == Minor(20'000));
  CHECK(order.parts == Parts{Minor(0), Minor(0), Minor(10'000), Minor(10'000)});
  CHECK(order.terms_version == 0);
  CHECK(order.terms == Terms{});
}

TEST_CASE("limits of a basket") {
  struct Row {
    const char* name;
    Basket basket;
    const char* wanted;
  };
  const Row rows[] = {
      {"ten of one card", {{"amex", 10}}, "order.placed"},
      {"empty", {}, "refused validation_failed /items"},
      {"no pieces", {{"amex", 1}, {"visa", 0}}, "refused validation_failed /items/1/quantity"},
      {"negative", {{"amex", -1}}, "refused validation_failed /items/0/quantity"},
      {"negative hidden by a sum",
       {{"amex", 3}, {"amex", -1}},
       "refused validation_failed /items/1/quantity"},
      {"eleven", {{"amex", 11}}, "refused validation_failed /items/0/quantity"},
      {"eleven over two lines",
       {{"visa", 1}, {"amex", 6}, {"amex", 5}},
       "refused validation_failed /items/1/quantity"},
      {"unknown", {{"amex", 1}, {"nope", 1}}, "refused unknown_card /items/1/card_id"},
      {"more than there are", {{"visa", 4}}, "refused out_of_stock /items/0/quantity"},
      {"more than there are over two lines",
       {{"amex", 1}, {"visa", 2}, {"visa", 2}},
       "refused out_of_stock /items/1/quantity"},
      {"two currencies", {{"amex", 1}, {"yen", 1}}, "refused validation_failed /items/1/card_id"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Shop shop;
    CHECK(placing(shop, row.basket) == row.wanted);
  }
}

TEST_CASE("lines of one card are added up into one") {
  Shop shop;
  const auto order = only<OrderPlaced>(
      decide(shop.ledger, shop.policy, shop.placing({{"amex", 1}, {"visa", 1}, {"amex", 2}})));
  REQUIRE(order.items.size() == 2);
  CHECK(order.items[0].card_id == "amex");
  CHECK(order.items[0].quantity == 3);
}

TEST_CASE("at most 20 cards and 99999999 minor units, the last ones included") {
  Shop shop;
  Basket basket = cards_in_stock(shop, 21, 100);
  CHECK(placing(shop, basket) == "refused validation_failed /items");
  basket.push_back(basket.front());
  basket.erase(basket.begin() + 1);  // 21 lines, 20 cards
  CHECK(placing(shop, basket) == "order.placed");

  Shop dear;
  const auto place = [&](std::int64_t price) {
    const Basket one = cards_in_stock(dear, 1, price);
    return outcome(decide(dear.ledger, dear.policy, dear.placing(one, std::nullopt)));
  };
  CHECK(place(99'999'999) == "order.placed");
  CHECK(placing(dear, {{"c0", 1}}) == "refused validation_failed /items");  // with the broker's markup
}

TEST_CASE("the currency may be asked for, and must then be the cards'") {
  Shop shop;
  PlaceOrder command = shop.placing({{"yen", 1}});
  command.currency = currency("JPY");
  CHECK(only<OrderPlaced>(decide(shop.ledger, shop.policy, command)).currency == currency("JPY"));
  command.currency = currency("USD");
  CHECK(outcome(decide(shop.ledger, shop.policy, command)) == "refused validation_failed /items/0/card_id");
}

TEST_CASE("only ACTIVE brokers sell, and only brokers that exist") {
  Shop shop;
  CHECK(outcome(decide(shop.ledger, shop.policy, shop.placing({{"amex", 1}}, id<BrokerId>(9)))) ==
        "refused not_found");
  shop.happened(BrokerSuspended{kBroker, std::nullopt});
  CHECK(placing(shop, {{"amex", 1}}) == "refused broker_not_active");
  shop.happened(BrokerReactivated{kBroker, std::nullopt});
  CHECK(placing(shop, {{"amex", 1}}) == "order.placed");
  shop.happened(BrokerDeactivated{kBroker, std::nullopt});
  CHECK(placing(shop, {{"amex", 1}}) == "refused broker_not_active");
  shop.happened(registration(id<BrokerId>(2), 102));
  CHECK(outcome(decide(shop.ledger, shop.policy, shop.placing({{"amex", 1}}, id<BrokerId>(2)))) ==
        "refused broker_not_active");
}

TEST_CASE("the last piece is sold once, and the other customer is told what remains") {
  Shop shop;
  shop.placed({{"visa", 2}});
  auto late = decide(shop.ledger, shop.policy, shop.placing({{"visa", 2}}));
  REQUIRE(!late);
  CHECK(refused(late) == "refused out_of_stock /items/0/quantity");
  CHECK(late.error().available == 1);
  shop.placed({{"visa", 1}});
  late = decide(shop.ledger, shop.policy, shop.placing({{"visa", 1}}));
  REQUIRE(!late);
  CHECK(late.error().available == 0);
}

TEST_CASE("order numbers never repeat") {
  Shop shop;
  const OrderId first = shop.placed();
  const OrderId second = shop.placed();
  CHECK(shop.order(first).order_number == "TLM2611000001");
  CHECK(shop.order(second).order_number == "TLM2611000002");
}

TEST_CASE("a quote knows no stock and no limit of lines, but the broker must be active") {
  Shop shop;
  const Basket many = cards_in_stock(shop, 21, 100);
  const BrokerState* broker = shop.ledger.broker(kBroker);
  CHECK(quote_basket(shop.ledger, broker, many, std::nullopt, false).value().items.size() == 21);
  CHECK(quote_basket(shop.ledger, broker, {{"visa", 9}}, std::nullopt, false).has_value());
  CHECK(refused(quote_basket(shop.ledger, broker, {{"nope", 1}}, std::nullopt, false)) ==
        "refused unknown_card /items/0/card_id");
}
