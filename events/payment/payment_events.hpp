#pragma once
// Facts about money coming in. Source: domain rules, "Life cycles: Payment" and "Unexpected money".

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/clawback.hpp"
#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "events/catalog/catalog_events.hpp"
#include "events/order/order_events.hpp"

namespace daybook {

enum class PaymentMethod { STRIPE, CASH, WIRE, CHECK };
BOOST_DESCRIBE_ENUM(PaymentMethod, STRIPE, CASH, WIRE, CHECK)

/// The one capture of an order. The payee's part is `pending` until `hold_until`, or available at once
/// without.
struct PaymentCaptured {
  PaymentId payment_id;
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  PaymentMethod method = PaymentMethod::STRIPE;
  Minor amount;
  Currency currency;
  Parts parts;  ///< sums to amount
  std::optional<Instant> hold_until;
  std::optional<std::string> stripe_session_id;
  std::optional<std::string> stripe_payment_intent;
  std::optional<std::string> reason;     ///< manual payments: why
  std::optional<std::string> reference;  ///< manual payments: bank reference, check number
  std::optional<PaymentId>
      applied_from;  ///< set when unapplied money was applied: it leaves that suspense account
  std::vector<CardQuantity>
      taken;  ///< stock taken again, when a cancelled order was revived by applied money
};
BOOST_DESCRIBE_STRUCT(PaymentCaptured, (),
                      (payment_id, order_id, broker_id, method, amount, currency, parts, hold_until,
                       stripe_session_id, stripe_payment_intent, reason, reference, applied_from, taken))

/// An asynchronous method has started; money is not there yet.
struct PaymentPending {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::optional<std::string> stripe_session_id;
  std::optional<std::string> stripe_payment_intent;
};
BOOST_DESCRIBE_STRUCT(PaymentPending, (), (order_id, broker_id, stripe_session_id, stripe_payment_intent))

/// The payment intent of money that was first seen through a session that did not name it.
struct PaymentIntentKnown {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string stripe_payment_intent;
  std::optional<PaymentId> payment_id;  ///< of unapplied money; absent: of the order's capture
};
BOOST_DESCRIBE_STRUCT(PaymentIntentKnown, (), (order_id, broker_id, stripe_payment_intent, payment_id))

/// One attempt failed; the customer may try again.
struct PaymentAttemptFailed {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::optional<std::string> stripe_payment_intent;
  /// Stripe's code, or kDebitFailed; "unknown" when absent; never its free text.
  std::string failure_code;
};
BOOST_DESCRIBE_STRUCT(PaymentAttemptFailed, (), (order_id, broker_id, stripe_payment_intent, failure_code))
/// An asynchronous method (a bank debit) that was on its way: its session carries no code, and has ended.
inline constexpr const char* kDebitFailed = "async_payment_failed";

enum class UnexpectedReason { wrong_amount, wrong_currency, order_closed, second_capture };
BOOST_DESCRIBE_ENUM(UnexpectedReason, wrong_amount, wrong_currency, order_closed, second_capture)

/// Money that fits no open claim: posted to liabilities:unapplied:<payment_id>, a task until applied or
/// refunded.
struct PaymentUnexpected {
  PaymentId payment_id;
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  PaymentMethod method = PaymentMethod::STRIPE;
  Minor amount;
  Currency currency;
  UnexpectedReason why = UnexpectedReason::wrong_amount;
  std::optional<std::string> stripe_session_id;
  std::optional<std::string> stripe_payment_intent;
};
BOOST_DESCRIBE_STRUCT(PaymentUnexpected, (),
                      (payment_id, order_id, broker_id, method, amount, currency, why, stripe_session_id,
                       stripe_payment_intent))

/// Unapplied money went back to the customer (whole or in part, as Stripe's cumulative figure says).
struct UnappliedRefunded {
  PaymentId payment_id;
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  PaymentMethod method = PaymentMethod::STRIPE;
  Minor amount;          ///< this step
  Minor total_refunded;  ///< with it
  bool settled = false;  ///< nothing is left unapplied
  Currency currency;
};
BOOST_DESCRIBE_STRUCT(UnappliedRefunded, (),
                      (payment_id, order_id, broker_id, method, amount, total_refunded, settled, currency))

/// What Stripe kept of the payment, in the currency of its balance transaction. Stripe keeps it on refunds.
struct PaymentFeeKnown {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string balance_transaction;  ///< txn_…: each counts once
  Minor fee;
  Currency currency;
};
BOOST_DESCRIBE_STRUCT(PaymentFeeKnown, (), (order_id, broker_id, balance_transaction, fee, currency))

}  // namespace daybook
