#include "events/checkout/checkout_decide.hpp"

#include <algorithm>

#include "events/order/order_decide.hpp"

namespace daybook {
namespace {

constexpr std::int64_t kMinute = 60 * kMicrosPerSecond;
constexpr std::int64_t kHour = 60 * kMinute;
/// Stripe counts from its own clock, when the call arrives: a minute or two of room at either end.
constexpr std::int64_t kShortest = 32 * kMinute;
constexpr std::int64_t kLongest = 24 * kHour - kMinute;

Instant expiry_within(Instant wished, Instant now) {
  const std::int64_t life = std::clamp(wished.micros - now.micros, kShortest, kLongest);
  return {(now.micros + life) / kMicrosPerSecond * kMicrosPerSecond};
}

}  // namespace

Result<NewEvents> decide(const OrderState& order, const RequestCheckout& c) {
  if (order.captured()) return refuse(RefusalCode::already_paid, "the order is paid already");
  if (order.status != OrderStatus::PENDING)
    return refuse(RefusalCode::order_not_pending,
                  "the order was cancelled or has expired: it cannot be paid");
  if (order.payment_status == PaymentStatus::PROCESSING)
    return refuse(RefusalCode::conflict, "a payment of this order is on its way: wait for it");
  return NewEvents{{CheckoutRequested{order.id, order.broker_id, c.checkout_id,
                                      expiry_within(c.expires_at, c.now), c.success_url, c.cancel_url},
                    c.now}};
}

NewEvents decide(const OrderState& order, const RecordCheckout& c) {
  const Checkout* checkout = order.checkout(c.checkout_id);
  if (!checkout || checkout->stripe_session_id) return {};
  return {
      {CheckoutOpened{order.id, order.broker_id, c.checkout_id, c.stripe_session_id, checkout->expires_at},
       c.now}};
}

NewEvents decide(const OrderState& order, const ExpireCheckout& c) {
  if (order.status != OrderStatus::PENDING || order.payment_status == PaymentStatus::PROCESSING) return {};
  const Checkout* open = order.open_checkout();
  // A session that nobody recorded (made in Stripe by hand) speaks for its order as long as no other page is
  // open.
  if (open && open->stripe_session_id != c.stripe_session_id) return {};
  const Instant due = open ? open->expires_at : std::min(order.expires_at, c.now);
  return {{OrderExpired{order.id, order.broker_id, due, pieces_of(order)}, c.now}};
}

std::vector<std::string> sessions_to_close(const OrderState& order) {
  const Checkout* open = order.open_checkout();
  std::vector<std::string> sessions;
  for (const Checkout& checkout : order.checkouts)
    if (checkout.stripe_session_id && &checkout != open &&
        order.stripe_session_id != checkout.stripe_session_id)
      sessions.push_back(*checkout.stripe_session_id);
  return sessions;
}

std::string line_description(const OrderItem& item, Currency currency) {
  std::string digits = decimal_text(item.credit_limit.value, currency);
  const auto point = std::min(digits.find('.'), digits.size());
  if (digits.find_first_not_of(".0", point) == std::string::npos) digits.resize(point);
  for (std::size_t at = point; at > 3; at -= 3) digits.insert(at - 3, ",");
  return "Tradeline - Credit Limit: " +
         (currency.str() == "USD" ? "$" + digits : digits + " " + currency.str());
}

}  // namespace daybook
