#include "events/commission/commission_decide.hpp"

namespace daybook {
namespace {

CommissionHeld held_by(const OrderState& order, HoldCause cause, std::string reason) {
  CommissionHeld fact{order.id, *order.broker_id, order.currency, Minor{},
                      Minor{},  order.commission, cause,          std::move(reason)};
  if (order.commission != CommissionState::held) {
    fact.share = order.standing().share;
    fact.markup = order.standing().markup;
  }
  return fact;
}

/// `stays`: another cause is left.
CommissionUnheld unheld_by(const OrderState& order, HoldCause cause, bool stays, Instant now,
                           std::string reason) {
  CommissionUnheld fact{order.id, *order.broker_id,      order.currency, Minor{},
                        Minor{},  CommissionState::held, cause,          std::move(reason)};
  if (!stays) {
    fact.share = order.standing().share;
    fact.markup = order.standing().markup;
    fact.to =
        order.hold_until && *order.hold_until > now ? CommissionState::pending : CommissionState::available;
  }
  return fact;
}

}  // namespace

Result<NewEvents> decide(const OrderState& order, const ReleaseCommission& c) {
  if (order.commission != CommissionState::pending || !order.hold_until || *order.hold_until > c.now)
    return NewEvents{};
  CommissionReleased fact{
      order.id,         *order.broker_id, order.currency, order.standing().share, order.standing().markup,
      *order.hold_until};
  return NewEvents{{fact, *order.hold_until}};
}

Result<NewEvents> decide(const OrderState& order, const HoldCommission& c) {
  if (order.commission == CommissionState::none)
    return refuse(RefusalCode::conflict,
                  "there is no commission to hold: the order is a direct sale or unpaid");
  if (order.hold_reason) return refuse(RefusalCode::conflict, "the commission is held already");
  return NewEvents{{held_by(order, HoldCause::person, c.reason), c.now}};
}

Result<NewEvents> decide(const OrderState& order, const UnholdCommission& c) {
  if (!order.hold_reason)
    return refuse(RefusalCode::conflict, order.commission == CommissionState::held
                                             ? "a dispute holds the commission: it ends with the dispute"
                                             : "nobody holds the commission");
  OrderState without = order;
  without.hold_reason.reset();
  return NewEvents{{unheld_by(order, HoldCause::person, without.must_hold(), c.now, c.reason), c.now}};
}

void settle_hold(OrderSteps& steps, const std::string& reason) {
  const OrderState& order = steps.order();
  if (order.commission == CommissionState::none) return;
  const bool is_held = order.commission == CommissionState::held;
  if (order.must_hold() && !is_held) steps.add(held_by(order, HoldCause::dispute, reason));
  if (!order.must_hold() && is_held)
    steps.add(unheld_by(order, HoldCause::dispute, false, steps.now(), reason));
}

}  // namespace daybook
