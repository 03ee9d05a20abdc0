#pragma once
// Decisions about payment pages. Source: wire contract, "Orders"; Stripe reference, "Calls" (a session lives
// 30 minutes to 24 hours); domain rules, "Unexpected money".

#include "core/result.hpp"
#include "events/order/order_state.hpp"

namespace daybook {

/// Asks for a page; recorded before Stripe is called.
struct RequestCheckout {
  std::string checkout_id;  ///< uuid
  Instant expires_at;       ///< wished; made whole seconds within what Stripe allows
  std::string success_url;
  std::string cancel_url;
  Instant now;
};
/// Refusals: already_paid, order_not_pending, conflict while a payment is on its way.
Result<NewEvents> decide(const OrderState& order, const RequestCheckout& command);

/// Stripe has opened it. Nothing when that is known.
struct RecordCheckout {
  std::string checkout_id;
  std::string stripe_session_id;
  Instant now;
};
NewEvents decide(const OrderState& order, const RecordCheckout& command);

/// Stripe says that a session has expired: when it is the order's own page, the order expires with it, and
/// gives its pieces back. Nothing when another page is open, when the order is paid or a payment is on its
/// way.
struct ExpireCheckout {
  std::optional<std::string> stripe_session_id;
  Instant now;
};
NewEvents decide(const OrderState& order, const ExpireCheckout& command);

/// The sessions of pages that nobody may pay on any more: all but the one in force of a waiting order.
std::vector<std::string> sessions_to_close(const OrderState& order);

/// "Tradeline - Credit Limit: $10,000": how a card is described on Stripe's page (seed 001).
std::string line_description(const OrderItem& item, Currency currency);

}  // namespace daybook
