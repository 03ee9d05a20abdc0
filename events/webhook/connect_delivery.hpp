#pragma once
// What Stripe says of the transfers that carry payouts to connected accounts. Source: Stripe reference,
// transfer.created and transfer.reversed (`amount_reversed` is cumulative; here the fact's amount_refunded).

#include "events/payout/payout_state.hpp"
#include "events/webhook/webhook_decide.hpp"

namespace daybook {

/// transfer.created and transfer.reversed; all others of transfer.* are only stored.
bool is_transfer(std::string_view event_type);
/// What a delivery waits for while its payout does not know of the transfer yet.
std::string awaited_transfer(const std::string& transfer);

/// Whom a transfer is for. Null: unknown.
struct TransferOf {
  const PayoutState* payout = nullptr;  ///< that was paid by it
  const PayoutState* named = nullptr;   ///< that its metadata names: it may not know of the transfer yet
};
/// As the decision for an order.
NewEvents decide(const TransferOf& of, const StripeDelivery& delivery);

}  // namespace daybook
