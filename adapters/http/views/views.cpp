#include "adapters/http/views/views.hpp"

namespace daybook::http {
namespace {

std::optional<std::string> revealed(const KeyLookup& keys, const PersonId& person, std::string_view field,
                                    const std::optional<Sealed>& sealed) {
  if (!sealed) return std::nullopt;
  return reveal(keys, person, field, *sealed);
}

json::Object payout_fields(const PayoutState& p, const std::optional<PayoutId>& id) {
  json::Object out;
  out.add("id", id)
      .add("payee", p.payee)
      .add("broker_id", p.payee)
      .add("period_start", p.period_start)
      .add("period_end", p.period_end)
      .add("currency", p.currency)
      .add("total_revenue_share", p.amounts.revenue_share)
      .add("total_markup", p.amounts.markup)
      .add("total_adjustments", p.amounts.adjustments)
      .add("total_amount", p.amounts.total())
      .add("payment_method", p.payment_method)
      .add("transaction_id", p.transaction_id)
      .add("status", p.status)
      .add("made_by", p.made_by)
      .add("approved_by", p.approved_by)
      .add("version", p.edit_version)
      .add("processed_at", p.processed_at)
      .add("notes", p.notes)
      .add("created_at", p.created_at)
      .add("updated_at", p.updated_at);
  return out;
}

/// The session that was paid; before that, the last page that was opened.
std::optional<std::string> session_of(const OrderState& order) {
  if (order.stripe_session_id) return order.stripe_session_id;
  const Checkout* page = order.last_opened();
  return page ? page->stripe_session_id : std::nullopt;
}

}  // namespace

CustomerText customer_text(const Customer& customer, const KeyLookup& keys) {
  const PersonId& person = customer.person_id;
  return {reveal(keys, person, "email", customer.email), revealed(keys, person, "name", customer.name),
          revealed(keys, person, "phone", customer.phone)};
}

json::Object order_object(const OrderState& o, const CustomerText& customer) {
  json::Object out(1'024 + 640 * o.items.size());
  out.add("id", o.id)
      .add("order_number", o.order_number)
      .add("broker_id", o.broker_id)
      .add("customer_email", customer.email)
      .add("customer_name", customer.name)
      .add("customer_phone", customer.phone)
      .add("currency", o.currency)
      .add("status", o.status)
      .add("payment_status", o.payment_status)
      .add("payment_method", o.payment_method)
      .add("stripe_session_id", session_of(o))
      .add("stripe_payment_intent", o.stripe_payment_intent)
      .add("subtotal_base", o.subtotal_base)
      .add("broker_revenue_share", o.parts.share)
      .add("broker_markup", o.parts.markup)
      .add("platform_net_revenue", o.parts.platform)
      .add("supplier_cost", o.parts.supplier)
      .add("total_charged", o.total_charged)
      .add("total_refunded", o.total_refunded)
      .add("terms_version", o.terms_version)
      .add("catalog_version", o.catalog_version)
      .add("tradeline_order_id", o.tradeline_order_id)
      .add("tradeline_order_status", o.tradeline_order_status)
      .add("created_at", o.created_at)
      .add("updated_at", o.updated_at)
      .add("completed_at", o.completed_at)
      .add("position", o.position)
      .add("items", o.items);
  return out;
}

json::Object broker_object(const BrokerState& b, const KeyLookup& keys) {
  const PersonId person = b.profile.person_id;
  json::Object out;
  out.add("id", b.id)
      .add("name", reveal(keys, person, "name", b.profile.name))
      .add("business_name", b.profile.business_name)
      .add("email", reveal(keys, person, "email", b.profile.email))
      .add("phone", revealed(keys, person, "phone", b.profile.phone))
      .add("website", b.profile.website)
      .add("revenue_share_percent", b.terms.revenue_share)
      .add("markup_type", b.terms.markup_type)
      .add("markup_percent", b.terms.markup_percent)
      .add("markup_fixed", b.terms.markup_fixed)
      .add("currency", b.currency)
      .add("status", b.status)
      .add("approved_by", b.approved_by)
      .add("approved_at", b.approved_at)
      .add("notes", b.profile.notes)
      .add("terms_version", b.terms_version)
      .add("created_at", b.created_at)
      .add("updated_at", b.updated_at);
  return out;
}

json::Object payout_object(const PayoutState& p) { return payout_fields(p, p.id); }
json::Object previewed_payout(const PayoutState& p) { return payout_fields(p, std::nullopt); }

json::Raw broker_name(const BrokerState& b, const KeyLookup& keys) {
  json::Object out;
  out.add("name", reveal(keys, b.profile.person_id, "name", b.profile.name))
      .add("business_name", b.profile.business_name);
  return out.raw();
}

}  // namespace daybook::http
