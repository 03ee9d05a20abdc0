#include "adapters/effects/stripe_effects.hpp"

#include "events/checkout/checkout_decide.hpp"
#include "events/refund/refund_decide.hpp"

namespace daybook {
namespace {

/// What is behind the first dash of an effect's id.
std::string subject_id(const EffectIntended& effect) {
  return effect.effect_id.substr(effect.effect_id.find('-') + 1);
}

stripe::NewRefund wanted_refund(const EffectIntended& effect) {
  stripe::NewRefund wanted;
  wanted.payment_intent = effect.reference.value_or("");
  wanted.amount = effect.amount;
  wanted.currency = effect.currency.value();
  wanted.metadata = {{"refund_id", subject_id(effect)}, {"order_id", effect.subject.substr(6)}};
  return wanted;
}

/// The request is closed, and what Stripe says is noted as its webhook would be.
void record_refund(Workspace& ws, const EffectIntended& effect, const stripe::StripeRefund& refund) {
  const auto order_id = order_of_stream(effect.subject);
  const auto refund_id = RefundId::parse(subject_id(effect));
  if (!order_id || !refund_id || !ws.order(*order_id)) return;
  ws.append(decide(*ws.order(*order_id), CloseRefundRequest{*refund_id, refund.id, "", ws.now()}));
  RefundStatus status{};
  if (!boost::describe::enum_from_string(refund.status.c_str(), status)) return;  // its webhook will tell
  // When it failed stands in no refund: figures that were reported since its creation may still hold it.
  const bool failed = status == RefundStatus::failed || status == RefundStatus::canceled;
  auto noted = note_stripe_refund(
      *ws.order(*order_id), ws.policy(), ws.ids(),
      {refund.id, refund.amount, status, effect.reference, failed ? ws.now() : refund.created, ws.now()});
  if (noted && *noted) ws.append(std::move((*noted)->events));
}

void record_refusal(Workspace& ws, const EffectIntended& effect, const std::string& why) {
  const auto order_id = order_of_stream(effect.subject);
  const auto refund_id = RefundId::parse(subject_id(effect));
  if (!order_id || !refund_id || !ws.order(*order_id)) return;
  ws.append(decide(*ws.order(*order_id), CloseRefundRequest{*refund_id, std::nullopt, why, ws.now()}));
}

EffectDone refund_made(const EffectIntended& effect, const stripe::StripeRefund& made) {
  return {"Stripe took the refund; it is " + made.status, made.id,
          [effect, made](Workspace& ws) { record_refund(ws, effect, made); }};
}

AttemptEnd refund(stripe::StripeClient& client, const Attempt& attempt) {
  const EffectIntended& effect = attempt.effect.intended;
  // Looked up before every call: a process may have died between Stripe's answer and our record of it, and
  // Stripe forgets idempotency keys.
  auto known = find_ours(client.refunds_of(effect.reference.value_or("")), "refund_id", subject_id(effect));
  if (!known) return not_done(known.error());
  if (*known) return refund_made(effect, **known);
  auto made = client.create_refund(wanted_refund(effect), attempt.idempotency_key);
  if (made) return refund_made(effect, *made);
  EffectNotDone end = not_done(made.error());
  // Nothing was there before: what Stripe refuses now was never done.
  if (end.for_good)
    end.record = [effect, why = end.error](Workspace& ws) { record_refusal(ws, effect, why); };
  return end;
}

AttemptEnd expire(stripe::StripeClient& client, const Attempt& attempt) {
  const std::string id = attempt.effect.intended.reference.value_or("");
  auto session = client.session(id);
  if (!session) return not_done(session.error());
  if (session->status != "open") return EffectPointless{"the page is " + session->status + " already", {}};
  auto expired = client.expire_session(id, attempt.idempotency_key);
  if (!expired) return not_done(expired.error());
  return EffectDone{"the payment page is closed", id, {}};
}

}  // namespace

EffectNotDone not_done(const stripe::StripeFailure& failure) {
  EffectNotDone end;
  end.error = failure.message;
  end.maybe_done = failure.kind == stripe::FailureKind::unknown_outcome;
  end.for_good = failure.kind == stripe::FailureKind::refused;
  end.retry_after = failure.retry_after.value_or(std::chrono::seconds(0));
  return end;
}

Performer stripe_refunds(stripe::StripeClient& client) {
  return [&client](const Attempt& attempt) { return refund(client, attempt); };
}

Performer stripe_session_expiries(stripe::StripeClient& client) {
  return [&client](const Attempt& attempt) { return expire(client, attempt); };
}

IntentRule session_expiry_rule() {
  const auto intend = [](Workspace& ws, const Recorded& fact) {
    std::vector<EffectIntended> effects;
    const auto id = order_of_stream(fact.envelope.stream);
    const OrderState* order = id ? ws.order(*id) : nullptr;
    if (!order) return effects;
    for (const std::string& session : sessions_to_close(*order)) {
      EffectIntended effect;
      effect.effect_id = "stripe_session_expiry-" + session;
      effect.kind = EffectKind::stripe_session_expiry;
      effect.partition = fact.envelope.partition_key;
      effect.subject = fact.envelope.stream;
      effect.reference = session;
      effects.push_back(std::move(effect));
    }
    return effects;
  };
  return {"stripe", {"order.cancelled", "order.expired", "payment.captured", "checkout.opened"}, intend};
}

}  // namespace daybook
