#pragma once
// Facts about money going back. Source: domain rules, "Refund": cumulative, each component a function of the
// returned total alone.

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/clawback.hpp"
#include "core/currency.hpp"
#include "core/uuid.hpp"
#include "events/payment/payment_events.hpp"

namespace daybook {

/// Where the payee's part of an order stands when something is clawed back.
enum class CommissionState { none, pending, available };
BOOST_DESCRIBE_ENUM(CommissionState, none, pending, available)

/// What to do with the supplier's part of a refund: claim it back, or book it as our expense.
enum class SupplierRefunds { proportional, none };
BOOST_DESCRIBE_ENUM(SupplierRefunds, proportional, none)

struct RefundSettled {
  RefundId refund_id;
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  PaymentMethod method = PaymentMethod::STRIPE;  ///< money goes back where it came in
  Minor amount;                                  ///< of this step
  Minor total_refunded;                          ///< R, with this step
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

}  // namespace daybook
