#pragma once
// The lines of a basket as bodies carry them.

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "events/order/order_decide.hpp"

namespace daybook::http {

struct BasketLine {
  std::string card_id;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(BasketLine, (), (card_id, quantity))

inline Basket basket_of(const std::vector<BasketLine>& lines) {
  Basket basket;
  for (const auto& line : lines) basket.push_back({line.card_id, line.quantity});
  return basket;
}

}  // namespace daybook::http
