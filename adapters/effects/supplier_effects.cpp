#include "adapters/effects/supplier_effects.hpp"

#include <fmt/format.h>

#include "adapters/effects/on_log.hpp"
#include "adapters/effects/order_copy.hpp"
#include "adapters/system/clock.hpp"
#include "events/effect/effect_decide.hpp"
#include "events/order/order_decide.hpp"

namespace daybook {
namespace {

using supplier::Progress;
using supplier::Standing;

/// What the supplier says, as a fact of the order; nothing when the order has moved on by other hands.
RecordFacts record_standing(const OrderId& id, const Standing& standing) {
  return [id, standing](Workspace& ws) {
    const OrderState* order = ws.order(id);
    if (!order || order->status != OrderStatus::PROCESSING) return;
    Result<NewEvents> events = NewEvents{};
    if (standing.progress == Progress::completed) events = decide(*order, FulfilOrder{standing.id, ws.now()});
    if (standing.progress == Progress::rejected)
      events = decide(*order, RejectOrder{"the supplier: " + standing.reason, ws.now()});
    if (standing.progress == Progress::accepted && !order->tradeline_order_id)
      events = NewEvents{{OrderSentToSupplier{id, order->broker_id, standing.id}, ws.now()}};
    if (events) ws.append(std::move(*events));
  };
}

/// Soon at first, then ever more rarely: a sixth of its age, 2 seconds to 10 minutes.
std::chrono::seconds poll_after(const EffectState& effect) {
  const std::int64_t age = (system_now().micros - effect.intended_at.micros) / kMicrosPerSecond;
  return std::chrono::seconds(std::clamp<std::int64_t>(age / 6, 2, 600));
}

EffectNotDone for_a_person(std::string why) {
  EffectNotDone end;
  end.error = std::move(why);
  end.for_good = true;
  return end;
}

AttemptEnd end_of(const Attempt& attempt, const OrderCopy& copy, const Standing& standing) {
  const RecordFacts record = record_standing(copy.order.id, standing);
  if (standing.copies > 1) {
    EffectNotDone end =
        for_a_person(fmt::format("the supplier has {} orders with our number {}: cancel all but {} there",
                                 standing.copies, copy.order.order_number, standing.id));
    end.record = record;
    return end;
  }
  switch (standing.progress) {
    case Progress::accepted:
      return EffectOnItsWay{"the supplier works on it", standing.id, poll_after(attempt.effect), record};
    case Progress::completed:
      return EffectDone{"the supplier delivered", standing.id, record};
    case Progress::rejected:
      return EffectDone{"the supplier cannot deliver: " + standing.reason,
                        standing.id.empty() ? std::nullopt : std::optional(standing.id), record};
  }
  return EffectNotDone{"unknown progress", false, false, {}, {}};
}

AttemptEnd ask(supplier::Supplier& supplier, const Attempt& attempt, const OrderCopy& copy) {
  auto standing = supplier.status(*attempt.effect.reference);
  if (!standing)
    return EffectNotDone{
        standing.error().detail, false, standing.error().needs_person, standing.error().retry_after, {}};
  if (!*standing)
    return EffectNotDone{
        "the supplier does not know its own order " + *attempt.effect.reference + " any more",
        false,
        true,
        {},
        {}};
  return end_of(attempt, copy, **standing);
}

AttemptEnd place(supplier::Supplier& supplier, const Attempt& attempt, const OrderCopy& copy) {
  supplier::OrderRequest request;
  request.reference = copy.order.order_number;
  request.customer_email = copy.customer.email;
  request.customer_name = copy.customer.name.value_or("");
  request.items = pieces_of(copy.order);
  // A process may have died between the supplier's answer and our record of it, and left no trace.
  request.maybe_sent = true;
  const supplier::Placement placement = supplier.place(request);
  if (const auto* placed = std::get_if<supplier::Placed>(&placement))
    return end_of(attempt, copy, placed->order);
  if (const auto* rejected = std::get_if<supplier::Rejected>(&placement))
    return end_of(attempt, copy, {rejected->id, Progress::rejected, rejected->reason});
  if (const auto* not_done = std::get_if<supplier::NotDone>(&placement))
    return EffectNotDone{not_done->detail, false, not_done->needs_person, not_done->retry_after, {}};
  const auto& unknown = std::get<supplier::Unknown>(placement);
  return EffectNotDone{unknown.detail, true, unknown.needs_person, unknown.retry_after, {}};
}

constexpr const char* kNotWaiting = "the order is not waiting for the supplier any more";

/// What they have for an order that does not wait for it any more. Goods that nobody pays for are a person's.
AttemptEnd end_behind(const OrderCopy& copy, const Standing& standing) {
  const bool given_back =
      copy.order.status == OrderStatus::REFUNDED || copy.order.status == OrderStatus::FAILED;
  if (!given_back || standing.progress == Progress::rejected) return EffectPointless{kNotWaiting, {}};
  return for_a_person(
      fmt::format("order {} is {} here, and the supplier {} it under {}: {}", copy.order.order_number,
                  boost::describe::enum_to_string(copy.order.status, "?"),
                  standing.progress == Progress::completed ? "has delivered" : "works on", standing.id,
                  standing.progress == Progress::completed ? "settle it with them, then drop this"
                                                           : "cancel it there, then drop this"));
}

/// The order does not wait any more: refunded, fulfilled or rejected by hand. Whether they have it is looked
/// up (a process may have died behind a send), and nothing is sent again.
AttemptEnd look_behind(supplier::Supplier& supplier, const Attempt& attempt, const OrderCopy& copy) {
  const EffectState& effect = attempt.effect;
  const bool they_have_it = effect.postponed && effect.reference;
  const auto found =
      they_have_it ? supplier.status(*effect.reference) : supplier.find(copy.order.order_number);
  if (!found)
    return EffectNotDone{
        found.error().detail, !they_have_it, found.error().needs_person, found.error().retry_after, {}};
  if (*found) return end_behind(copy, **found);
  return EffectPointless{std::string(kNotWaiting) + ", and they do not have it", {}};
}

/// Of its cards, one that is in the catalogue no more: whose it was is not known.
std::optional<std::string> vanished_card(Writer& writer, const OrderState& order) {
  std::optional<std::string> gone;
  on_log(writer, kEffectOrigin, {}, "the catalogue cannot be read", [&](Workspace& ws) {
    gone.reset();
    for (const OrderItem& item : order.items)
      if (!ws.ledger().card(item.card_id)) gone = item.card_id;
  });
  return gone;
}

/// Why it is not sent without a person's word. Who retries it wants it sent.
std::optional<std::string> doubt(Writer& writer, const OrderCopy& copy) {
  if (copy.customer.email.find('@') == std::string::npos)
    return "the customer was erased: the supplier cannot be told who they are";
  if (const auto card = vanished_card(writer, copy.order))
    return "card \"" + *card +
           "\" has left the catalogue since it was sold: fulfil or reject the order by "
           "hand, or retry this to order it all the same";
  return std::nullopt;
}

/// Captured, or paid again: a refund of all of it failed, which may have come before anybody looked.
bool calls_for_order(const OrderState& order, const Event& fact) {
  const auto* failed = std::get_if<RefundFailed>(&fact);
  return !failed || failed->total_returned + failed->amount >= order.total_charged;
}

/// It was let go because the order was refunded, and the refund has come to nothing.
void resume(Workspace& ws, const std::string& effect_id) {
  const EffectState known = effect_of(ws.stream("effect-" + effect_id));
  ws.append(decide(known, ResumeEffect{"the order's refund failed", ws.now()}));
}

}  // namespace

Performer supplier_orders(supplier::Supplier& supplier, Writer& writer) {
  return [&supplier, &writer](const Attempt& attempt) -> AttemptEnd {
    const auto id = order_of_stream(attempt.effect.intended.subject);
    const auto copy = id ? copy_order(writer, *id) : std::nullopt;
    if (!copy) return EffectPointless{"there is no such order", {}};
    if (copy->order.status != OrderStatus::PROCESSING) return look_behind(supplier, attempt, *copy);
    if (attempt.effect.postponed && attempt.effect.reference) return ask(supplier, attempt, *copy);
    if (attempt.effect.attempts == 0)
      if (const auto why = doubt(writer, *copy)) return for_a_person(*why);
    return place(supplier, attempt, *copy);
  };
}

IntentRule supplier_order_rule(const std::string& source) {
  return {"supplier",
          {"payment.captured", "refund.failed"},
          [source](Workspace& ws, const Recorded& fact) -> std::vector<EffectIntended> {
            const auto id = order_of_stream(fact.envelope.stream);
            const OrderState* order = id ? ws.order(*id) : nullptr;
            if (!order || order->status != OrderStatus::PROCESSING) return {};
            if (!calls_for_order(*order, fact.event)) return {};
            for (const OrderItem& item : order->items)
              if (const CardState* card = ws.ledger().card(item.card_id); card && card->source != source)
                return {};
            EffectIntended effect;
            effect.effect_id = "supplier_order-" + id->str();
            if (std::holds_alternative<RefundFailed>(fact.event)) resume(ws, effect.effect_id);
            effect.kind = EffectKind::supplier_order;
            effect.partition = fact.envelope.partition_key;
            effect.subject = fact.envelope.stream;
            effect.detail = "order " + order->order_number;
            return {effect};
          }};
}

}  // namespace daybook
