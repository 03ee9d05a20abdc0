#pragma once
// An order with its money, folded from its stream. The write path decides on it and the read model stores it:
// one fold for both.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "events/checkout/checkout_events.hpp"
#include "events/commission/commission_events.hpp"
#include "events/dispute/dispute_state.hpp"
#include "events/envelope.hpp"
#include "events/order/order_events.hpp"
#include "events/payment/payment_events.hpp"
#include "events/refund/refund_events.hpp"
#include "events/refund/refund_evidence.hpp"

namespace daybook {

enum class OrderStatus { PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED, REFUNDED };
BOOST_DESCRIBE_ENUM(OrderStatus, PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED, REFUNDED)

enum class PaymentStatus { PENDING, PROCESSING, SUCCEEDED, FAILED, REFUNDED };
BOOST_DESCRIBE_ENUM(PaymentStatus, PENDING, PROCESSING, SUCCEEDED, FAILED, REFUNDED)

/// Money for this order that was not applied to it.
struct Unapplied {
  PaymentId payment_id;
  Minor amount;
  Minor refunded;
  Currency currency;
  UnexpectedReason why = UnexpectedReason::wrong_amount;
  std::optional<std::string> stripe_session_id;
  std::optional<std::string> stripe_payment_intent;
  bool open = true;
};
BOOST_DESCRIBE_STRUCT(Unapplied, (),
                      (payment_id, amount, refunded, currency, why, stripe_session_id, stripe_payment_intent,
                       open))

/// What was agreed before the terms were corrected.
struct CorrectedAgreement {
  std::int64_t position = 0;  ///< of the correction: it was in force before
  RatePpm share_rate;
  std::int64_t terms_version = 0;
  Parts parts;
};
BOOST_DESCRIBE_STRUCT(CorrectedAgreement, (), (position, share_rate, terms_version, parts))

/// What lost disputes have taken from the parties since `position`.
struct LostTotal {
  std::int64_t position = 0;
  Minor total;
};
BOOST_DESCRIBE_STRUCT(LostTotal, (), (position, total))

/// A payment page of Stripe's: asked for, and, with its session, open.
struct Checkout {
  std::string checkout_id;
  std::optional<std::string> stripe_session_id;
  Instant expires_at;
  std::string success_url;
  std::string cancel_url;
};
BOOST_DESCRIBE_STRUCT(Checkout, (), (checkout_id, stripe_session_id, expires_at, success_url, cancel_url))

/// A refund that Stripe has not yet taken or refused.
struct RefundRequest {
  RefundId id;
  Minor amount;
  std::optional<PaymentId> unapplied;  ///< of which money; absent: of the capture
};
BOOST_DESCRIBE_STRUCT(RefundRequest, (), (id, amount, unapplied))

struct OrderState {
  OrderId id;
  std::string order_number;
  std::optional<BrokerId> broker_id;
  Customer customer;
  Currency currency;
  OrderStatus status = OrderStatus::PENDING;
  PaymentStatus payment_status = PaymentStatus::PENDING;
  std::optional<PaymentMethod> payment_method;
  std::optional<std::string> stripe_session_id;
  std::optional<std::string> stripe_payment_intent;
  Minor subtotal_base;
  Parts parts;           ///< of total_charged, as agreed
  Parts returned_parts;  ///< of returned(), by the cumulative rule
  Minor total_charged;
  Minor total_refunded;  ///< refunds that stand
  Minor total_lost;      ///< what lost disputes took from the parties
  Terms terms;
  std::int64_t terms_version = 0;
  std::vector<CorrectedAgreement> corrected;  ///< oldest first
  std::int64_t catalog_version = 0;
  std::optional<std::string> tradeline_order_id;
  std::optional<std::string> tradeline_order_status;  ///< "accepted", "completed", "rejected"
  std::vector<OrderItem> items;
  Instant expires_at;
  std::optional<PaymentId> payment_id;  ///< of the capture
  std::optional<Instant> captured_at;   ///< effective time of the capture
  std::optional<Instant> hold_until;
  CommissionState commission = CommissionState::none;
  std::vector<Unapplied> unapplied;
  RefundEvidence refunds;
  std::vector<Dispute> disputes;
  std::vector<LostTotal> lost_totals;         ///< oldest first
  std::optional<std::string> hold_reason;     ///< a person's, while they hold the commission
  std::vector<std::string> fee_transactions;  ///< Stripe's txn_… whose fee was counted
  std::vector<Checkout> checkouts;            ///< oldest first; the last one that is open is in force
  std::vector<RefundRequest> refund_requests;
  std::vector<std::string> failed_intents;  ///< bank debits that were on their way and came to nothing
  Instant created_at;
  Instant updated_at;
  std::optional<Instant> completed_at;
  std::int64_t position = 0;  ///< of its last event
  std::int64_t version = 0;   ///< of its stream

