#include "projections/sentences.hpp"

#include <fmt/format.h>

namespace daybook {
namespace {

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "?");
}
std::string because(const std::optional<std::string>& reason) {
  return reason && !reason->empty() ? ": " + *reason : "";
}

std::string unexpected_text(UnexpectedReason why) {
  switch (why) {
    case UnexpectedReason::wrong_amount:
      return "not the order's amount";
    case UnexpectedReason::wrong_currency:
      return "not the order's currency";
    case UnexpectedReason::order_closed:
      return "the order was closed";
    case UnexpectedReason::second_capture:
      return "the order was already paid";
  }
  return "?";
}

struct OrderSentences {
  std::string operator()(const OrderPlaced& e) const {
    std::int64_t pieces = 0;
    for (const auto& item : e.items) pieces += item.quantity;
    return fmt::format("Order {} placed: {} {}, {}", e.order_number, pieces, pieces == 1 ? "piece" : "pieces",
                       money_text(e.total_charged, e.currency));
  }
  std::string operator()(const OrderCancelled& e) const { return "Order cancelled" + because(e.reason); }
  std::string operator()(const OrderExpired&) const { return "Order expired unpaid"; }
  std::string operator()(const OrderFulfilled& e) const {
    return "Order fulfilled; supplier's number " + e.tradeline_order_id;
  }
  std::string operator()(const OrderSentToSupplier& e) const {
    return "The supplier took the order as " + e.tradeline_order_id;
  }
  std::string operator()(const CustomerKnown& e) const {
    return fmt::format("The customer gave {} to Stripe", e.name && e.phone ? "a name and a telephone number"
                                                         : e.name          ? "a name"
                                                                           : "a telephone number");
  }
  std::string operator()(const CheckoutRequested& e) const {
    return "Payment page asked for, open until " + to_string(e.expires_at);
  }
  std::string operator()(const CheckoutOpened& e) const {
    return fmt::format("Payment page {} is open until {}", e.stripe_session_id, to_string(e.expires_at));
  }
  std::string operator()(const RefundRequested& e) const {
    return fmt::format("Refund of {} asked of Stripe: {}", money_text(e.amount, e.currency), e.reason);
  }
  std::string operator()(const RefundRequestClosed& e) const {
    return e.accepted ? fmt::format("Stripe took the refund as {}", e.stripe_refund_id.value_or("?"))
                      : "The refund was not made: " + e.detail;
  }
  std::string operator()(const OrderRejected& e) const {
    return "Supplier cannot deliver" + because(e.reason);
  }
  std::string operator()(const PaymentCaptured& e) const {
    return fmt::format("Payment captured: {} by {}{}{}", money_text(e.amount, e.currency), name_of(e.method),
                       e.applied_from ? ", from unapplied money" : "", because(e.reason));
  }
  std::string operator()(const PaymentPending&) const {
    return "Payment started; the money is not there yet";
  }
  std::string operator()(const PaymentIntentKnown&) const {
    return "Stripe named the order's payment intent";
  }
  std::string operator()(const PaymentAttemptFailed& e) const {
    return "Payment attempt failed: " + e.failure_code;
  }
  std::string operator()(const PaymentUnexpected& e) const {
    return fmt::format("Unexpected payment of {} by {}: {}", money_text(e.amount, e.currency),
                       name_of(e.method), unexpected_text(e.why));
  }
  std::string operator()(const UnappliedRefunded& e) const {
    return fmt::format("Unexpected payment returned: {}{}", money_text(e.amount, e.currency),
                       e.settled ? "" : ", part of it");
  }
  std::string operator()(const RefundSettled& e) const {
    return fmt::format("Refunded {} by {}{}{}", money_text(e.amount, e.currency), name_of(e.method),
                       e.full ? ", now in full" : "", because(e.reason));
  }
  std::string operator()(const CommissionReleased& e) const {
    return "Commission released from its hold: " + money_text(e.share + e.markup, e.currency);
  }
  std::string operator()(const PaymentFeeKnown& e) const {
    return "Stripe's fee: " + money_text(e.fee, e.currency);
  }
  std::string operator()(const RefundReported& e) const {
    return fmt::format("Stripe reports refund {} of {}: {}", e.stripe_refund_id,
                       money_text(e.amount, e.currency), name_of(e.status));
  }
  std::string operator()(const RefundTotalReported& e) const {
    return fmt::format("Stripe reports {} refunded in all", money_text(e.amount_refunded, e.currency));
  }
  std::string operator()(const RefundFailed& e) const {
    return fmt::format("Refund failed, {} came back{}", money_text(e.amount, e.currency), because(e.reason));
  }
  std::string operator()(const CommissionHeld& e) const {
    return fmt::format("Commission held: {}; {}", money_text(e.share + e.markup, e.currency), e.reason);
  }
  std::string operator()(const CommissionUnheld& e) const {
    return fmt::format("Commission no longer held: {}; {}", money_text(e.share + e.markup, e.currency),
                       e.reason);
  }
  std::string operator()(const CommissionCorrected& e) const {
    return fmt::format("Commission corrected from {}% to {}%: {}", percent_text(e.old_share_rate),
                       percent_text(e.new_share_rate),
                       money_text(e.delta.share + e.delta.markup, e.currency));
  }
};

