#include "adapters/effects/stripe_effects.hpp"

#include "events/checkout/checkout_decide.hpp"
#include "events/refund/refund_decide.hpp"

namespace daybook {
namespace {

/// What is behind the first dash of an effect's id.
std::string subject_id(const EffectIntended& effect) {
  return effect.effect_id.substr(effect.effect_id.find('-') + 1);
}

/// An earlier attempt's refund, by our id in its metadata.
stripe::Answered<std::optional<stripe::StripeRefund>> find_refund(stripe::StripeClient& client,
                                                                  const EffectIntended& effect) {
  auto refunds = client.refunds_of(effect.reference.value_or(""));
  if (!refunds) return tl::unexpected(refunds.error());
  const std::string id = subject_id(effect);
  for (stripe::StripeRefund& refund : *refunds)
    if (const auto ours = refund.metadata.find("refund_id");
        ours != refund.metadata.end() && ours->second == id)
      return std::optional(std::move(refund));
  return std::optional<stripe::StripeRefund>{};
}

stripe::Answered<stripe::StripeRefund> refund_once(stripe::StripeClient& client, const Attempt& attempt) {
  const EffectIntended& effect = attempt.effect.intended;
  if (attempt.effect.maybe_done) {
    auto known = find_refund(client, effect);
    if (!known) return tl::unexpected(known.error());
    if (*known) return std::move(**known);
  }
  stripe::NewRefund wanted;
  wanted.payment_intent = effect.reference.value_or("");
  wanted.amount = effect.amount;
  wanted.currency = effect.currency.value();
  wanted.metadata = {{"refund_id", subject_id(effect)}, {"order_id", effect.subject.substr(6)}};
  return client.create_refund(wanted, attempt.idempotency_key);
}

/// The request is closed, and what Stripe says is noted as its webhook would be.
void record_refund(Workspace& ws, const EffectIntended& effect, const stripe::StripeRefund& refund) {
  const auto order_id = order_of_stream(effect.subject);
  const auto refund_id = RefundId::parse(subject_id(effect));
  if (!order_id || !refund_id || !ws.order(*order_id)) return;
  ws.append(decide(*ws.order(*order_id), CloseRefundRequest{*refund_id, refund.id, "", ws.now()}));
  RefundStatus status{};
  if (!boost::describe::enum_from_string(refund.status.c_str(), status)) return;  // its webhook will tell
  auto noted =
      note_stripe_refund(*ws.order(*order_id), ws.policy(), ws.ids(),
                         {refund.id, refund.amount, status, effect.reference, refund.created, ws.now()});
  if (noted && *noted) ws.append(std::move((*noted)->events));
}

void record_refusal(Workspace& ws, const EffectIntended& effect, const std::string& why) {
  const auto order_id = order_of_stream(effect.subject);
  const auto refund_id = RefundId::parse(subject_id(effect));
  if (!order_id || !refund_id || !ws.order(*order_id)) return;
  ws.append(decide(*ws.order(*order_id), CloseRefundRequest{*refund_id, std::nullopt, why, ws.now()}));
}

AttemptEnd refund(stripe::StripeClient& client, const Attempt& attempt) {
  const EffectIntended& effect = attempt.effect.intended;
  auto made = refund_once(client, attempt);
  if (!made) {
    EffectNotDone end = not_done(made.error());
    // What may have been done still counts as going back, until a person says what it was.
    if (end.for_good && !attempt.effect.maybe_done)
      end.record = [effect, why = end.error](Workspace& ws) { record_refusal(ws, effect, why); };
    return end;
  }
  return EffectDone{"Stripe took the refund; it is " + made->status, made->id,
                    [effect, made = *made](Workspace& ws) { record_refund(ws, effect, made); }};
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
