#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/http/handlers/order_command.hpp"
#include "adapters/http/handlers/reason.hpp"
#include "events/payment/payment_decide.hpp"
#include "events/refund/refund_decide.hpp"

namespace daybook::http {
namespace {

const Refusal kUnknown{RefusalCode::not_found, "there is no open task with this id", {}, {}};

/// A task's id is its kind and its subject: "unapplied-<payment>", "refund-<order>", "webhook-<external id>",
/// "adjustment-<id>".
struct Task {
  std::string kind;
  std::string subject;
};
Task split(const std::string& id) {
  const auto dash = id.find('-');
  if (dash == std::string::npos) return {};
  return {id.substr(0, dash), id.substr(dash + 1)};
}

/// The order that an unapplied payment or a refund task belongs to; null when there is no such task.
const OrderState* order_of(Workspace& ws, const Task& task) {
  if (task.kind == "refund") {
    const auto id = OrderId::parse(task.subject);
    const OrderState* order = id ? ws.order(*id) : nullptr;
    return order && order->tradeline_order_status == "rejected" ? order : nullptr;
  }
  if (task.kind != "unapplied") return nullptr;
  const auto stream = ws.ref("payment:" + task.subject);
  const auto id = stream ? order_of_stream(*stream) : std::nullopt;
  return id ? ws.order(*id) : nullptr;
}

Answer task_answer(const Call& call, const char* status) {
  json::Object out;
  out.add("id", call.request.params.front()).add("status", status);
  return answer(out.text());
}

struct RefundAsked {
  NewEvents events;
  const char* status;  ///< of the task
};
Result<RefundAsked> refund(Workspace& ws, const OrderState& order, const Task& task,
                           const std::string& reason, bool stripe) {
  const auto payment = task.kind == "unapplied" ? PaymentId::parse(task.subject) : std::optional<PaymentId>{};
  const Minor left = payment ? unapplied_left(order, *payment) : order.refundable();
  if (left == Minor{})
    return refuse(RefusalCode::conflict, "all of it is refunded already, or Stripe was asked to");
  if (!payment && order.payment_method != PaymentMethod::STRIPE) {
    auto events = decide(order, ws.policy(), ws.ids(), RefundManually{left, reason, std::nullopt, ws.now()});
    if (!events) return refuse(events.error());
    return RefundAsked{std::move(*events), "refunded"};
  }
  if (!stripe)
    return refuse(RefusalCode::stripe_not_configured,
                  "this money came through Stripe, and no Stripe key is configured: refund it in Stripe");
  auto events = decide(
      order, RequestStripeRefund{RefundId(ws.ids().next()), left, payment, reason, std::nullopt, ws.now()});
  if (!events) return refuse(events.error());
  return RefundAsked{std::move(*events), "refund_requested"};
}

Result<NewEvents> dismiss(Workspace& ws, const std::string& id, const std::string& reason) {
  const Task task = split(id);
  std::string partition = task.subject;
  if (task.kind == "adjustment" && ws.stream_version(id) > 0)
    return refuse(RefusalCode::conflict,
                  "an adjustment is approved or withdrawn: it is never just dismissed");
  if (task.kind == "effect" && ws.stream_version(id) > 0)
    return refuse(RefusalCode::conflict, "a side effect is tried again or dropped: POST /api/effects/" +
                                             task.subject + "/retry or /drop");
  if (task.kind == "unapplied") {
    if (!order_of(ws, task)) return refuse(kUnknown);
    return refuse(RefusalCode::conflict,
                  "unexpected money must be applied or refunded: it is never just dismissed");
  }
  if (task.kind == "refund") {
    const OrderState* order = order_of(ws, task);
    if (!order) return refuse(kUnknown);
    if (order->returned() == order->total_charged)
      return refuse(RefusalCode::conflict, "the order is refunded: the task is done");
    if (order->broker_id) partition = order->broker_id->str();
  } else if (task.kind != "webhook" || !ws.ledger().is_parked(task.subject)) {
    return refuse(kUnknown);
  }
  if (ws.stream_version("task-" + id) > 0)
    return refuse(RefusalCode::conflict, "the task was dismissed before");
  return NewEvents{{TaskDismissed{id, partition, reason}, ws.now()}};
}

}  // namespace

void apply_task(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  write(api, call, reply, [call, reason = *reason](Workspace& ws) -> Result<Answer> {
    const Task task = split(call.request.params.front());
    const auto payment = PaymentId::parse(task.subject);
    const OrderState* order = order_of(ws, task);
    if (!order) return refuse(kUnknown);
    if (task.kind != "unapplied" || !payment)
      return refuse(RefusalCode::conflict, "only unexpected money can be applied");
    auto events =
        decide(ws.ledger(), *order, ws.policy(), ws.ids(), ApplyUnapplied{*payment, reason, ws.now()});
    if (!events) return refuse(events.error());
    const OrderId id = order->id;
    remember_refs(ws, *events);
    ws.append(*events);
    settle_parked(ws, id);
    return task_answer(call, "applied");
  });
}

void refund_task(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  write(api, call, reply,
        [call, reason = *reason, stripe = api.stripe != nullptr](Workspace& ws) -> Result<Answer> {
          const Task task = split(call.request.params.front());
          const OrderState* order = order_of(ws, task);
          if (!order) return refuse(kUnknown);
          auto asked = refund(ws, *order, task, reason, stripe);
          if (!asked) return refuse(asked.error());
          ws.append(std::move(asked->events));
          return task_answer(call, asked->status);
        });
}

void dismiss_task(const Api& api, Call call, Reply reply) {
  auto reason = read_reason(call);
  if (!reason) return refuse_call(call, reply, reason.error());
  write(api, call, reply, [call, reason = *reason](Workspace& ws) -> Result<Answer> {
    auto events = dismiss(ws, call.request.params.front(), reason);
    if (!events) return refuse(events.error());
    ws.append(*events);
    return task_answer(call, "dismissed");
  });
}

}  // namespace daybook::http
