#include "adapters/http/handlers/stripe_payouts.hpp"

#include "events/webhook/payout_delivery.hpp"

namespace daybook::http {

StripePayoutState stripe_payout(Workspace& ws, const std::string& id) {
  StripePayoutState state;
  for (const auto& recorded : ws.stream(stripe_payout_stream(id))) evolve(state, recorded);
  return state;
}

void settle_parked_payout(Workspace& ws, const std::string& id) {
  for (const auto& parked : ws.ledger().parked_for(awaited_stripe_payout(id)))
    ws.append(
        decide(stripe_payout(ws, id), {parked.external_id, parked.event_type, parked.fact, true, ws.now()}));
}

}  // namespace daybook::http
