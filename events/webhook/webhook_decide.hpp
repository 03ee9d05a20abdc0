#pragma once
// What a Stripe delivery does to its order. Source: Stripe reference (the table of events) and domain rules.

#include "events/payment/payment_decide.hpp"
#include "events/webhook/webhook_events.hpp"

namespace daybook {

struct StripeDelivery {
  std::string external_id;
  std::string event_type;
  StripeFact fact;
  bool was_parked = false;
  Instant now;
};

/// The delivery's effect and what became of it (webhook.processed, webhook.parked or webhook.failed), in the
/// order to append. `order` is null when no order is known by the delivery's ids. A parked delivery that
/// still has to wait gives nothing.
NewEvents decide(const OrderState* order, const Policy& policy, IdSource& ids,
                 const StripeDelivery& delivery);

/// Whether a delivery of this type can do anything to an order; all others are only stored.
bool moves_money(std::string_view event_type);

}  // namespace daybook
