#pragma once
// Facts about Stripe's hosted payment page (a Checkout Session) of an order. The page's address is never
// recorded: who has it can see the order. Source: wire contract, "Orders" (checkout, payment link); Stripe
// reference, "Calls".

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "events/sealed.hpp"

namespace daybook {

/// Recorded before Stripe is asked: a crash in between is repeated with the same key, and finds the same
/// session.
struct CheckoutRequested {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string checkout_id;  ///< uuid; Stripe's idempotency key is made of it
  Instant expires_at;       ///< whole seconds, 30 minutes to 24 hours ahead
  std::string success_url;
  std::string cancel_url;
};
BOOST_DESCRIBE_STRUCT(CheckoutRequested, (),
                      (order_id, broker_id, checkout_id, expires_at, success_url, cancel_url))

/// The order's page from now on; the one before it, if any, is closed.
struct CheckoutOpened {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  std::string checkout_id;
  std::string stripe_session_id;
  Instant expires_at;
};
BOOST_DESCRIBE_STRUCT(CheckoutOpened, (), (order_id, broker_id, checkout_id, stripe_session_id, expires_at))

/// What the customer typed on Stripe's page.
struct CustomerKnown {
  OrderId order_id;
  std::optional<BrokerId> broker_id;
  PersonId person_id;
  std::optional<Sealed> name;
  std::optional<Sealed> phone;
};
BOOST_DESCRIBE_STRUCT(CustomerKnown, (), (order_id, broker_id, person_id, name, phone))

}  // namespace daybook
