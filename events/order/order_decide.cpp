#include "events/order/order_decide.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/catalog/catalog_decide.hpp"

namespace daybook {
namespace {

/// 20 cards, 10 pieces of each, a line for every piece. Source: wire contract, "Orders".
constexpr std::size_t kMaxLines = 200;

Basket added_up(const Basket& basket) {
  Basket out;
  for (const auto& line : basket) {
    auto same =
        std::find_if(out.begin(), out.end(), [&](const auto& o) { return o.card_id == line.card_id; });
    if (same == out.end()) {
      out.push_back(line);
    } else {
      same->quantity = (Minor{same->quantity} + Minor{line.quantity}).value;
    }
  }
  return out;
}

Refusal line_refusal(const Basket& sent, const std::string& card_id, RefusalCode code, const char* field,
                     std::string detail) {
  std::size_t index = 0;
  while (index < sent.size() && sent[index].card_id != card_id) ++index;
  Refusal refusal;
  refusal.code = code;
  refusal.detail = detail;
  refusal.errors.push_back({fmt::format("/items/{}/{}", index, field), std::string(wire_code(code)), detail});
  return refusal;
}

OrderItem priced_item(const CardState& card, const UnitPrice& unit, std::int64_t quantity) {
  OrderItem item;
  item.card_id = card.card.card_id;
  item.bank_name = card.card.bank_name;
  item.credit_limit = card.card.credit_limit;
  item.date_opened = card.card.date_opened;
  item.quantity = quantity;
  item.base_price = unit.base;
  item.revenue_share = unit.revenue_share;
  item.markup = unit.markup;
  item.customer_price = unit.customer_price;
  item.total_base = unit.base * quantity;
  item.total_revenue_share = unit.revenue_share * quantity;
  item.total_markup = unit.markup * quantity;
  item.total_customer_price = unit.customer_price * quantity;
  return item;
}

std::optional<Refusal> check_shape(const Basket& sent, const Basket& lines, bool limits) {
  for (std::size_t i = 0; i < sent.size(); ++i)
    if (sent[i].quantity < 1)
      return invalid_field(fmt::format("/items/{}/quantity", i), "must be at least 1");
  if (lines.empty()) return invalid_field("/items", "must hold at least one line");
  if (limits && lines.size() > 20) return invalid_field("/items", "must hold at most 20 cards");
  for (const auto& line : lines)
    if (line.quantity > 10)
      return line_refusal(sent, line.card_id, RefusalCode::validation_failed, "quantity",
                          "must be at most 10 of one card, all its lines together");
  return std::nullopt;
}

}  // namespace

Result<Quote> quote_basket(const LedgerState& ledger, const BrokerState* broker, const Basket& basket,
                           std::optional<Currency> currency, bool limits) {
  if (limits && basket.size() > kMaxLines)
    return refuse(invalid_field("/items", fmt::format("must hold at most {} lines", kMaxLines)));
  const Basket lines = added_up(basket);
  if (auto bad = check_shape(basket, lines, limits)) return refuse(*bad);
  if (broker && broker->status != BrokerStatus::ACTIVE)
    return refuse(RefusalCode::broker_not_active, "the broker is not active: only ACTIVE brokers sell");
  Quote quote;
  if (broker) {
    quote.terms = broker->terms;
    quote.terms_version = broker->terms_version;
  }
  std::vector<PricedLine> priced;
  for (const auto& line : lines) {
    const CardState* card = ledger.card(line.card_id);
    if (!card)
      return refuse(line_refusal(basket, line.card_id, RefusalCode::unknown_card, "card_id",
                                 "no card \"" + line.card_id + "\" is for sale"));
    if (priced.empty()) quote.currency = card->card.currency;
    if (card->card.currency != quote.currency || (currency && *currency != quote.currency))
      return refuse(
          line_refusal(basket, line.card_id, RefusalCode::validation_failed, "card_id",
                       "is priced in " + card->card.currency.str() + ": an order has one currency"));
    if (limits && card->card.stock < line.quantity) {
      auto refusal = line_refusal(
          basket, line.card_id, RefusalCode::out_of_stock, "quantity",
          fmt::format("{} left of card \"{}\"", std::max<std::int64_t>(0, card->card.stock), line.card_id));
      refusal.available = std::max<std::int64_t>(0, card->card.stock);
      return refuse(refusal);
    }
    const UnitPrice unit = price_unit(card->card.price, quote.terms);
    priced.push_back({unit, line.quantity});
    quote.items.push_back(priced_item(*card, unit, line.quantity));
  }
  quote.totals = price_order(priced);
  if (limits && quote.totals.total > kMaxOrderTotal)
    return refuse(invalid_field("/items", "the order's total must be at most 99999999 minor units"));
  return quote;
}

Result<NewEvents> decide(const LedgerState& ledger, const Policy& policy, const PlaceOrder& c) {
  const BrokerState* broker = nullptr;
  if (c.broker_id) {
    broker = ledger.broker(*c.broker_id);
    if (!broker) return refuse(RefusalCode::not_found, "there is no broker with this broker_id");
  }
  auto quote = quote_basket(ledger, broker, c.basket, c.currency, true);
  if (!quote) return refuse(quote.error());
  for (std::size_t i = 0; i < quote->items.size(); ++i) quote->items[i].id = c.item_ids.at(i);
  const Month month = policy.zone.month_of(c.now);
  OrderPlaced fact;
  fact.order_id = c.order_id;
  // Unique because it counts the log's orders under the log head's lock, in every process.
  fact.order_number =
      fmt::format("TLM{:02}{:02}{:06}", month.year % 100, month.month, ledger.orders_placed() + 1);
  fact.broker_id = c.broker_id;
  fact.customer = c.customer;
  fact.currency = quote->currency;
  fact.terms = quote->terms;
  fact.terms_version = quote->terms_version;
  fact.catalog_version = ledger.catalog_version();
  fact.items = std::move(quote->items);
  fact.subtotal_base = quote->totals.subtotal_base;
  fact.parts = {quote->totals.revenue_share, quote->totals.markup, quote->totals.platform_net,
                quote->totals.supplier_cost};
  fact.total_charged = quote->totals.total;
  fact.expires_at = Instant{c.now.micros + policy.order_expiry_hours * 3600 * kMicrosPerSecond};
  NewEvents events;
  events.push_back({std::move(fact), c.now});  // in braces, the largest of all events would be copied
  return events;
}

std::vector<CardQuantity> pieces_of(const OrderState& order) {
  std::vector<CardQuantity> pieces;
  for (const auto& item : order.items) pieces.push_back({item.card_id, item.quantity});
  return pieces;
}

Result<NewEvents> decide(const OrderState& order, const CancelOrder& c) {
  if (order.captured()) return refuse(RefusalCode::already_paid, "the order is paid: refund it instead");
  if (order.status != OrderStatus::PENDING)
    return refuse(RefusalCode::order_not_pending, "the order was cancelled or has expired before");
  return NewEvents{{OrderCancelled{order.id, order.broker_id, c.reason, pieces_of(order)}, c.now}};
}

Result<NewEvents> decide(const OrderState& order, const ExpireOrder& c) {
  // Money that is on its way (an asynchronous method) keeps the order open.
  if (order.status != OrderStatus::PENDING || order.payment_status == PaymentStatus::PROCESSING ||
      order.expires_at > c.now)
    return NewEvents{};
  return NewEvents{{OrderExpired{order.id, order.broker_id, order.expires_at, pieces_of(order)}, c.now}};
}

Result<NewEvents> decide(const OrderState& order, const FulfilOrder& c) {
  if (order.status != OrderStatus::PROCESSING)
    return refuse(RefusalCode::conflict,
                  fmt::format("only a PROCESSING order can be fulfilled; this one is {}",
                              boost::describe::enum_to_string(order.status, "?")));
  return NewEvents{{OrderFulfilled{order.id, order.broker_id, c.tradeline_order_id}, c.now}};
}

Result<NewEvents> decide(const OrderState& order, const RejectOrder& c) {
  if (order.status != OrderStatus::PROCESSING)
    return refuse(RefusalCode::conflict,
                  fmt::format("only a PROCESSING order can be rejected; this one is {}",
                              boost::describe::enum_to_string(order.status, "?")));
  return NewEvents{{OrderRejected{order.id, order.broker_id, c.reason, pieces_of(order),
                                  order.total_charged - order.total_refunded, order.currency},
                    c.now}};
}

}  // namespace daybook
