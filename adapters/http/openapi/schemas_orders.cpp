#include "adapters/http/openapi/schemas.hpp"
#include "events/order/order_state.hpp"
#include "projections/commissions.hpp"

namespace daybook::http::openapi {
namespace {

Fields order_fields() {
  const Schema amount = ref("Amount");
  return {{"id", ref("Id")},
          {"order_number", text()},
          {"broker_id", nullable(ref("Id"))},
          {"customer_email", text()},
          {"customer_name", nullable(text())},
          {"customer_phone", nullable(text())},
          {"currency", ref("Currency")},
          {"status", names_of<OrderStatus>()},
          {"payment_status", names_of<PaymentStatus>()},
          {"payment_method", nullable(names_of<PaymentMethod>())},
          {"stripe_session_id", nullable(text())},
          {"stripe_payment_intent", nullable(text())},
          {"subtotal_base", amount},
          {"broker_revenue_share", amount},
          {"broker_markup", amount},
          {"platform_net_revenue", amount},
          {"supplier_cost", amount},
          {"total_charged", amount},
          {"total_refunded", amount},
          {"terms_version", integer()},
          {"catalog_version", integer()},
          {"tradeline_order_id", nullable(text())},
          {"tradeline_order_status", nullable(text())},
          {"created_at", ref("Time")},
          {"updated_at", ref("Time")},
          {"completed_at", nullable(ref("Time"))},
          {"position", ref("Position")},
          {"items", list_of(ref("OrderItem"))}};
}

void add_parts(Schemas& schemas) {
  const Schema amount = ref("Amount");
  schemas["OrderItem"] = answer({{"id", ref("Id")},
                                 {"card_id", text()},
                                 {"bank_name", text()},
                                 {"credit_limit", amount},
                                 {"date_opened", ref("Day")},
                                 {"quantity", integer()},
                                 {"base_price", amount},
                                 {"revenue_share", amount},
                                 {"markup", amount},
                                 {"customer_price", amount},
                                 {"total_base", amount},
                                 {"total_revenue_share", amount},
                                 {"total_markup", amount},
                                 {"total_customer_price", amount}});
  schemas["CommissionRecord"] = answer({{"id", ref("Id")},
                                        {"broker_id", ref("Id")},
                                        {"order_id", ref("Id")},
                                        {"currency", ref("Currency")},
                                        {"revenue_share_amount", amount},
                                        {"markup_amount", amount},
                                        {"total_commission", amount},
                                        {"payout_status", names_of<CommissionStatus>()},
                                        {"hold_until", nullable(ref("Time"))},
                                        {"payout_id", nullable(ref("Id"))},
                                        {"created_at", ref("Time")},
                                        {"paid_at", nullable(ref("Time"))}});
  schemas["BrokerName"] = answer({{"name", text()}, {"business_name", nullable(text())}});
  schemas["CommissionBreakdown"] = answer({{"tradeline_supply_gets", amount},
                                           {"platform_gross_commission", amount},
                                           {"broker_revenue_share", amount},
                                           {"broker_markup", amount},
                                           {"platform_net_commission", amount},
                                           {"broker_total_earnings", amount}});
  schemas["TimelineEntry"] =
      answer({{"at", ref("Time")}, {"type", text()}, {"position", ref("Position")}, {"detail", text()}});
}

void add_answers(Schemas& schemas) {
  const Schema amount = ref("Amount");
  const Schema success = constant({"true"});
  const Fields records{{"commission_records", list_of(ref("CommissionRecord"))}};
  const Fields broker{{"broker", nullable(ref("BrokerName"))}};
  schemas["Order"] = answer(order_fields());
  schemas["OwnOrder"] = answer(order_fields() + records);
  schemas["ListedOrder"] = answer(order_fields() + records + broker);
  schemas["OrderDetail"] =
      answer(order_fields() + broker + records +
             Fields{{"commission_breakdown", ref("CommissionBreakdown")},
                    {"timeline", list_of(ref("TimelineEntry"))}});
  schemas["OrderEnvelope"] = answer({{"success", success}, {"order", ref("OrderDetail")}});
  schemas["BrokerOrderList"] = answer({{"success", success},
                                       {"orders", list_of(ref("OwnOrder"))},
                                       {"pagination", ref("Pagination")},
                                       {"summary", answer({{"total_orders", integer()},
                                                           {"total_revenue", amount},
                                                           {"total_commission", amount},
                                                           {"revenue_share_earned", amount},
                                                           {"markup_earned", amount},
                                                           {"currency", ref("Currency")}})}});
  schemas["OrderList"] = answer({{"success", success},
                                 {"orders", list_of(ref("ListedOrder"))},
                                 {"pagination", ref("Pagination")},
                                 {"summary", answer({{"total_revenue", amount},
                                                     {"platform_revenue", amount},
                                                     {"broker_commissions", amount},
                                                     {"currency", ref("Currency")}})}});
  schemas["Checkout"] = answer({{"success", success},
                                {"session_id", text()},
                                {"checkout_url", format("uri")},
                                {"order_id", ref("Id")}});
  schemas["PaymentLink"] = answer({{"url", format("uri")}, {"expires_at", ref("Time")}});
  schemas["Received"] = answer({{"received", constant({"true"})}});
}

void add_requests(Schemas& schemas) {
  schemas["BasketLine"] = request({{"card_id", text(200)}, {"quantity", integer(1, 10)}});
  schemas["OrderPlacement"] = request({optional("broker_id", ref("Id")),
                                       {"customer_email", text(200)},
                                       optional("customer_name", text(200)),
                                       optional("customer_phone", text(200)),
                                       {"items", list_of(ref("BasketLine"), 1, 200)},
                                       optional("currency", ref("Currency"))});
  schemas["ManualPayment"] = request({{"payment_method", one_of({"CASH", "WIRE", "CHECK"})},
                                      {"reason", text(200, 1)},
                                      optional("reference", text(200)),
                                      optional("received_at", ref("Time"))});
  schemas["RefundRequest"] = request({{"amount", integer(1, 99'999'999)},
                                      {"reason", text(200, 1)},
                                      optional("reference", text(200))});
  schemas["Fulfilment"] = request({{"tradeline_order_id", text(200, 1)}});
  schemas["CheckoutRequest"] = request({{"customer_email", text(200)},
                                        {"items", list_of(ref("BasketLine"), 1, 200)},
                                        optional("success_url", text(200)),
                                        optional("cancel_url", text(200))});
  schemas["PaymentLinkRequest"] = request({optional("expires_in_hours", integer(1, 24))});
  schemas["StripeEvent"] = answer({{"id", text()}, {"type", text()}, {"data", answer({})}});
}

}  // namespace

void add_orders(Schemas& schemas) {
  add_parts(schemas);
  add_answers(schemas);
  add_requests(schemas);
}

}  // namespace daybook::http::openapi
