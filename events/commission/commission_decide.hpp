#pragma once
// Where an order's commission stands. Source: domain rules, "Commission" ("held while a dispute is open") and
// "Clock".

#include "core/result.hpp"
#include "events/order/order_steps.hpp"

namespace daybook {

struct ReleaseCommission {
  Instant now;
};
/// commission.released with what is still pending, dated by its due time; nothing when nothing is due or a
/// dispute or a person holds it.
Result<NewEvents> decide(const OrderState& order, const ReleaseCommission& command);

/// A person keeps what is left of an order's commission from being paid, until they let it go.
struct HoldCommission {
  std::string reason;
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const HoldCommission& command);

struct UnholdCommission {
  std::string reason;
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const UnholdCommission& command);

/// Moves the commission to or from `held` where the order's disputes ask for it.
void settle_hold(OrderSteps& steps, const std::string& reason);

}  // namespace daybook
