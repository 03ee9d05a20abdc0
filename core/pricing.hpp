#pragma once
// What an order costs and who gets which part. Source: the broker programme's price table (domain rules) and
// the seed's pricing engine.

#include <vector>

#include "core/money.hpp"
#include "core/rate.hpp"

namespace daybook {

enum class MarkupType { PERCENTAGE, FIXED };

/// A broker's terms; all zero for a direct sale.
struct Terms {
  RatePpm revenue_share{};  ///< of the base price
  MarkupType markup_type = MarkupType::PERCENTAGE;
  RatePpm markup_percent{};  ///< used with PERCENTAGE
  Minor markup_fixed{};      ///< per unit, used with FIXED
  auto operator<=>(const Terms&) const = default;
};

struct UnitPrice {
  Minor base{};
  Minor revenue_share{};   ///< half-up(base x share rate)
  Minor markup{};          ///< half-up(base x markup rate), or the fixed amount
  Minor customer_price{};  ///< base + markup
};

struct PricedOrder {
  Minor subtotal_base{};
  Minor revenue_share{};
  Minor markup{};
  Minor platform_net{};   ///< half-up(subtotal x 50%) - revenue share; an odd half unit goes to the platform
  Minor supplier_cost{};  ///< subtotal - half-up(subtotal x 50%)
  Minor total{};          ///< subtotal + markup = supplier + platform net + share + markup, always
};

struct PricedLine {
  UnitPrice unit;
  std::int64_t quantity = 0;
};

UnitPrice price_unit(Minor base, const Terms& terms);
/// The price list's platform_net_revenue of one unit: half-up(base x 50% - share).
Minor shown_platform_net(const UnitPrice& unit);
PricedOrder price_order(const std::vector<PricedLine>& lines);

}  // namespace daybook
