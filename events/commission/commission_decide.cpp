#include "events/commission/commission_decide.hpp"

namespace daybook {

Result<NewEvents> decide(const OrderState& order, const ReleaseCommission& c) {
  if (order.commission != CommissionState::pending || !order.hold_until || *order.hold_until > c.now)
    return NewEvents{};
  CommissionReleased fact{order.id,
                          *order.broker_id,
                          order.currency,
                          order.parts.share - order.returned_parts.share,
                          order.parts.markup - order.returned_parts.markup,
                          *order.hold_until};
  return NewEvents{{fact, *order.hold_until}};
}

}  // namespace daybook
