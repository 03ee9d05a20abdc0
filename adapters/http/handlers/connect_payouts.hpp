#pragma once
// Payouts that are transfers to connected Stripe accounts: what is shared by people's commands, Stripe's
// deliveries and the effects that make the transfers.

#include "adapters/http/api/api.hpp"
#include "adapters/stripe/stripe_event.hpp"
#include "events/connect/connect_account.hpp"
#include "events/webhook/webhook_decide.hpp"

namespace daybook::http {

/// The payee's account as the log has it now.
ConnectAccountState connect_account(Workspace& workspace, const BrokerId& payee);
/// The payee that a Stripe account is linked to.
std::optional<BrokerId> payee_of_account(Workspace& workspace, const std::string& stripe_account);
/// Links the account, if the payee has none, so that Stripe's deliveries find it; the one that is linked.
std::string link_account(Workspace& workspace, const BrokerId& payee, const std::string& stripe_account);
/// What Stripe said of a linked account at `told_at`; nothing: it was asked just now. True when that was
/// news.
bool note_account(Workspace& workspace, const BrokerId& payee, const stripe::AccountTold& told,
                  std::optional<Instant> told_at = std::nullopt);

/// The transfer that the payout calls for. Refusals: conflict (nothing can be paid to the payee's account),
/// stripe_not_configured.
Result<NewEvents> intend_transfer(const Api& api, Workspace& workspace, const PayoutState& payout);
/// conflict while the transfer is being made or reversed, for those who would record its end by hand.
std::optional<Refusal> transfer_under_way(Workspace& workspace, const PayoutState& payout);
/// The reversal of a payout's transfer. Refusals: conflict, stripe_not_configured.
Result<NewEvents> intend_reversal(const Api& api, Workspace& workspace, const PayoutState& payout,
                                  const std::string& reason);

/// For a payout that a transfer has completed: deliveries find it by the transfer from now on, and those that
/// waited for that are applied.
void remember_transfer(Workspace& workspace, const PayoutId& id);

/// A delivery of transfer.*; `payout`: that its metadata names.
NewEvents decide_transfer(Workspace& workspace, const std::optional<std::string>& payout,
                          const StripeDelivery& delivery);
/// A delivery of account.updated; `told`: what it says.
NewEvents decide_account(Workspace& workspace, const std::optional<stripe::AccountTold>& told,
                         const StripeDelivery& delivery);

}  // namespace daybook::http
