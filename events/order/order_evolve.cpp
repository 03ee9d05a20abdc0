#include <algorithm>

#include "events/fold.hpp"
#include "events/order/order_state.hpp"

namespace daybook {
namespace {

Unapplied* find_unapplied(OrderState& s, const PaymentId& id) {
  for (auto& u : s.unapplied)
    if (u.payment_id == id) return &u;
  return nullptr;
}

}  // namespace

void OrderState::touch(const Envelope& at) {
  updated_at = at.recorded_at;
  position = at.position.value;
  version = at.version.value;
}

void evolve(OrderState& s, const OrderPlaced& e, const Envelope& at) {
  s.id = e.order_id;
  s.order_number = e.order_number;
  s.broker_id = e.broker_id;
  s.customer = e.customer;
  s.currency = e.currency;
  s.subtotal_base = e.subtotal_base;
  s.parts = e.parts;
  s.total_charged = e.total_charged;
  s.terms = e.terms;
  s.terms_version = e.terms_version;
  s.catalog_version = e.catalog_version;
  s.items = e.items;
  s.expires_at = e.expires_at;
  s.created_at = at.recorded_at;
  s.touch(at);
}

void evolve(OrderState& s, const OrderCancelled&, const Envelope& at) {
  s.status = OrderStatus::CANCELLED;
  s.touch(at);
}

void evolve(OrderState& s, const OrderExpired&, const Envelope& at) {
  s.status = OrderStatus::CANCELLED;
  s.touch(at);
}

void evolve(OrderState& s, const OrderFulfilled& e, const Envelope& at) {
  s.tradeline_order_id = e.tradeline_order_id;
  s.tradeline_order_status = "completed";
  s.status = OrderStatus::COMPLETED;
  s.completed_at = at.recorded_at;
  s.touch(at);
}

void evolve(OrderState& s, const OrderSentToSupplier& e, const Envelope& at) {
  s.tradeline_order_id = e.tradeline_order_id;
  s.tradeline_order_status = "accepted";
  s.touch(at);
}

void evolve(OrderState& s, const CheckoutRequested& e, const Envelope& at) {
  s.checkouts.push_back({e.checkout_id, std::nullopt, e.expires_at, e.success_url, e.cancel_url});
  s.touch(at);
}

void evolve(OrderState& s, const CheckoutOpened& e, const Envelope& at) {
  for (Checkout& checkout : s.checkouts)
    if (checkout.checkout_id == e.checkout_id) checkout.stripe_session_id = e.stripe_session_id;
  s.expires_at = std::max(s.expires_at, e.expires_at);  // as long as the page is open, the order waits
  s.touch(at);
}

void evolve(OrderState& s, const CustomerKnown& e, const Envelope& at) {
  if (e.name) s.customer.name = e.name;
  if (e.phone) s.customer.phone = e.phone;
  s.touch(at);
}

void evolve(OrderState& s, const OrderRejected&, const Envelope& at) {
  s.tradeline_order_status = "rejected";
  s.status = OrderStatus::FAILED;
  s.touch(at);
}

void evolve(OrderState& s, const PaymentCaptured& e, const Envelope& at) {
  s.payment_id = e.payment_id;
  s.payment_method = e.method;
  s.payment_status = PaymentStatus::SUCCEEDED;
  s.status = OrderStatus::PROCESSING;
  s.captured_at = at.effective_at;
  s.hold_until = e.hold_until;
  s.commission = !e.broker_id   ? CommissionState::none
                 : e.hold_until ? CommissionState::pending
                                : CommissionState::available;
  if (e.stripe_session_id) s.stripe_session_id = e.stripe_session_id;
  if (e.stripe_payment_intent) s.stripe_payment_intent = e.stripe_payment_intent;
  if (e.applied_from)
    if (auto* u = find_unapplied(s, *e.applied_from)) u->open = false;
  s.touch(at);
}

void evolve(OrderState& s, const PaymentPending& e, const Envelope& at) {
  s.payment_status = PaymentStatus::PROCESSING;
  if (e.stripe_session_id) s.stripe_session_id = e.stripe_session_id;
  if (e.stripe_payment_intent) s.stripe_payment_intent = e.stripe_payment_intent;
  s.touch(at);
}

void evolve(OrderState& s, const PaymentIntentKnown& e, const Envelope& at) {
  if (!e.payment_id) {
    s.stripe_payment_intent = e.stripe_payment_intent;
  } else if (auto* u = find_unapplied(s, *e.payment_id)) {
    u->stripe_payment_intent = e.stripe_payment_intent;
  }
  s.touch(at);
}

void evolve(OrderState& s, const PaymentAttemptFailed& e, const Envelope& at) {
  const bool debit = e.failure_code == kDebitFailed;
  if (debit && e.stripe_payment_intent) s.failed_intents.push_back(*e.stripe_payment_intent);
  // A payment on its way is ended by its own failure, not by that of another page.
  const bool others = s.payment_status == PaymentStatus::PROCESSING && e.stripe_payment_intent &&
                      s.stripe_payment_intent && e.stripe_payment_intent != s.stripe_payment_intent;
  if (!s.captured() && !others) s.payment_status = PaymentStatus::FAILED;
  s.touch(at);
}

void evolve(OrderState& s, const PaymentUnexpected& e, const Envelope& at) {
  s.unapplied.push_back({e.payment_id, e.amount, Minor{}, e.currency, e.why, e.stripe_session_id,
                         e.stripe_payment_intent, true});
  s.touch(at);
}

void evolve(OrderState& s, const UnappliedRefunded& e, const Envelope& at) {
  if (auto* u = find_unapplied(s, e.payment_id)) {
    u->refunded = e.total_refunded;
    u->open = !e.settled;
  }
  s.touch(at);
}

const Checkout* OrderState::last_opened() const {
  for (auto checkout = checkouts.rbegin(); checkout != checkouts.rend(); ++checkout)
    if (checkout->stripe_session_id) return &*checkout;
  return nullptr;
}

const Checkout* OrderState::open_checkout() const {
  return status == OrderStatus::PENDING ? last_opened() : nullptr;
}

const Checkout* OrderState::checkout(const std::string& checkout_id) const {
  for (const Checkout& checkout : checkouts)
    if (checkout.checkout_id == checkout_id) return &checkout;
  return nullptr;
}

bool OrderState::knows_fee(const std::string& balance_transaction) const {
  return std::find(fee_transactions.begin(), fee_transactions.end(), balance_transaction) !=
         fee_transactions.end();
}

bool evolve_order(OrderState& s, const Recorded& recorded) { return fold(s, recorded); }

}  // namespace daybook
