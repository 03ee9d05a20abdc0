#pragma once
// Where an order's commission stands: released by the leased scheduler when its hold period is over, held and
// let go by a dispute or a person, corrected when the terms were wrong.

#include <boost/describe.hpp>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/rate.hpp"
#include "core/uuid.hpp"
#include "events/refund/refund_events.hpp"

namespace daybook {

struct CommissionReleased {
  OrderId order_id;
  BrokerId broker_id;
  Currency currency;
  Minor share;   ///< what is still pending of the revenue share
  Minor markup;  ///< and of the markup
  Instant due_at;
};
BOOST_DESCRIBE_STRUCT(CommissionReleased, (), (order_id, broker_id, currency, share, markup, due_at))

/// A dispute that is open, or a person.
enum class HoldCause { dispute, person };
BOOST_DESCRIBE_ENUM(HoldCause, dispute, person)

/// What is left of the commission moves to `held`, whether it was paid out before or not: a payee's debt is
/// carried forward.
struct CommissionHeld {
  OrderId order_id;
  BrokerId broker_id;
  Currency currency;
  Minor share;
  Minor markup;
  CommissionState from = CommissionState::available;  ///< held when it was already, with amounts of 0
  HoldCause cause = HoldCause::dispute;
  std::string reason;  ///< "dispute dp_…", or the person's words
};
BOOST_DESCRIBE_STRUCT(CommissionHeld, (), (order_id, broker_id, currency, share, markup, from, cause, reason))

/// One cause to hold it has gone; it moves when no other is left.
struct CommissionUnheld {
  OrderId order_id;
  BrokerId broker_id;
  Currency currency;
  Minor share;
  Minor markup;
  CommissionState to =
      CommissionState::available;  ///< pending while its hold period lasts; held: amounts of 0
  HoldCause cause = HoldCause::dispute;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(CommissionUnheld, (), (order_id, broker_id, currency, share, markup, to, cause, reason))

/// The order's parts under corrected terms. The customer paid what he paid: what one party gains the others
/// lose, and what went back to the customer is split anew by the same formula.
struct CommissionCorrected {
  OrderId order_id;
  BrokerId broker_id;
  CorrectionId correction_id;
  Currency currency;
  RatePpm old_share_rate;
  RatePpm new_share_rate;
  std::int64_t terms_version = 0;  ///< of the corrected terms
  Parts old_parts;                 ///< of the captured total
  Parts new_parts;                 ///< of the same total
  Parts delta;                     ///< what each party gains net of what went back to the customer; sums to 0
  CommissionState to = CommissionState::available;  ///< the account the payee's delta goes to
  SupplierRefunds supplier_refunds = SupplierRefunds::proportional;
};
BOOST_DESCRIBE_STRUCT(CommissionCorrected, (),
                      (order_id, broker_id, correction_id, currency, old_share_rate, new_share_rate,
                       terms_version, old_parts, new_parts, delta, to, supplier_refunds))

}  // namespace daybook
