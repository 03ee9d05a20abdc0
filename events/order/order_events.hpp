#pragma once
// Facts about an order: what was agreed and how it ended. Money facts are in payment/, refund/, commission/.
// Source: domain rules, "Life cycles: Order" and "Fulfilment".

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/clawback.hpp"
#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "events/broker/broker_events.hpp"
#include "events/catalog/catalog_events.hpp"
#include "events/sealed.hpp"

namespace daybook {

BOOST_DESCRIBE_STRUCT(Parts, (), (share, markup, platform, supplier))

struct Customer {
  PersonId person_id;
  Sealed email;
  std::optional<Sealed> name;
  std::optional<Sealed> phone;
};
BOOST_DESCRIBE_STRUCT(Customer, (), (person_id, email, name, phone))

/// One card of an order, priced with the terms in force; amounts per unit, then times quantity.
struct OrderItem {
  ItemId id;
  std::string card_id;
  std::string bank_name;
  Minor credit_limit;
  std::string date_opened;
  std::int64_t quantity = 0;
  Minor base_price;
  Minor revenue_share;
  Minor markup;
  Minor customer_price;
  Minor total_base;
  Minor total_revenue_share;
  Minor total_markup;
  Minor total_customer_price;
};
BOOST_DESCRIBE_STRUCT(OrderItem, (),
                      (id, card_id, bank_name, credit_limit, date_opened, quantity, base_price, revenue_share,
                       markup, customer_price, total_base, total_revenue_share, total_markup,
                       total_customer_price))

/// The whole agreement: a replay never looks anything up.
struct OrderPlaced {
  OrderId order_id;
  std::string order_number;
  std::optional<BrokerId> broker_id;  ///< absent: a direct sale
  Customer customer;
  Currency currency;
  Terms terms;
  std::int64_t terms_version = 0;  ///< 0 for a direct sale
  std::int64_t catalog_version = 0;
  std::vector<OrderItem> items;
  Minor subtotal_base;
  Parts parts;  ///< how total_charged splits
  Minor total_charged;
  Instant expires_at;  ///< unpaid until then: order.expired
};
BOOST_DESCRIBE_STRUCT(OrderPlaced, (),
                      (order_id, order_number, broker_id, customer, currency, terms, terms_version,
                       catalog_version, items, subtotal_base, parts, total_charged, expires_at))

struct OrderCancelled {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string reason;
  std::vector<CardQuantity> returned;  ///< stock given back
};
BOOST_DESCRIBE_STRUCT(OrderCancelled, (), (order_id, broker_id, reason, returned))

struct OrderExpired {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  Instant due_at;
  std::vector<CardQuantity> returned;
};
BOOST_DESCRIBE_STRUCT(OrderExpired, (), (order_id, broker_id, due_at, returned))

struct OrderFulfilled {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string tradeline_order_id;  ///< the supplier's own number
};
BOOST_DESCRIBE_STRUCT(OrderFulfilled, (), (order_id, broker_id, tradeline_order_id))

/// The supplier took the order; it is fulfilled or rejected later.
struct OrderSentToSupplier {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string tradeline_order_id;  ///< the supplier's own number
};
BOOST_DESCRIBE_STRUCT(OrderSentToSupplier, (), (order_id, broker_id, tradeline_order_id))

/// The supplier cannot deliver: the order fails, its stock comes back, its money must be refunded (a task).
struct OrderRejected {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string reason;
  std::vector<CardQuantity> returned;
  Minor refundable;  ///< what the refund task asks for
  Currency currency;
};
BOOST_DESCRIBE_STRUCT(OrderRejected, (), (order_id, broker_id, reason, returned, refundable, currency))

}  // namespace daybook
