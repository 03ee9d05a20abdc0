#include "core/pricing.hpp"

namespace daybook {
namespace {

constexpr std::int64_t kMillion = 1'000'000;

Minor at_rate(Minor base, RatePpm rate) { return half_up(Int128{base.value} * rate.ppm, kMillion); }

}  // namespace

UnitPrice price_unit(Minor base, const Terms& terms) {
  UnitPrice unit;
  unit.base = base;
  unit.revenue_share = at_rate(base, terms.revenue_share);
  switch (terms.markup_type) {
    case MarkupType::PERCENTAGE:
      unit.markup = at_rate(base, terms.markup_percent);
      break;
    case MarkupType::FIXED:
      unit.markup = terms.markup_fixed;
      break;
  }
  unit.customer_price = unit.base + unit.markup;
  return unit;
}

Minor shown_platform_net(const UnitPrice& unit) {
  return half_up(Int128{unit.base.value} - Int128{2} * unit.revenue_share.value, 2);
}

PricedOrder price_order(const std::vector<PricedLine>& lines) {
  PricedOrder order;
  for (const PricedLine& line : lines) {
    order.subtotal_base += line.unit.base * line.quantity;
    order.revenue_share += line.unit.revenue_share * line.quantity;
    order.markup += line.unit.markup * line.quantity;
  }
  const Minor platform_gross = half_up(order.subtotal_base.value, 2);
  order.platform_net = platform_gross - order.revenue_share;
  order.supplier_cost = order.subtotal_base - platform_gross;
  order.total = order.subtotal_base + order.markup;
  return order;
}

}  // namespace daybook
