#include "events/webhook/connect_delivery.hpp"

#include <fmt/format.h>

#include "events/payout/payout_decide.hpp"

namespace daybook {
namespace {

constexpr std::string_view kCreated = "transfer.created";
constexpr std::string_view kReversed = "transfer.reversed";

NewEvents failed(const StripeDelivery& d, std::string error) {
  return {{WebhookFailed{d.external_id, std::move(error)}, d.now}};
}
NewEvents processed(const StripeDelivery& d, std::string outcome) {
  return {{WebhookProcessed{d.external_id, std::move(outcome), std::nullopt, d.was_parked}, d.now}};
}

const char* name_of(PayoutStatus status) { return boost::describe::enum_to_string(status, "?"); }

NewEvents reversed(const PayoutState& payout, const StripeDelivery& d) {
  const StripeFact& f = d.fact;
  if (payout.status == PayoutStatus::RETURNED) return processed(d, "the payout is returned already");
  if (!f.amount || !f.amount_refunded) return failed(d, "amount or amount_reversed is missing");
  if (*f.amount_refunded < *f.amount)
    return failed(d,
                  fmt::format("{} of the {} minor units of transfer {} were reversed, a part only: reverse "
                              "the rest (POST /api/payouts/{}/reverse), or book the part with an "
                              "adjustment and dismiss this",
                              f.amount_refunded->value, f.amount->value, f.object_id, payout.id.str()));
  auto events =
      decide(payout, ReturnPayout{"transfer_reversed", "Stripe reversed the transfer", f.object_id, d.now});
  if (!events) return failed(d, events.error().detail);
  NewEvents all = std::move(*events);
  all.push_back({WebhookProcessed{d.external_id, "the payout came back", std::nullopt, d.was_parked}, d.now});
  return all;
}

}  // namespace

bool is_transfer(std::string_view event_type) { return event_type == kCreated || event_type == kReversed; }

std::string awaited_transfer(const std::string& transfer) { return "transfer:" + transfer; }

NewEvents decide(const TransferOf& of, const StripeDelivery& d) {
  if (of.payout)
    return d.event_type == kReversed ? reversed(*of.payout, d) : processed(d, "known: it paid its payout");
  if (of.named && of.named->status == PayoutStatus::PROCESSING) {
    if (d.event_type == kCreated) return processed(d, "known: its payout is on its way");
    if (d.was_parked) return {};
    return {{WebhookParked{d.external_id, awaited_transfer(d.fact.object_id),
                           d.event_type + ": the payout does not know of this transfer yet"},
             d.now}};
  }
  if (of.named)
    return failed(d,
                  fmt::format("transfer {} names payout {}, which is {} and was not paid by it: look at it "
                              "in Stripe's dashboard, reverse it if it paid twice, then dismiss this",
                              d.fact.object_id, of.named->id.str(), name_of(of.named->status)));
  if (!d.was_parked) return processed(d, "stored; it paid no payout");
  return {};  // tried again by hand: as it was
}

}  // namespace daybook