struct DisputeSentences {
  std::string operator()(const DisputeOpened& e) const {
    return fmt::format("{} {} over {} opened: {}", e.inquiry ? "Inquiry" : "Dispute", e.dispute_id,
                       money_text(e.amount, e.currency), e.reason);
  }
  std::string operator()(const DisputeFundsWithdrawn& e) const {
    return fmt::format("Dispute {}: {} and a fee of {} withdrawn", e.dispute_id,
                       money_text(e.amount, e.currency), money_text(e.fee, e.currency));
  }
  std::string operator()(const DisputeFundsReinstated& e) const {
    return fmt::format("Dispute {}: {} reinstated", e.dispute_id, money_text(e.amount + e.fee, e.currency));
  }
  std::string operator()(const DisputeLost& e) const {
    return fmt::format("Dispute {} lost: {}", e.dispute_id, money_text(e.amount, e.currency));
  }
  std::string operator()(const DisputeLossAdjusted& e) const {
    return fmt::format("Lost disputes take {} from the parties now", money_text(e.total_lost, e.currency));
  }
  std::string operator()(const DisputeWon& e) const { return "Dispute " + e.dispute_id + " won"; }
  std::string operator()(const DisputeInquiryClosed& e) const {
    return "Inquiry " + e.dispute_id + " closed";
  }
};

