#pragma once
// Decisions about orders: placing, cancelling, expiring, fulfilling by hand. Source: domain rules, "Broker
// programme", "Limits", "Stock", "Life cycles: Order".

#include "core/result.hpp"
#include "events/ledger/ledger_state.hpp"
#include "events/order/order_state.hpp"
#include "events/policy.hpp"

namespace daybook {

/// Quantities per card as the customer asked for; lines of one card are added up.
using Basket = std::vector<CardQuantity>;

/// A priced basket: what a quote shows and an order agrees to.
struct Quote {
  std::vector<OrderItem> items;  ///< without ids
  PricedOrder totals;
  Currency currency;
  Terms terms;
  std::int64_t terms_version = 0;
};
/// Prices the basket for a broker (null = direct sale). Refusals: validation_failed (1-20 lines, 1-10 a line,
/// one currency, total), unknown_card, out_of_stock, broker_not_active. `limits` false (a quote): any number
/// of lines, stock is not checked.
Result<Quote> quote_basket(const LedgerState& ledger, const BrokerState* broker, const Basket& basket,
                           std::optional<Currency> currency, bool limits);

struct PlaceOrder {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  Customer customer;
  Basket basket;
  std::optional<Currency> currency;
  std::vector<ItemId> item_ids;  ///< at least as many as lines
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const Policy& policy, const PlaceOrder& command);

/// Of an unpaid order only.
struct CancelOrder {
  std::string reason;
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const CancelOrder& command);

/// Fired by the scheduler; nothing to do (no events) when the order is not waiting for payment any more.
struct ExpireOrder {
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const ExpireOrder& command);

struct FulfilOrder {
  std::string tradeline_order_id;
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const FulfilOrder& command);

struct RejectOrder {
  std::string reason;
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const RejectOrder& command);

/// The order's pieces, per card.
std::vector<CardQuantity> pieces_of(const OrderState& order);

}  // namespace daybook
