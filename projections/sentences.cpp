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

struct Sentences : OrderSentences,
                   DisputeSentences,
                   PartySentences,
                   PayoutSentences,
                   LedgerSentences,
                   ReconciliationSentences,
                   OutsideSentences {
  using OrderSentences::operator();
  using DisputeSentences::operator();
  using LedgerSentences::operator();
  using PartySentences::operator();
  using PayoutSentences::operator();
  using OutsideSentences::operator();
  using ReconciliationSentences::operator();
};

}  // namespace

std::string sentence_of(const Event& event) { return std::visit(Sentences{}, event); }

std::string money_text(Minor amount, Currency currency) {
  return decimal_text(amount.value, currency) + " " + currency.str();
}

}  // namespace daybook
