#pragma once
// Releasing held commissions. Source: domain rules, "Commission" and "Clock".

#include "core/result.hpp"
#include "events/order/order_state.hpp"

namespace daybook {

struct ReleaseCommission {
  Instant now;
};
/// commission.released with what is still pending, dated by its due time; nothing when nothing is due.
Result<NewEvents> decide(const OrderState& order, const ReleaseCommission& command);

}  // namespace daybook
