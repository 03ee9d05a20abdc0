#pragma once
// A small shop to decide in: an active broker, three cards, orders that can be placed and paid.

#include "events/broker/broker_decide.hpp"
#include "events/catalog/catalog_decide.hpp"
#include "events/order/order_decide.hpp"
#include "events/payment/payment_decide.hpp"
#include "tests/support/given.hpp"

namespace daybook::given {

inline const BrokerId kBroker = id<BrokerId>(1);

inline BrokerRegistered registration(const BrokerId& broker_id, std::uint64_t person, Terms terms = {}) {
  if (terms.revenue_share == RatePpm{}) terms.revenue_share = {100'000};
  BrokerRegistered e;
  e.broker_id = broker_id;
  e.profile.person_id = id<PersonId>(person);
  e.profile.name.text = "bmFtZQ==";
  e.profile.email.text = "ZW1haWw=";
  e.terms = terms;
  e.publishable_key = {KeyKind::publishable, "tlm_pk_" + broker_id.str().substr(30), "aa"};
  e.secret_key = {KeyKind::secret, "tlm_sk_" + broker_id.str().substr(30), "bb"};
  return e;
}

inline Card card(std::string card_id, std::int64_t price, std::int64_t stock, const char* code = "USD") {
  return {std::move(card_id), "First Bank",   Minor(500'000), "2019-05-01",
          Minor(price),       currency(code), stock};
}

/// broker 1: ACTIVE, share 10%, markup 5%; cards: "amex" 100.00 x 10, "visa" 200.01 x 3, "yen" JPY 5000 x 5.
struct Shop : World {
  Shop() {
    Terms terms;
    terms.revenue_share = {100'000};
    terms.markup_percent = {50'000};
    happened(registration(kBroker, 101, terms));
    happened(BrokerApproved{kBroker, "admin-1", std::nullopt});
    happened(decide(ledger, ImportCatalog{"supplier",
                                          {card("amex", 10'000, 10), card("visa", 20'001, 3),
                                           card("yen", 5'000, 5, "JPY")},
                                          hour(0)}));
  }

  PlaceOrder placing(Basket basket, std::optional<BrokerId> broker_id = kBroker) {
    PlaceOrder c;
    c.order_id = id<OrderId>(1'000 + ++orders_made);
    c.broker_id = broker_id;
    c.customer.person_id = id<PersonId>(500);
    c.customer.email.text = "ZW1haWw=";
    c.basket = std::move(basket);
    for (std::uint64_t i = 0; i < 25; ++i) c.item_ids.push_back(id<ItemId>(orders_made * 100 + i));
    c.now = hour(1);
    return c;
  }
  /// A pending order; by default one "amex" through the broker: 105.00 = 10.00 + 5.00 + 40.00 + 50.00.
  OrderId placed(Basket basket = {{"amex", 1}}, std::optional<BrokerId> broker_id = kBroker) {
    const PlaceOrder c = placing(std::move(basket), broker_id);
    happened(decide(ledger, policy, c));
    return c.order_id;
  }
  /// An order paid in cash on day `days`.
  OrderId paid(std::int64_t days = 1, Basket basket = {{"amex", 1}},
               std::optional<BrokerId> broker_id = kBroker) {
    const OrderId order_id = placed(std::move(basket), broker_id);
    happened(pay(order_id, days));
    return order_id;
  }
  Result<NewEvents> pay(const OrderId& order_id, std::int64_t days) {
    return decide(
        order(order_id), policy, ids,
        RecordManualPayment{PaymentMethod::CASH, "at the desk", std::nullopt, day(days), day(days)});
  }
  /// What Stripe's money comes to; recorded.
  std::string money(const OrderId& order_id, std::int64_t amount, std::optional<std::string> session,
                    std::optional<std::string> intent, const char* code = "USD") {
    const Effect effect =
        capture_stripe_money(order(order_id), policy, ids,
                             {Minor(amount), currency(code), std::move(session), std::move(intent), hour(3)});
    happened(effect.events);
    return names(effect.events);
  }
  std::int64_t stock(const std::string& card_id) const { return ledger.card(card_id)->card.stock; }

  std::uint64_t orders_made = 0;
};

}  // namespace daybook::given
