#include "tests/unit/books/order_oracle.hpp"

#include <algorithm>

namespace oracle {

Units Order::refunded() const {
  Units hand = 0, succeeded = 0;
  for (const HandRefund& r : by_hand) hand += r.failed ? 0 : r.amount;
  for (const auto& [id, r] : refunds) succeeded += r.succeeded && !r.failed_at ? r.amount : 0;
  Units stripe = succeeded;
  for (const SaidFigure& figure : figures) {
    Units failed_since = 0;
    for (const auto& [id, r] : refunds)
      failed_since += r.failed_at && *r.failed_at >= figure.at ? r.amount : 0;
    stripe = std::max(stripe, figure.amount - failed_since);
  }
  return std::min(hand + stripe, total());
}

Units Order::kept() const {
  Units sum = 0;
  for (const auto& [id, d] : disputes) sum += d.kept;
  return sum;
}

std::array<Units, 2> Order::standing_at(Units returned) const {
  const Four gone = given_back(parts, returned);
  return {parts[0] - gone[0], parts[1] - gone[1]};
}

bool Order::must_hold() const {
  return held_by_person || std::any_of(disputes.begin(), disputes.end(), [](const auto& entry) {
           return entry.second.outcome == Outcome::open && !entry.second.inquiry;
         });
}

void Order::settle_place(Micros now) {
  if (place == Place::none) return;
  if (must_hold()) {
    place = Place::held;
  } else if (place == Place::held) {
    place = hold_until && *hold_until > now ? Place::pending : Place::available;
  }
}

}  // namespace oracle
