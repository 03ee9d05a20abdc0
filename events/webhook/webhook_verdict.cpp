#include "events/webhook/webhook_verdict.hpp"

#include "events/dispute/dispute_decide.hpp"
#include "events/refund/refund_decide.hpp"

namespace daybook {
namespace {

Verdict verdict_of(const Result<std::optional<Effect>>& effect) {
  if (!effect) return {std::nullopt, effect.error().detail};
  return {*effect, ""};
}
Verdict verdict_of(const Result<Effect>& effect) {
  if (!effect) return {std::nullopt, effect.error().detail};
  return {*effect, ""};
}

/// Which statuses Stripe knows is written once, in the enum.
std::optional<RefundStatus> refund_status(const std::optional<std::string>& text) {
  RefundStatus status{};
  if (!text || !boost::describe::enum_from_string(text->c_str(), status)) return std::nullopt;
  return status;
}

/// What moved for the dispute: of its balance transaction when that is in the order's currency, else what the
/// customer disputes and no fee (a fee in another currency is on Stripe's own report).
DisputeMoney money_of(const OrderState& order, const StripeFact& fact) {
  DisputeMoney money{*fact.amount, Minor{}, fact.balance_transaction};
  if (fact.transaction_currency != order.currency.str()) return money;
  money.amount = fact.transaction_amount.value_or(money.amount);
  money.fee = fact.fee.value_or(Minor{});
  return money;
}

Verdict close_dispute(const OrderState& order, const Policy& policy, const DisputeReport& report,
                      const std::string& status) {
  if (status == "won") return verdict_of(note_closing(order, policy, report, DisputeStatus::won));
  if (status == "lost") return verdict_of(note_closing(order, policy, report, DisputeStatus::lost));
  if (status == "warning_closed")
    return verdict_of(note_closing(order, policy, report, DisputeStatus::inquiry_closed));
  return {std::nullopt,
          "a dispute closed as \"" + status + "\" is unknown here: won, lost or warning_closed"};
}

}  // namespace

Verdict fee_verdict(const OrderState& order, const Policy&, IdSource&, const StripeDelivery& d) {
  const StripeFact& f = d.fact;
  if (!f.balance_transaction || !f.fee || !f.transaction_currency)
    return {Effect{{}, "stored; its fee is not in it"}, ""};
  const auto currency = parse_currency(*f.transaction_currency);
  if (!currency) return {std::nullopt, "the balance transaction's currency is unknown"};
  if (order.knows_fee(*f.balance_transaction)) return {Effect{{}, "known fee"}, ""};
  if (*f.fee == Minor{}) return {Effect{{}, "no fee"}, ""};
  return {
      Effect{{{PaymentFeeKnown{order.id, order.broker_id, *f.balance_transaction, *f.fee, *currency}, d.now}},
             "fee"},
      ""};
}

Verdict charge_refunded_verdict(const OrderState& order, const Policy& policy, IdSource& ids,
                                const StripeDelivery& d) {
  if (!d.fact.amount_refunded || *d.fact.amount_refunded < Minor{})
    return {std::nullopt, "amount_refunded is missing or negative"};
  return verdict_of(reconcile_stripe_refund(
      order, policy, ids,
      {*d.fact.amount_refunded, d.fact.payment_intent, d.fact.created.value_or(Instant{}), d.now}));
}

Verdict refund_verdict(const OrderState& order, const Policy& policy, IdSource& ids,
                       const StripeDelivery& d) {
  if (d.fact.object_id.empty()) return {std::nullopt, "the refund has no id"};
  if (!d.fact.amount || *d.fact.amount < Minor{1})
    return {std::nullopt, "the amount is missing or not positive"};
  // The event's name says it where an object has no status of its own.
  const auto status =
      d.event_type == "refund.failed" ? std::optional(RefundStatus::failed) : refund_status(d.fact.status);
  if (!status)
    return {std::nullopt,
            "the refund's status is missing or unknown: pending, requires_action, succeeded, "
            "failed or canceled"};
  return verdict_of(note_stripe_refund(order, policy, ids,
                                       {d.fact.object_id, *d.fact.amount, *status, d.fact.payment_intent,
                                        d.fact.created.value_or(Instant{}), d.now}));
}

Verdict dispute_verdict(const OrderState& order, const Policy& policy, IdSource&, const StripeDelivery& d) {
  const StripeFact& f = d.fact;
  if (f.object_id.empty()) return {std::nullopt, "the dispute has no id"};
  if (!order.captured()) return {};
  if (order.payment_method != PaymentMethod::STRIPE ||
      (f.payment_intent && order.stripe_payment_intent && order.stripe_payment_intent != f.payment_intent))
    return {std::nullopt, "it disputes money that was put aside: it needs a person and an adjustment"};
  if (!f.amount || *f.amount < Minor{1}) return {std::nullopt, "the amount is missing or not positive"};
  if (f.currency != order.currency.str())
    return {std::nullopt, "the dispute is not in the order's currency: it needs a person"};
  const std::string status = f.status.value_or("");
  const DisputeReport report{f.object_id, *f.amount, f.reason.value_or("unknown"),
                             status.starts_with("warning_"), d.now};
  if (d.event_type == "charge.dispute.closed") return close_dispute(order, policy, report, status);
  if (d.event_type == "charge.dispute.funds_withdrawn")
    return {note_withdrawal(order, report, money_of(order, f)), ""};
  if (d.event_type == "charge.dispute.funds_reinstated")
    return verdict_of(note_reinstatement(order, report, money_of(order, f)));
  return {note_dispute(order, report), ""};
}

}  // namespace daybook
