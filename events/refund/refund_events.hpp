#pragma once
// Facts about money going back. Source: domain rules, "Refund": cumulative, each component a function of the
// returned total alone.

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/clawback.hpp"
#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "events/payment/payment_events.hpp"

namespace daybook {

/// Where the payee's part of an order stands when something is clawed back. `held`: for a dispute, or by a
/// person.
enum class CommissionState { none, pending, available, held };
BOOST_DESCRIBE_ENUM(CommissionState, none, pending, available, held)

/// What to do with the supplier's part of a refund: claim it back, or book it as our expense.
enum class SupplierRefunds { proportional, none };
BOOST_DESCRIBE_ENUM(SupplierRefunds, proportional, none)

struct RefundSettled {
  RefundId refund_id;
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  PaymentMethod method = PaymentMethod::STRIPE;  ///< money goes back where it came in
  Minor amount;                                  ///< of this step
  Minor total_refunded;                          ///< refunds that stand, with it
  bool full = false;                             ///< R = captured total
  Currency currency;
  Parts parts;                                   ///< each party's step; sums to amount
  CommissionState from = CommissionState::none;  ///< the account the payee's step is taken from
  SupplierRefunds supplier_refunds = SupplierRefunds::proportional;
  std::optional<std::string> reason;
  std::optional<std::string> reference;
};
BOOST_DESCRIBE_STRUCT(RefundSettled, (),
                      (refund_id, order_id, broker_id, method, amount, total_refunded, full, currency, parts,
                       from, supplier_refunds, reason, reference))

/// Somebody asked for a refund of money that came through Stripe. It counts as going back until the request
/// is closed: no two requests together exceed the capture.
struct RefundRequested {
  RefundId refund_id;  ///< of the request; sent to Stripe as metadata.refund_id
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  Minor amount;
  Currency currency;
  std::string stripe_payment_intent;
  std::optional<PaymentId> unapplied;  ///< of money that was put aside; absent: of the order's capture
  std::string reason;
  std::optional<std::string> reference;
};
BOOST_DESCRIBE_STRUCT(RefundRequested, (),
                      (refund_id, order_id, broker_id, amount, currency, stripe_payment_intent, unapplied,
                       reason, reference))

/// Stripe took the request (its refund's own facts follow), refused it, or a person dropped it.
struct RefundRequestClosed {
  RefundId refund_id;
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  bool accepted = false;
  std::optional<std::string> stripe_refund_id;  ///< re_…
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(RefundRequestClosed, (),
                      (refund_id, order_id, broker_id, accepted, stripe_refund_id, detail))

/// What Stripe calls a refund's `status`.
enum class RefundStatus { pending, requires_action, succeeded, failed, canceled };
BOOST_DESCRIBE_ENUM(RefundStatus, pending, requires_action, succeeded, failed, canceled)

/// What was said about one refund. Evidence, and no money yet: R is worked out from all of it
/// (RefundEvidence) and posted as refund.settled or refund.failed.
struct RefundReported {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string stripe_refund_id;  ///< re_…
  Minor amount;
  Currency currency;
  RefundStatus status = RefundStatus::pending;
  Instant reported_at;  ///< Stripe's `created` of the event, whole seconds
};
BOOST_DESCRIBE_STRUCT(RefundReported, (),
                      (order_id, broker_id, stripe_refund_id, amount, currency, status, reported_at))

/// What was said about a charge: the cumulative figure `amount_refunded`. Evidence like RefundReported.
struct RefundTotalReported {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  Minor amount_refunded;
  Currency currency;
  Instant reported_at;  ///< Stripe's `created` of the event, whole seconds
};
BOOST_DESCRIBE_STRUCT(RefundTotalReported, (), (order_id, broker_id, amount_refunded, currency, reported_at))

/// Refunded money came back to us: R falls through the same formula, and each party gets its part again.
struct RefundFailed {
  RefundId refund_id;
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  PaymentMethod method = PaymentMethod::STRIPE;  ///< the asset that has the money again
  Minor amount;                                  ///< of this step, positive
  Minor total_refunded;                          ///< refunds that stand, after this step
  Minor total_returned;                          ///< R after this step: with lost disputes
  Currency currency;
  Parts parts;                                 ///< what each party gets back; sums to amount
  CommissionState to = CommissionState::none;  ///< the account the payee's step goes to
  SupplierRefunds supplier_refunds = SupplierRefunds::proportional;
  std::optional<std::string> reason;
  std::optional<std::string> reference;  ///< what failed: re_…, or the refund_id of a manual refund
};
BOOST_DESCRIBE_STRUCT(RefundFailed, (),
                      (refund_id, order_id, broker_id, method, amount, total_refunded, total_returned,
                       currency, parts, to, supplier_refunds, reason, reference))

}  // namespace daybook
