#pragma once
// What the commands on one existing order share: find it, decide, append, settle parked deliveries, answer
// Order.

#include "adapters/http/api/api.hpp"
#include "adapters/http/views/views.hpp"

namespace daybook::http {

using OrderDecision = std::function<Result<NewEvents>(Workspace&, const OrderState&)>;

/// Runs the decision on the order of the path and answers it as it then stands. Unknown: ORDER_NOT_FOUND.
void command_order(const Api& api, Call call, Reply reply, OrderDecision decide);

/// The order of a decided command, as Answer.
Answer order_answer(Workspace& workspace, const OrderId& id, int status);
/// The same for a customer whose data is at hand: nothing is decrypted.
Answer order_answer(Workspace& workspace, const OrderId& id, int status, const CustomerText& customer);

/// References that later deliveries may come by (payment intent, session, unexpected payment), for these
/// events.
void remember_refs(Workspace& workspace, const NewEvents& events);

/// After a capture: applies the deliveries that waited for it (a refund that came first).
void settle_parked(Workspace& workspace, const OrderId& id);

}  // namespace daybook::http