  bool captured() const { return captured_at.has_value(); }
  /// R of the cumulative rule: never above total_charged.
  Minor returned() const { return total_refunded + total_lost; }
  /// What each party still has of its part.
  Parts standing() const { return parts - returned_parts; }
  /// After each of its events.
  void touch(const Envelope& at);
  /// What may still be asked back of the capture: less what stands refunded or lost, what Stripe still works
  /// on, and what was asked for.
  Minor refundable() const;
  /// The last payment page that Stripe opened; null when there was none.
  const Checkout* last_opened() const;
  /// That page while the order waits for its money; null when nobody may pay on it.
  const Checkout* open_checkout() const;
  const Checkout* checkout(const std::string& checkout_id) const;
  /// Whether the fee of this balance transaction (txn_…) is counted.
  bool knows_fee(const std::string& balance_transaction) const;
  const Dispute* dispute(const std::string& dispute_id) const;
  /// Whether a person or an open dispute keeps the commission from being paid.
  bool must_hold() const;
};
BOOST_DESCRIBE_STRUCT(OrderState, (),
                      (id, order_number, broker_id, customer, currency, status, payment_status,
                       payment_method, stripe_session_id, stripe_payment_intent, subtotal_base, parts,
                       returned_parts, total_charged, total_refunded, total_lost, terms, terms_version,
                       corrected, catalog_version, tradeline_order_id, tradeline_order_status, items,
                       expires_at, payment_id, captured_at, hold_until, commission, unapplied, refunds,
                       disputes, lost_totals, hold_reason, fee_transactions, checkouts, refund_requests,
                       failed_intents, created_at, updated_at, completed_at, position, version))

void evolve(OrderState& s, const OrderPlaced& e, const Envelope& at);
void evolve(OrderState& s, const OrderCancelled& e, const Envelope& at);
void evolve(OrderState& s, const OrderExpired& e, const Envelope& at);
void evolve(OrderState& s, const OrderFulfilled& e, const Envelope& at);
void evolve(OrderState& s, const OrderRejected& e, const Envelope& at);
void evolve(OrderState& s, const OrderSentToSupplier& e, const Envelope& at);
void evolve(OrderState& s, const CheckoutRequested& e, const Envelope& at);
void evolve(OrderState& s, const CheckoutOpened& e, const Envelope& at);
void evolve(OrderState& s, const CustomerKnown& e, const Envelope& at);
void evolve(OrderState& s, const RefundRequested& e, const Envelope& at);
void evolve(OrderState& s, const RefundRequestClosed& e, const Envelope& at);
void evolve(OrderState& s, const PaymentCaptured& e, const Envelope& at);
void evolve(OrderState& s, const PaymentPending& e, const Envelope& at);
void evolve(OrderState& s, const PaymentIntentKnown& e, const Envelope& at);
void evolve(OrderState& s, const PaymentAttemptFailed& e, const Envelope& at);
void evolve(OrderState& s, const PaymentUnexpected& e, const Envelope& at);
void evolve(OrderState& s, const UnappliedRefunded& e, const Envelope& at);
void evolve(OrderState& s, const RefundSettled& e, const Envelope& at);
void evolve(OrderState& s, const RefundReported& e, const Envelope& at);
void evolve(OrderState& s, const RefundTotalReported& e, const Envelope& at);
void evolve(OrderState& s, const RefundFailed& e, const Envelope& at);
void evolve(OrderState& s, const PaymentFeeKnown& e, const Envelope& at);
void evolve(OrderState& s, const DisputeOpened& e, const Envelope& at);
void evolve(OrderState& s, const DisputeFundsWithdrawn& e, const Envelope& at);
void evolve(OrderState& s, const DisputeFundsReinstated& e, const Envelope& at);
void evolve(OrderState& s, const DisputeLost& e, const Envelope& at);
void evolve(OrderState& s, const DisputeLossAdjusted& e, const Envelope& at);
void evolve(OrderState& s, const DisputeWon& e, const Envelope& at);
void evolve(OrderState& s, const DisputeInquiryClosed& e, const Envelope& at);
void evolve(OrderState& s, const CommissionReleased& e, const Envelope& at);
void evolve(OrderState& s, const CommissionHeld& e, const Envelope& at);
void evolve(OrderState& s, const CommissionUnheld& e, const Envelope& at);
void evolve(OrderState& s, const CommissionCorrected& e, const Envelope& at);

/// True for the events that live in an order's stream (those that `evolve` takes).
template <class E>
concept OrderEvent = requires(OrderState& s, const E& e, const Envelope& at) {
  evolve(s, e, at);
};

/// Applies the event if it belongs to an order; false otherwise.
bool evolve_order(OrderState& s, const Recorded& recorded);

}  // namespace daybook
