#pragma once
// Decisions about money coming in. Source: domain rules, "Life cycles: Payment", "Unexpected money"; Stripe
// reference (two signals of one capture).

#include "core/id_source.hpp"
#include "core/result.hpp"
#include "events/ledger/ledger_state.hpp"
#include "events/order/order_state.hpp"
#include "events/policy.hpp"

namespace daybook {

/// Cash, a wire or a check that an admin saw arrive; always the order's whole total.
struct RecordManualPayment {
  PaymentMethod method = PaymentMethod::CASH;
  std::string reason;
  std::optional<std::string> reference;
  Instant received_at;  ///< effective time, not after `now`
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const Policy& policy, IdSource& ids,
                         const RecordManualPayment& command);

/// What Stripe says about money for an order.
struct StripeMoney {
  Minor amount;
  Currency currency;
  std::optional<std::string> session_id;
  std::optional<std::string> payment_intent;
  Instant now;
};

/// Events and, for the webhook log, what they mean. No events: nothing new.
struct Effect {
  NewEvents events;
  std::string outcome;
};

/// A capture, a second signal of a known one, or unexpected money.
Effect capture_stripe_money(const OrderState& order, const Policy& policy, IdSource& ids,
                            const StripeMoney& money);

/// That a person may record, in any currency: sums of fees stay far from overflow. A fee may well exceed its
/// order's total.
inline constexpr Minor kLargestFee{99'999'999};

/// Stripe's fee for the order's payment, as a person read it in Stripe's report.
struct RecordFee {
  std::string balance_transaction;  ///< txn_…: each counts once
  Minor fee;
  Currency currency;  ///< of the balance transaction
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const RecordFee& command);

/// Uses unapplied money to pay its order: only for the exact total in the order's currency; a cancelled order
/// comes back to life when its pieces are still there.
struct ApplyUnapplied {
  PaymentId payment_id;
  std::string reason;
  Instant now;
};
Result<NewEvents> decide(const LedgerState& ledger, const OrderState& order, const Policy& policy,
                         IdSource& ids, const ApplyUnapplied& command);

}  // namespace daybook
