#pragma once
// Decisions about disputes. The order's commission is held while one is open (an inquiry holds nothing); a
// lost one takes each party's part by the refund's formula, R = refunds + lost disputes. Source: domain
// rules, "Commission" and "Refund"; Stripe reference: deliveries have no order, so any of them may be the
// first.

#include "events/order/order_steps.hpp"
#include "events/payment/payment_decide.hpp"

namespace daybook {

/// The dispute as every report of it describes it.
struct DisputeReport {
  std::string dispute_id;  ///< dp_…
  Minor amount;            ///< that the customer disputes, in the order's currency
  std::string reason;
  bool inquiry = false;  ///< status warning_…
  Instant now;
};
/// Money that moved for it.
struct DisputeMoney {
  Minor amount;  ///< without the fee
  Minor fee;     ///< taken, or given back
  std::optional<std::string> balance_transaction;
};

// What Stripe says; nothing new gives no events. The order must be captured.
Effect note_dispute(const OrderState& order, const DisputeReport& report);
Effect note_withdrawal(const OrderState& order, const DisputeReport& report, const DisputeMoney& money);
/// A refusal: the dispute is recorded as lost.
Result<Effect> note_reinstatement(const OrderState& order, const DisputeReport& report,
                                  const DisputeMoney& money);
/// A refusal: it was closed with another outcome before. `outcome`: won, lost or inquiry_closed.
Result<Effect> note_closing(const OrderState& order, const Policy& policy, const DisputeReport& report,
                            DisputeStatus outcome);

// What a person knows first: the bank's letter, Stripe's dashboard. Each is refused where it was done
// already.
struct OpenDispute {
  std::string dispute_id;
  Minor amount;
  std::string reason;
  bool inquiry = false;
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const OpenDispute& command);

struct WithdrawDisputed {
  std::string dispute_id;
  Minor amount;
  Minor fee;
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const WithdrawDisputed& command);

/// Won: what was withdrawn comes back with it unless Stripe reported that before.
struct CloseDispute {
  std::string dispute_id;
  DisputeStatus outcome = DisputeStatus::won;
  Minor fee_returned;
  Instant now;
};
Result<NewEvents> decide(const OrderState& order, const Policy& policy, const CloseDispute& command);

}  // namespace daybook