struct PartySentences {
  std::string operator()(const AdminCreated& e) const { return "Admin created as " + name_of(e.role); }
  std::string operator()(const AdminRevoked&) const { return "Admin revoked"; }
  std::string operator()(const BrokerRegistered&) const { return "Broker registered"; }
  std::string operator()(const BrokerApproved& e) const { return "Broker approved" + because(e.reason); }
  std::string operator()(const BrokerSuspended& e) const { return "Broker suspended" + because(e.reason); }
  std::string operator()(const BrokerReactivated& e) const {
    return "Broker reactivated" + because(e.reason);
  }
  std::string operator()(const BrokerDeactivated& e) const {
    return "Broker deactivated" + because(e.reason);
  }
  std::string operator()(const BrokerTermsChanged& e) const {
    const bool percentage = e.terms.markup_type == MarkupType::PERCENTAGE;
    return fmt::format("Terms version {}: share {}%, markup {}", e.terms_version,
                       percent_text(e.terms.revenue_share),
                       percentage ? percent_text(e.terms.markup_percent) + "%"
                                  : fmt::format("{} minor units a piece", e.terms.markup_fixed.value));
  }
  std::string operator()(const BrokerTermsCorrected& e) const {
    return fmt::format("Revenue share corrected to {}% from {}: {}", percent_text(e.revenue_share),
                       to_string(e.from), e.reason);
  }
  std::string operator()(const PayoutAccountProposed& e) const {
    return fmt::format("New {} payout account proposed", name_of(e.kind));
  }
  std::string operator()(const PayoutAccountApproved& e) const {
    return "Payout account approved, payable from " + to_string(e.payable_from);
  }
  std::string operator()(const PayoutAccountWithdrawn& e) const {
    return "Payout account withdrawn: " + e.reason;
  }
  std::string operator()(const TaxFormRecorded& e) const {
    return fmt::format("W-9 of {} recorded, {}", e.signed_on, name_of(e.tin_kind));
  }
  std::string operator()(const BrokerProfileChanged&) const { return "Broker's profile changed"; }
  std::string operator()(const BrokerKeyRotated& e) const {
    return fmt::format("New {} key {}…", name_of(e.key.kind), e.key.prefix);
  }
  std::string operator()(const BrokerKeyRevoked& e) const {
    return fmt::format("The {} key was revoked", name_of(e.kind));
  }
  std::string operator()(const CatalogImported& e) const {
    return fmt::format("Catalogue version {}: {} added, {} changed, {} removed", e.catalog_version, e.added,
                       e.changed, e.removed);
  }
  std::string operator()(const PersonErased&) const { return "Personal data erased"; }
};

struct PayoutSentences {
  std::string operator()(const PayoutCreated& e) const {
    return fmt::format("Payout of {} created by {}, {} {}", money_text(e.amounts.total(), e.currency),
                       name_of(e.payment_method), e.lines.size(), e.lines.size() == 1 ? "line" : "lines");
  }
  std::string operator()(const PayoutEdited& e) const {
    return fmt::format("Payout edited: version {}, by {}", e.version, name_of(e.payment_method));
  }
  std::string operator()(const PayoutApproved& e) const {
    return fmt::format("Payout approved at version {}", e.version);
  }
  std::string operator()(const PayoutProcessing&) const { return "Payout sent to the bank"; }
  std::string operator()(const PayoutCompleted& e) const {
    return fmt::format("Payout of {} completed by {}, transaction {}",
                       money_text(e.amounts.total(), e.currency), name_of(e.payment_method),
                       e.transaction_id);
  }
  std::string operator()(const PayoutFailed& e) const { return "Payout failed" + because(e.reason); }
  std::string operator()(const PayoutCancelled& e) const { return "Payout cancelled" + because(e.reason); }
  std::string operator()(const PayoutReturned& e) const {
    return fmt::format("Payout of {} returned with code {}, reference {}",
                       money_text(e.amounts.total(), e.currency), e.return_code, e.reference) +
           because(e.reason);
  }
};

struct LedgerSentences {
  std::string operator()(const AdjustmentProposed& e) const {
    return fmt::format("{} proposed: {}", kind_text(e.kind), e.reason);
  }
  std::string operator()(const AdjustmentApproved& e) const {
    return fmt::format("{} approved: {}", kind_text(e.kind), e.reason);
  }
  std::string operator()(const AdjustmentWithdrawn& e) const { return "Adjustment withdrawn: " + e.reason; }
  std::string operator()(const SupplierSettled& e) const {
    return fmt::format("Supplier {} paid {}, reference {}", e.supplier, money_text(e.amount, e.currency),
                       e.reference);
  }
  std::string operator()(const StripePaidOut& e) const {
    return fmt::format("Stripe paid out {} to the bank", money_text(e.amount, e.currency));
  }
  std::string operator()(const StripePayoutFailed& e) const {
    return fmt::format("Stripe's payout of {} came back: {}", money_text(e.amount, e.currency),
                       e.failure_code);
  }
  std::string operator()(const BankFileMade& e) const {
    return fmt::format("Bank file ({}) of {} {} over {} made", name_of(e.format), e.payouts.size(),
                       e.payouts.size() == 1 ? "payout" : "payouts", money_text(e.control_total, e.currency));
  }
  std::string operator()(const BankReturnReceived& e) const {
    return fmt::format("Bank's answer ({}) received: {} {}, {} applied", e.format, e.items,
                       e.items == 1 ? "item" : "items", e.applied);
  }

