#pragma once
// The tables of bad_input_test.cpp. "<broker>", "<pending>" (an order) and "<paid>" (an order, by wire) stand
// for ids.

#include <vector>

namespace daybook::test {

struct Route {
  const char* method;
  const char* path;
};
/// Every route that reads a JSON body of its own (Stripe's is below).
inline const std::vector<Route> kBodies{
    {"POST", "/api/orders"},
    {"POST", "/api/orders/checkout"},
    {"POST", "/api/orders/<pending>/manual-payment"},
    {"POST", "/api/orders/<pending>/payment-link"},
    {"POST", "/api/orders/<pending>/cancel"},
    {"POST", "/api/orders/<paid>/refunds"},
    {"POST", "/api/orders/<paid>/fulfil"},
    {"POST", "/api/orders/<paid>/reject"},
    {"POST", "/api/pricing/quote"},
    {"PUT", "/api/catalog"},
    {"POST", "/api/brokers"},
    {"PATCH", "/api/brokers/<broker>"},
    {"POST", "/api/brokers/<broker>/approve"},
    {"POST", "/api/brokers/<broker>/suspend"},
    {"POST", "/api/brokers/<broker>/reactivate"},
    {"POST", "/api/brokers/<broker>/deactivate"},
    {"POST", "/api/brokers/<broker>/keys/rotate"},
    {"POST", "/api/brokers/<broker>/keys/revoke"},
    {"POST", "/api/widget/events"},
    {"POST", "/api/payouts/run"},
    {"PATCH", "/api/payouts/<broker>"},
    {"POST", "/api/payouts/<broker>/approve"},
    {"POST", "/api/payouts/<broker>/process"},
    {"POST", "/api/payouts/<broker>/complete"},
    {"POST", "/api/payouts/<broker>/fail"},
    {"POST", "/api/payouts/<broker>/cancel"},
    {"POST", "/api/payouts/<broker>/return"},
    {"POST", "/api/tasks/refund-<paid>/apply"},
    {"POST", "/api/tasks/refund-<paid>/refund"},
    {"POST", "/api/tasks/refund-<paid>/dismiss"},
};

struct Row {
  const char* method;
  const char* path;
  const char* body;
  int status;
  const char* code;
  const char* pointer;  ///< "" = not looked at
};
inline constexpr const char* kInvalid = "validation_failed";
inline const std::vector<Row> kRows{
    {"POST", "/api/orders", R"({"customer_email":"a@b.example","items":[{"card_id":"none","quantity":1}]})",
     422, "unknown_card", "/items/0/card_id"},
    {"POST", "/api/orders", R"({"customer_email":"a@b.example","items":[{"card_id":"last","quantity":3}]})",
     422, "out_of_stock", ""},
    {"POST", "/api/orders", R"({"customer_email":"a@b.example","items":[{"card_id":"odd","quantity":-1}]})",
     422, kInvalid, "/items/0/quantity"},
    {"POST", "/api/orders", R"({"customer_email":"a@b.example","items":[{"card_id":"odd","quantity":1.5}]})",
     422, kInvalid, "/items/0/quantity"},
    {"POST", "/api/orders",
     R"({"customer_email":"a@b.example","items":[{"card_id":"odd","quantity":99999999999999999999}]})", 422,
     kInvalid, "/items/0/quantity"},
    {"POST", "/api/orders",
     R"({"customer_email":"a@b.example","items":[{"card_id":"odd","quantity":6},{"card_id":"odd","quantity":6}]})",
     422, kInvalid, ""},
    {"POST", "/api/orders", R"({"customer_email":"nobody","items":[{"card_id":"odd","quantity":1}]})", 422,
     kInvalid, "/customer_email"},
    {"POST", "/api/orders", R"({"customer_email":"a@b.example","items":[]})", 422, kInvalid, "/items"},
    {"POST", "/api/orders",
     R"({"customer_email":"a@b.example","currency":"EUR","items":[{"card_id":"odd","quantity":1}]})", 422,
     kInvalid, "/items/0/card_id"},
    {"POST", "/api/orders",
     R"({"broker_id":"00000000-0000-7000-8000-000000000000","customer_email":"a@b.example",)"
     R"("items":[{"card_id":"odd","quantity":1}]})",
     404, "not_found", ""},
    {"POST", "/api/brokers", R"({"name":"N","email":"n@b.example","revenue_share_percent":"9.9999"})", 422,
     "rate_out_of_range", "/revenue_share_percent"},
    {"POST", "/api/brokers", R"({"name":"N","email":"n@b.example","revenue_share_percent":"25.0001"})", 422,
     "rate_out_of_range", "/revenue_share_percent"},
    {"POST", "/api/brokers", R"({"name":"N","email":"n@b.example","revenue_share_percent":"0"})", 422,
     "rate_out_of_range", "/revenue_share_percent"},
    {"POST", "/api/brokers", R"({"name":"N","email":"n@b.example","revenue_share_percent":12.5})", 422,
     kInvalid, "/revenue_share_percent"},
    {"POST", "/api/brokers", R"({"name":"N","email":" BROKER@example.com "})", 409, "duplicate_email", ""},
    {"POST", "/api/brokers", R"({"name":"4242 4242 4242 4242","email":"n@b.example"})", 422, kInvalid,
     "/name"},
    {"PATCH", "/api/brokers/<broker>", R"({"markup_percent":"100.0001"})", 422, "rate_out_of_range",
     "/markup_percent"},
    {"PATCH", "/api/brokers/<broker>", R"({"markup_fixed":-1})", 422, "", "/markup_fixed"},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":-1,"reason":"r"})", 422, kInvalid, "/amount"},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":0,"reason":"r"})", 422, kInvalid, "/amount"},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":"1","reason":"r"})", 422, kInvalid, "/amount"},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":9223372036854775808,"reason":"r"})", 422, kInvalid,
     "/amount"},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":9223372036854775807,"reason":"r"})", 422,
     "refund_exceeds_capture", ""},
    {"POST", "/api/orders/<paid>/refunds", R"({"amount":1,"reason":"card 4242-4242-4242-4242"})", 422,
     kInvalid, "/reason"},
    {"POST", "/api/orders/<pending>/refunds", R"({"amount":1,"reason":"r"})", 409, "", ""},
    {"POST", "/api/orders/<pending>/fulfil", R"({"tradeline_order_id":"t"})", 409, "", ""},
    {"POST", "/api/orders/<paid>/cancel", R"({"reason":"r"})", 409, "", ""},
    {"POST", "/api/orders/<paid>/manual-payment", R"({"payment_method":"CASH","reason":"r"})", 409,
     "already_paid", ""},
    {"POST", "/api/orders/<pending>/manual-payment", R"({"payment_method":"STRIPE","reason":"r"})", 422,
     kInvalid, "/payment_method"},
    {"POST", "/api/orders/<pending>/manual-payment", R"({"payment_method":"BARTER","reason":"r"})", 422,
     kInvalid, "/payment_method"},
    {"POST", "/api/orders/<pending>/manual-payment", R"({"payment_method":"CASH","reason":" "})", 422,
     kInvalid, "/reason"},
    {"POST", "/api/orders/<pending>/manual-payment",
     R"({"payment_method":"CASH","reason":"r","received_at":"2999-01-01T00:00:00Z"})", 422, kInvalid,
     "/received_at"},
    {"POST", "/api/orders/<broker>/cancel", R"({"reason":"r"})", 404, "ORDER_NOT_FOUND", ""},
    {"POST", "/api/orders/not-an-id/cancel", R"({"reason":"r"})", 404, "ORDER_NOT_FOUND", ""},
    {"PUT", "/api/catalog",
     R"({"source":"test","cards":[{"card_id":"a","bank_name":"B","credit_limit":1,"date_opened":"2019-05-01",)"
     R"("price":0,"currency":"USD","stock":1}]})",
     422, kInvalid, "/cards/0/price"},
    {"PUT", "/api/catalog",
     R"({"source":"test","cards":[{"card_id":"a","bank_name":"B","credit_limit":1,"date_opened":"2019-02-30",)"
     R"("price":1,"currency":"USD","stock":10000001}]})",
     422, kInvalid, ""},
    {"POST", "/api/payouts/run", R"({"year":2999,"month":1})", 422, kInvalid, ""},
    {"POST", "/api/payouts/run", R"({"year":2026,"month":13})", 422, kInvalid, "/month"},
    {"POST", "/api/payouts/<broker>/approve", R"({"version":1})", 404, "not_found", ""},
    {"POST", "/api/payouts/<broker>/return", R"({"return_code":"R03","reason":"r","reference":"t"})", 404,
     "not_found", ""},
    {"POST", "/api/payouts/<broker>/return", R"({"return_code":" ","reason":"r","reference":"t"})", 422,
     kInvalid, "/return_code"},
    {"POST", "/api/payouts/<broker>/return", R"({"return_code":"R03","reason":"r","reference":" "})", 422,
     kInvalid, "/reference"},
    {"POST", "/api/tasks/unapplied-<broker>/apply", R"({"reason":"r"})", 404, "not_found", ""},
    {"GET", "/api/orders?status=LOST", "", 422, kInvalid, ""},
    {"GET", "/api/orders?colour=red", "", 422, kInvalid, ""},
    {"GET", "/api/orders?limit=0", "", 422, kInvalid, ""},
    {"GET", "/api/orders?start_date=yesterday", "", 422, kInvalid, ""},
    {"GET", "/api/brokers/<broker>/statement?period=2026-13", "", 422, kInvalid, ""},
    {"GET", "/api/brokers/<broker>/statement?position=1", "", 422, kInvalid, "?period"},
    {"GET", "/api/brokers/<broker>/statement?period=2026-11&position=0", "", 422, kInvalid, "?position"},
    {"GET", "/api/brokers/<broker>/statement?period=2026-11&position=-1", "", 422, kInvalid, "?position"},
    {"GET", "/api/brokers/<broker>/statement?period=2026-11&position=1x", "", 422, kInvalid, "?position"},
    {"GET", "/api/brokers/<broker>/statement?period=2026-11&position=99999999", "", 422, kInvalid,
     "?position"},
    {"GET", "/api/brokers/<broker>/statement?period=2026-11&position=99999999999999999999", "", 422, kInvalid,
     "?position"},
    {"GET", "/api/brokers/<broker>/statement?period=2026-11&format=docx", "", 422, kInvalid, "?format"},
    {"GET", "/api/orders/<paid>?min_position=-1", "", 422, kInvalid, ""},
    {"GET", "/api/log/proof/inclusion?position=999999", "", 422, kInvalid, "?position"},
    {"GET", "/api/orders?customer_email=tlm_sk_0123456789abcdef0123456789abcdef0123456789a", "", 400,
     "bad_request", ""},
    {"GET", "/api/nothing", "", 404, "not_found", ""},
    {"DELETE", "/api/orders", "", 405, "method_not_allowed", ""},
};

}  // namespace daybook::test
