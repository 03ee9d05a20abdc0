#include "events/webhook/payout_delivery.hpp"

#include <algorithm>

namespace daybook {
namespace {

std::optional<StripePayoutStatus> status_of(std::string_view event_type) {
  if (event_type == "payout.paid") return StripePayoutStatus::paid;
  if (event_type == "payout.failed") return StripePayoutStatus::failed;
  if (event_type == "payout.canceled") return StripePayoutStatus::canceled;
  return std::nullopt;
}

NewEvents failed(const StripeDelivery& d, std::string error) {
  return {{WebhookFailed{d.external_id, std::move(error)}, d.now}};
}

}  // namespace

bool is_stripe_payout(std::string_view event_type) { return status_of(event_type).has_value(); }

NewEvents decide(const StripePayoutState& known, const StripeDelivery& d) {
  const auto currency = parse_currency(d.fact.currency.value_or(""));
  if (!currency) return failed(d, "the currency is missing or unknown");
  if (!d.fact.amount) return failed(d, "the amount is missing");
  const Instant told = d.fact.created.value_or(d.now);
  auto effect = decide(
      known, StripePayoutReport{d.fact.object_id, *d.fact.amount, *currency, status_of(d.event_type).value(),
                                d.fact.failure_code.value_or(""), std::min(told, d.now), d.now});
  if (!effect) {
    const Refusal& refusal = effect.error();
    return failed(d, refusal.errors.empty() ? refusal.detail : refusal.errors.front().detail);
  }
  if (!effect->waits_for.empty()) {
    if (d.was_parked) return {};
    return {{WebhookParked{d.external_id, effect->waits_for, d.event_type + ": " + effect->outcome}, d.now}};
  }
  NewEvents events = std::move(effect->events);
  events.push_back({WebhookProcessed{d.external_id, effect->outcome, std::nullopt, d.was_parked}, d.now});
  return events;
}

}  // namespace daybook