 private:
  static const char* kind_text(AdjustmentKind kind) {
    return kind == AdjustmentKind::write_off ? "Write-off" : "Adjustment";
  }
};

struct PeriodSentences {
  std::string operator()(const PeriodClosed& e) const {
    return fmt::format("Month {} closed ({}), sealed at position {}", e.month, e.zone, e.position);
  }
  std::string operator()(const PeriodReopeningProposed& e) const {
    return fmt::format("Proposed to open month {} again: {}", e.month, e.reason);
  }
  std::string operator()(const PeriodReopeningWithdrawn& e) const {
    return fmt::format("Month {} stays closed: {}", e.month, e.reason);
  }
  std::string operator()(const PeriodReopened& e) const {
    return fmt::format("Month {} opened again: {}", e.month, e.reason);
  }
  std::string operator()(const LateFactPosted& e) const {
    return fmt::format("A fact of {} came after {} was closed: {} posts into {}", to_string(e.effective_at),
                       e.month, e.fact, e.posted_in);
  }
};

struct OutsideSentences {
  std::string operator()(const WebhookReceived& e) const {
    return fmt::format("{} sent {}", e.source, e.event_type);
  }
  std::string operator()(const WebhookParked& e) const {
    return fmt::format("Waits for {}: {}", e.waits_for, e.detail);
  }
  std::string operator()(const WebhookProcessed& e) const { return e.outcome; }
  std::string operator()(const WebhookFailed& e) const { return "Processing failed: " + e.error; }
  std::string operator()(const WidgetEventsGathered& e) const {
    return fmt::format("{} {} seen", e.visitors.size(), e.visitors.size() == 1 ? "visitor" : "visitors");
  }
  std::string operator()(const TaskDismissed& e) const { return "Task dismissed" + because(e.reason); }
};

struct EffectSentences {
  std::string operator()(const EffectIntended& e) const {
    return fmt::format("To be done: {}{}", what(e.kind), because(e.detail));
  }
  std::string operator()(const EffectAttemptFailed& e) const {
    return fmt::format("Attempt {} failed, once more at {}: {}", e.attempt, to_string(e.next_at), e.error);
  }
  std::string operator()(const EffectPostponed& e) const { return "On its way: " + e.detail; }
  std::string operator()(const EffectSucceeded& e) const { return "Done: " + e.outcome; }
  std::string operator()(const EffectGivenUp& e) const {
    return fmt::format("Given up after {} {}{}: {}", e.attempt, e.attempt == 1 ? "attempt" : "attempts",
                       e.maybe_done ? ", and it may have been done all the same" : "", e.error);
  }
  std::string operator()(const EffectRetried& e) const { return "To be tried again: " + e.reason; }
  std::string operator()(const EffectDropped& e) const { return "Not to be done any more: " + e.reason; }
  std::string operator()(const ConnectAccountLinked& e) const {
    return fmt::format("Stripe account {} linked", e.stripe_account);
  }
  std::string operator()(const ConnectAccountChanged& e) const {
    return fmt::format(
        "Stripe account {} {} be paid out{}", e.stripe_account, e.payouts_enabled ? "can" : "cannot",
        e.requirements.empty() ? "" : fmt::format("; Stripe still wants {} things", e.requirements.size()));
  }

