#pragma once
// Facts about disputes (chargebacks). They live in their order's stream: one fold, one version. Opening one
// moves no money; Stripe takes the disputed money when it says so, and what a lost dispute takes from each
// party follows the same formula as a refund. Source: domain rules, "Chart of accounts"; Stripe reference.

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/clawback.hpp"
#include "core/currency.hpp"
#include "core/uuid.hpp"
#include "events/payment/payment_events.hpp"
#include "events/refund/refund_events.hpp"

namespace daybook {

struct DisputeOpened {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string dispute_id;  ///< Stripe's dp_…, or the bank's case number; unique within its order
  Minor amount;            ///< that the customer disputes
  Currency currency;
  std::string reason;    ///< Stripe's code such as "fraudulent", or a person's words
  bool inquiry = false;  ///< Stripe's warning_…: no money moves, nothing is held
};
BOOST_DESCRIBE_STRUCT(DisputeOpened, (), (order_id, broker_id, dispute_id, amount, currency, reason, inquiry))

/// Debits assets:disputed with amount - excess and expenses:dispute_fees with fee + excess; credits the
/// asset.
struct DisputeFundsWithdrawn {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string dispute_id;
  PaymentMethod method = PaymentMethod::STRIPE;  ///< the asset that the money was taken from
  Minor amount;                                  ///< taken, without the fee
  Minor fee;
  Minor excess;  ///< of amount: above what a dispute already lost needs; our cost, for nobody owes it
  Currency currency;
  std::optional<std::string> balance_transaction;  ///< Stripe's txn_…: each counts once
};
BOOST_DESCRIBE_STRUCT(DisputeFundsWithdrawn, (),
                      (order_id, broker_id, dispute_id, method, amount, fee, excess, currency,
                       balance_transaction))

/// Debits the asset; credits assets:disputed with amount and expenses:dispute_fees with fee.
struct DisputeFundsReinstated {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string dispute_id;
  PaymentMethod method = PaymentMethod::STRIPE;
  Minor amount;  ///< given back, without the fee
  Minor fee;     ///< of the fee, what was given back
  Currency currency;
  std::optional<std::string> balance_transaction;
};
BOOST_DESCRIBE_STRUCT(DisputeFundsReinstated, (),
                      (order_id, broker_id, dispute_id, method, amount, fee, currency, balance_transaction))

/// Debits every party's part and expenses:dispute_fees with excess; credits assets:disputed with amount.
struct DisputeLost {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string dispute_id;
  Minor amount;          ///< leaves assets:disputed: parts + excess
  Minor excess;          ///< above what was left of the capture: our cost, R never exceeds T
  Minor total_lost;      ///< lost disputes of the order with this one, without excess
  Minor total_returned;  ///< R after this step: refunds and lost disputes
  bool full = false;     ///< R = captured total
  Currency currency;
  Parts parts;                                   ///< each party's step; sums to amount - excess
  CommissionState from = CommissionState::none;  ///< the account the payee's step is taken from
  SupplierRefunds supplier_refunds = SupplierRefunds::proportional;
};
BOOST_DESCRIBE_STRUCT(DisputeLost, (),
                      (order_id, broker_id, dispute_id, amount, excess, total_lost, total_returned, full,
                       currency, parts, from, supplier_refunds))

/// Refunds changed after a dispute was lost: R = min(T, refunds + lost disputes) leaves the parties another
/// part of what disputes took. Debits every party's step and expenses:dispute_fees with excess; they sum to
/// 0.
struct DisputeLossAdjusted {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  Minor excess;          ///< that became our cost; negative: that the parties bear after all
  Minor total_lost;      ///< lost disputes of the order after this step, without excess
  Minor total_returned;  ///< R after this step
  bool full = false;     ///< R = captured total
  Currency currency;
  Parts parts;                                   ///< each party's step; sums to -excess
  CommissionState from = CommissionState::none;  ///< the account of the payee's step
  SupplierRefunds supplier_refunds = SupplierRefunds::proportional;
};
BOOST_DESCRIBE_STRUCT(DisputeLossAdjusted, (),
                      (order_id, broker_id, excess, total_lost, total_returned, full, currency, parts, from,
                       supplier_refunds))

/// Moves no money: the reinstatement does.
struct DisputeWon {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string dispute_id;
};
BOOST_DESCRIBE_STRUCT(DisputeWon, (), (order_id, broker_id, dispute_id))

/// An inquiry ended without becoming a dispute.
struct DisputeInquiryClosed {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string dispute_id;
};
BOOST_DESCRIBE_STRUCT(DisputeInquiryClosed, (), (order_id, broker_id, dispute_id))

}  // namespace daybook
