#include "events/payment/payment_decide.hpp"

#include "events/order/order_decide.hpp"

namespace daybook {
namespace {

PaymentCaptured capture_of(const OrderState& order, const Policy& policy, IdSource& ids, PaymentMethod method,
                           Instant effective) {
  PaymentCaptured fact;
  fact.payment_id = PaymentId(ids.next());
  fact.order_id = order.id;
  fact.broker_id = order.broker_id;
  fact.method = method;
  fact.amount = order.total_charged;
  fact.currency = order.currency;
  fact.parts = order.parts;
  if (policy.hold_days > 0 && order.broker_id)
    fact.hold_until = Instant{effective.micros + policy.hold_days * kMicrosPerDay};
  return fact;
}

PaymentUnexpected unexpected(const OrderState& order, IdSource& ids, const StripeMoney& money,
                             UnexpectedReason why) {
  return {PaymentId(ids.next()), order.id, order.broker_id,  PaymentMethod::STRIPE, money.amount,
          money.currency,        why,      money.session_id, money.payment_intent};
}

/// What is known of money that was recorded before.
struct Known {
  const std::optional<std::string>& session;
  const std::optional<std::string>& intent;
  Minor amount;
  Currency currency;
};

enum class Likeness { same_id, same_sum };

/// Whether this signal is about that money: by intent or session; or, where only one side names the intent (a
/// session may lack it), by amount and currency: "a session without payment_intent is the same money as the
/// intent that names that order".
bool same_money(const Known& known, const StripeMoney& m, Likeness by) {
  const bool intents = known.intent && m.payment_intent, sessions = known.session && m.session_id;
  if (by == Likeness::same_id)
    return intents ? *known.intent == *m.payment_intent : sessions && *known.session == *m.session_id;
  return !intents && !sessions && known.intent.has_value() != m.payment_intent.has_value() &&
         known.amount == m.amount && known.currency == m.currency;
}

/// The second signal of known money, which may tell its intent.
Effect second_signal(const OrderState& order, const StripeMoney& m, const std::optional<std::string>& intent,
                     std::optional<PaymentId> unapplied) {
  if (!m.payment_intent || intent) return {{}, "second signal of known money"};
  return {{{PaymentIntentKnown{order.id, order.broker_id, *m.payment_intent, unapplied}, m.now}},
          "second signal of known money: its intent"};
}

}  // namespace

Result<NewEvents> decide(const OrderState& order, const Policy& policy, IdSource& ids,
                         const RecordManualPayment& c) {
  if (order.captured()) return refuse(RefusalCode::already_paid, "the order is paid already");
  if (order.status != OrderStatus::PENDING)
    return refuse(RefusalCode::order_not_pending,
                  "the order was cancelled or has expired: it cannot be paid");
  if (c.received_at > c.now) return refuse(invalid_field("/received_at", "must not be in the future"));
  auto fact = capture_of(order, policy, ids, c.method, c.received_at);
  fact.reason = c.reason;
  fact.reference = c.reference;
  return NewEvents{{std::move(fact), c.received_at}};
}

Result<NewEvents> decide(const OrderState& order, const RecordFee& c) {
  if (c.fee < Minor{1} || c.fee > kLargestFee)
    return refuse(
        invalid_field("/fee", "must be from 1 to " + std::to_string(kLargestFee.value) + " minor units"));
  if (order.payment_method != PaymentMethod::STRIPE)
    return refuse(RefusalCode::conflict, "the order was not paid through Stripe: it has no processing fee");
  if (order.knows_fee(c.balance_transaction))
    return refuse(RefusalCode::conflict, "this balance transaction's fee is recorded already");
  return NewEvents{
      {PaymentFeeKnown{order.id, order.broker_id, c.balance_transaction, c.fee, c.currency}, c.now}};
}

Effect capture_stripe_money(const OrderState& order, const Policy& policy, IdSource& ids,
                            const StripeMoney& m) {
  const bool by_stripe = order.captured() && order.payment_method == PaymentMethod::STRIPE;
  // All are asked by their ids first: a sum alone would take the signal of one payment for another's.
  for (const Likeness by : {Likeness::same_id, Likeness::same_sum}) {
    const Known captured{order.stripe_session_id, order.stripe_payment_intent, order.total_charged,
                         order.currency};
    if (by_stripe && same_money(captured, m, by))
      return second_signal(order, m, order.stripe_payment_intent, std::nullopt);
    for (const auto& u : order.unapplied)
      if (same_money({u.stripe_session_id, u.stripe_payment_intent, u.amount, u.currency}, m, by))
        return second_signal(order, m, u.stripe_payment_intent, u.payment_id);
  }
  const auto put_aside = [&](UnexpectedReason why) {
    return Effect{{{unexpected(order, ids, m, why), m.now}}, "unexpected money, put aside"};
  };
  if (order.captured()) return put_aside(UnexpectedReason::second_capture);
  if (order.status != OrderStatus::PENDING) return put_aside(UnexpectedReason::order_closed);
  if (m.currency != order.currency) return put_aside(UnexpectedReason::wrong_currency);
  if (m.amount != order.total_charged) return put_aside(UnexpectedReason::wrong_amount);
  auto fact = capture_of(order, policy, ids, PaymentMethod::STRIPE, m.now);
  fact.stripe_session_id = m.session_id;
  fact.stripe_payment_intent = m.payment_intent;
  return {{{std::move(fact), m.now}}, "captured"};
}

Result<NewEvents> decide(const LedgerState& ledger, const OrderState& order, const Policy& policy,
                         IdSource& ids, const ApplyUnapplied& c) {
  const Unapplied* money = nullptr;
  for (const auto& u : order.unapplied)
    if (u.payment_id == c.payment_id) money = &u;
  if (!money || !money->open) return refuse(RefusalCode::conflict, "this money is not waiting any more");
  if (order.captured())
    return refuse(RefusalCode::already_paid, "the order is paid already: refund this money");
  if (money->refunded > Minor{} || money->currency != order.currency || money->amount != order.total_charged)
    return refuse(RefusalCode::conflict,
                  "only the order's exact total in its currency can be applied: refund this money");
  auto fact = capture_of(order, policy, ids, PaymentMethod::STRIPE, c.now);
  fact.stripe_session_id = money->stripe_session_id;
  fact.stripe_payment_intent = money->stripe_payment_intent;
  fact.reason = c.reason;
  fact.applied_from = c.payment_id;
  if (order.status == OrderStatus::CANCELLED) {
    fact.taken = pieces_of(order);
    for (const auto& piece : fact.taken) {
      const auto* card = ledger.card(piece.card_id);
      const std::int64_t left = card ? card->card.stock : 0;
      if (left < piece.quantity) {
        Refusal refusal{RefusalCode::out_of_stock,
                        "card \"" + piece.card_id + "\" is sold out: refund this money",
                        {},
                        left};
        return refuse(refusal);
      }
    }
  }
  return NewEvents{{std::move(fact), c.now}};
}

}  // namespace daybook