 private:
  static const char* what(EffectKind kind) {
    switch (kind) {
      case EffectKind::supplier_order:
        return "order from the supplier";
      case EffectKind::stripe_refund:
        return "refund through Stripe";
      case EffectKind::stripe_session_expiry:
        return "close the payment page";
      case EffectKind::stripe_transfer:
        return "transfer the payout to the payee's Stripe account";
      case EffectKind::stripe_transfer_reversal:
        return "take the transfer back";
      case EffectKind::mail:
        return "send a mail";
      case EffectKind::webhook:
        return "tell an integrator";
    }
    return "?";
  }
};

struct ReconciliationSentences {
  std::string operator()(const StatementImported& e) const {
    return fmt::format("Statement of {} ({}) imported: {}, {} known already", e.account, name_of(e.format),
                       lines(e.lines), e.known);
  }
  std::string operator()(const StatementLinesImported& e) const {
    return fmt::format("Statement of {}: {} from number {}", e.account,
                       lines(static_cast<std::int64_t>(e.lines.size())), e.first);
  }
  std::string operator()(const ReconciliationMatched& e) const {
    return fmt::format("{} of {} matched by hand with {} of ours: {}",
                       lines(static_cast<std::int64_t>(e.lines.size())), e.account, e.positions.size(),
                       e.reason);
  }
  std::string operator()(const ReconciliationUnmatched& e) const { return "Match undone: " + e.reason; }

 private:
  static std::string lines(std::int64_t n) { return fmt::format("{} {}", n, n == 1 ? "line" : "lines"); }
};

/// Addresses may hold an integrator's own secrets: none is told here.
struct EndpointSentences {
  std::string operator()(const WebhookEndpointCreated& e) const {
    return "Webhook endpoint created for " + events(e.event_types);
  }
  std::string operator()(const WebhookEndpointChanged& e) const {
    return "Webhook endpoint changed: it hears of " + events(e.event_types);
  }
  std::string operator()(const WebhookEndpointSecretRotated& e) const {
    return "New webhook secret; the old one signs until " + to_string(e.previous_valid_until);
  }
  std::string operator()(const WebhookEndpointDisabled& e) const {
    switch (e.why) {
      case EndpointStop::gone:
        return "Webhook endpoint disabled: it answered that it is gone";
      case EndpointStop::failing:
        return "Webhook endpoint disabled: nothing got through for too long";
      case EndpointStop::asked:
        break;
    }
    return "Webhook endpoint disabled";
  }
  std::string operator()(const WebhookEndpointEnabled&) const { return "Webhook endpoint enabled again"; }
  std::string operator()(const WebhookEndpointRemoved&) const { return "Webhook endpoint removed"; }
  std::string operator()(const NotificationPreferencesChanged& e) const {
    const auto word = [](bool on) { return on ? "on" : "off"; };
    return fmt::format("Mails: new orders {}, payouts {}, holds {}", word(e.new_order), word(e.payout),
                       word(e.hold));
  }

 private:
  static std::string events(const std::vector<std::string>& types) {
    if (types == std::vector<std::string>{"*"}) return "all events";
    return fmt::format("{} {} of event", types.size(), types.size() == 1 ? "type" : "types");
  }
};

struct Sentences : OrderSentences,
                   DisputeSentences,
                   PartySentences,
                   PayoutSentences,
                   LedgerSentences,
                   PeriodSentences,
                   ReconciliationSentences,
                   EffectSentences,
                   EndpointSentences,
                   OutsideSentences {
  using OrderSentences::operator();
  using DisputeSentences::operator();
  using EndpointSentences::operator();
  using LedgerSentences::operator();
  using PartySentences::operator();
  using PayoutSentences::operator();
  using PeriodSentences::operator();
  using EffectSentences::operator();
  using OutsideSentences::operator();
  using ReconciliationSentences::operator();
};

}  // namespace

std::string sentence_of(const Event& event) { return std::visit(Sentences{}, event); }

std::string money_text(Minor amount, Currency currency) {
  return decimal_text(amount.value, currency) + " " + currency.str();
}

}  // namespace daybook
