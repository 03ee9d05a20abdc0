#pragma once
// TradelineSupply's documents: read strictly where we use them, members that we do not know are left alone.
// Faults are texts for operators; they show no customer.

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "adapters/supplier/supplier.hpp"

namespace daybook::supplier {

template <class T>
using Read = tl::expected<T, std::string>;

/// The JSON with every number as a text of the same characters: amounts are read as they were written, and
/// never become floating point.
std::string numbers_as_texts(std::string_view json);

struct PricePage {
  std::vector<Card> cards;
  std::int64_t page = 0;   ///< from 1
  std::int64_t pages = 0;  ///< at least 1
  std::int64_t total = 0;  ///< cards on all pages
};
/// A card: {card_id, bank_name, credit_limit, date_opened "YYYY-MM-DD", price, stock, currency ("USD" when
/// absent)}; price and credit_limit are decimals in units of the currency, as number or text. `before` cards
/// came on earlier pages.
Read<PricePage> read_price_page(std::string_view body, std::size_t before);

/// The documents of an order: {id, order_id, status, error: {code}}.
struct TheirOrder {
  std::string reference;
  Standing standing;
};
Read<TheirOrder> read_order(std::string_view body);
/// {data: [order]}: at most 100.
Read<std::vector<TheirOrder>> read_orders(std::string_view body);

/// The code of {error: {code}} in words ("out_of_stock" -> "out of stock"); "" when there is none. Their
/// message is never taken: it may name the customer, and reasons are kept for ever.
std::string read_reason(std::string_view body);

/// What their API takes for an order.
std::string order_body(const OrderRequest& request);

}  // namespace daybook::supplier
