// Payment pages and refunds with a stateful stand-in for Stripe: what is asked of it, what it says, and what
// happens when either side dies in between.

#include <doctest/doctest.h>

#include "tests/support/stripe_shop.hpp"

namespace daybook::test {
namespace {

std::int64_t total(const Json& order) { return order["total_charged"].integer(); }

TEST_CASE_FIXTURE(StripeShop,
                  "checkout: a page with the order's lines, paid by the customer, who is then known") {
  const auto answer = must(checkout("key-1"));
  CHECK(answer["success"].boolean());
  const std::string id = answer["order_id"].text(), session = answer["session_id"].text();
  CHECK(answer["checkout_url"].text().find("http") == 0);
  const Json made = stripe.look("objects?kind=checkout.session")["data"][std::size_t{0}];
  CHECK(made["id"].text() == session);
  CHECK(made["metadata"]["order_id"].text() == id);
  CHECK(made["metadata"]["broker_id"].text() == broker.id);
  CHECK(made["metadata"]["order_number"].text().find("TLM") == 0);
  CHECK(made["success_url"].text().find("/success?session_id={CHECKOUT_SESSION_ID}") != std::string::npos);
  CHECK(made["customer_email"].text() == "ada@example.com");
  const Json before = order(id);
  CHECK(before["stripe_session_id"].text() == session);
  CHECK(before["customer_name"].is_null());
  CHECK(made["amount_total"].integer() == total(before));

  const auto again = checkout("key-1");
  CHECK(again.body == answer.dump());
  CHECK(again.headers.at("idempotency-hit") == "true");
  CHECK(objects("checkout.session") == 1);

  pay(id, R"(,"name":"Ada Lovelace","phone":"+44 20 7946 0000")");
  const Json paid = wait_for_status(id, "PROCESSING");
  CHECK(paid["payment_method"].text() == "STRIPE");
  CHECK(paid["customer_name"].text() == "Ada Lovelace");
  CHECK(paid["customer_phone"].text() == "+44 20 7946 0000");
  CHECK(link(id).code() == "already_paid");
  check_books(daybook);
}

TEST_CASE_FIXTURE(StripeShop, "checkout: URLs are the key's own origins, or nothing is made") {
  const auto with = [&](const std::string& fields) {
    std::string body = order_body("odd");
    body.insert(1, fields + ",");
    return daybook.call(broker.publishable, "POST", "/api/orders/checkout", body);
  };
  const auto head = daybook.head();
  for (const char* url :
       {"https://evil.example/x", "javascript:alert(1)", "//evil.example", "https://a:b@shop.example/"})
    CHECK(with(fmt::format(R"("success_url":"{}")", url)).code() == "validation_failed");
  CHECK(daybook.head() == head);
  must(daybook.call(daybook.admin(), "PATCH", "/api/brokers/" + broker.id,
                    R"({"website":"https://shop.example/"})"));
  pause_ms(300);
  must(with(R"("success_url":"https://shop.example/thanks?x={CHECKOUT_SESSION_ID}")"));
  const Json made = stripe.look("objects?kind=checkout.session")["data"][std::size_t{0}];
  CHECK(made["success_url"].text() == "https://shop.example/thanks?x={CHECKOUT_SESSION_ID}");
  CHECK(made["cancel_url"].text() == "https://shop.example/cart");
}

TEST_CASE_FIXTURE(StripeShop,
                  "checkout: whatever goes wrong at Stripe, a repeated call makes one order and one page") {
  for (const char* kind : {"error_500", "error_500_after", "cut_before", "cut_after", "rate_limit",
                           "lock_conflict", "malformed"}) {
    CAPTURE(kind);
    const auto before = objects("checkout.session");
    stripe.control(
        "faults",
        fmt::format(R"({{"rules":[{{"path":"/v1/checkout/sessions","kind":"{}","times":4}}]}})", kind));
    const std::string key = std::string("key-") + kind;
    HttpAnswer answer = checkout(key);
    int calls = 1;
    while (answer.status == 503 && calls++ < 10) {
      CHECK(answer.code() == "stripe_unavailable");
      answer = checkout(key);
    }
    const Json page = must(answer);
    CHECK(objects("checkout.session") == before + 1);
    const Json orders = must(daybook.get(daybook.admin(), "/api/orders?limit=100"));
    CHECK(orders["pagination"]["total"].integer() == static_cast<std::int64_t>(before) + 1);
    stripe.control("faults", R"({"clear":true})");
  }
}

TEST_CASE_FIXTURE(
    StripeShop,
    "checkout: the last piece is kept for a call that can be repeated, and given back by one that cannot") {
  const auto away = [&] {
    stripe.control("faults",
                   R"({"rules":[{"path":"/v1/checkout/sessions","kind":"error_500","times":100}]})");
  };
  place_order(daybook, broker, "last");  // one of two
  away();
  CHECK(checkout("", "last").code() == "stripe_unavailable");
  const auto cancelled = [&] {
    return must(daybook.get(daybook.admin(), "/api/orders?status=CANCELLED"))["orders"].size();
  };
  for (int i = 0; i < 100 && cancelled() == 0; ++i) pause_ms(100);  // a refusal names no position to wait for
  CHECK(cancelled() == 1);

  CHECK(checkout("key", "last").code() == "stripe_unavailable");
  stripe.control("faults", R"({"clear":true})");
  CHECK(checkout("another", "last").code() == "out_of_stock");
  const std::string id = must(checkout("key", "last"))["order_id"].text();
  CHECK(must(checkout("key", "last"))["order_id"].text() == id);
  CHECK(order(id)["status"].text() == "PENDING");
}

TEST_CASE_FIXTURE(
    StripeShop,
    "checkout: a page that ends cancels its order, and money behind it is put aside and refunded") {
  const std::string id = must(checkout("", "last"))["order_id"].text();
  stripe.control("expire", fmt::format(R"({{"order_id":"{}"}})", id));
  const Json gone = wait_for_status(id, "CANCELLED");
  const Json late = must(daybook.deliver(intent_succeeded(gone, stripe_id("pi"), total(gone))));
  CHECK(order(id)["status"].text() == "CANCELLED");
  CHECK(open_tasks(daybook, "unapplied_payment").size() == 1);
}

TEST_CASE_FIXTURE(StripeShop,
                  "payment link: a new one closes the one before, and so does cancelling the order") {
  const Json placed = place_order(daybook, broker);
  const std::string id = placed["id"].text();
  CHECK(link(id, R"({"expires_in_hours":0})").code() == "validation_failed");
  const Json first = must(link(id, R"({"expires_in_hours":2})"));
  CHECK(first["url"].text().find("http") == 0);
  must(link(id));
  CHECK(effects("stripe_session_expiry", "succeeded", 1) == 1);
  must(daybook.call(daybook.admin(), "POST", "/api/orders/" + id + "/cancel", kReason));
  CHECK(effects("stripe_session_expiry", "succeeded", 2) == 2);
  const Json sessions = stripe.look("objects?kind=checkout.session")["data"];
  REQUIRE(sessions.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) CHECK(sessions[i]["status"].text() == "expired");
  CHECK(link(id).code() == "order_not_pending");
}

TEST_CASE_FIXTURE(StripeShop,
                  "refunds: asked of Stripe once each, whatever goes wrong, and never more than was paid") {
  const std::string id = must(checkout())["order_id"].text();
  pay(id);
  const Json paid = wait_for_status(id, "PROCESSING");
  const auto refund = [&](std::int64_t amount) {
    return daybook.call(daybook.admin(), "POST", "/api/orders/" + id + "/refunds",
                        fmt::format(R"({{"amount":{},"reason":"unhappy"}})", amount));
  };
  CHECK(refund(total(paid) + 1).code() == "refund_exceeds_capture");
  std::int64_t back = 0;
  for (const char* kind : {"error_500", "error_500_after", "cut_before", "cut_after", "rate_limit",
                           "lock_conflict", "malformed"}) {
    CAPTURE(kind);
    stripe.control(
        "faults",
        fmt::format(R"({{"rules":[{{"path":"/v1/refunds","method":"POST","kind":"{}","times":4}}]}})", kind));
    must(refund(100));
    back += 100;
    wait_for(id, [&](const Json& now) { return now["total_refunded"].integer() == back; });
    CHECK(objects("refund") == static_cast<std::size_t>(back / 100));
    // Until its own answer is recorded, a refund that Stripe's webhook has settled is counted twice, to be
    // safe.
    CHECK(effects("stripe_refund", "succeeded", static_cast<std::size_t>(back / 100)) ==
          static_cast<std::size_t>(back / 100));
    stripe.control("faults", R"({"clear":true})");
  }
  must(refund(total(paid) - back));
  CHECK(refund(1).code() == "refund_exceeds_capture");
  wait_for_status(id, "REFUNDED");
  CHECK(effects("stripe_refund", "succeeded", 8) == 8);
  check_books(daybook);
}

TEST_CASE_FIXTURE(StripeShop,
                  "refunds: one that Stripe refuses is on the task list, and may be asked for again") {
  const std::string id = must(checkout())["order_id"].text();
  pay(id);
  const Json paid = wait_for_status(id, "PROCESSING");
  // Somebody refunds in Stripe's dashboard, and we have not heard of it.
  stripe.control("webhooks", R"({"on":false})");
  stripe.control("refund", fmt::format(R"({{"order_id":"{}"}})", id));
  const auto refund = daybook.call(daybook.admin(), "POST", "/api/orders/" + id + "/refunds",
                                   fmt::format(R"({{"amount":{},"reason":"unhappy"}})", total(paid)));
  must(refund);
  CHECK(effects("stripe_refund", "given_up", 1) == 1);
  const Json tasks = open_tasks(daybook, "unresolved_effect");
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[std::size_t{0}]["detail"].text().find("charge_already_refunded") != std::string::npos);
  const std::string effect = tasks[std::size_t{0}]["id"].text().substr(7);
  const std::string route = "/api/effects/" + effect;
  CHECK(daybook.call(daybook.admin(), "POST", "/api/tasks/effect-" + effect + "/dismiss", kReason).code() ==
        "conflict");
  must(daybook.call(daybook.admin(), "POST", route + "/drop", kReason));
  CHECK(daybook.call(daybook.admin(), "POST", route + "/retry", kReason).code() == "conflict");
  CHECK(open_tasks(daybook, "unresolved_effect").size() == 0);
  stripe.control("webhooks", R"({"on":true,"resend":"missed"})");
  wait_for_status(id, "REFUNDED");
}

TEST_CASE_FIXTURE(StripeShop, "refunds: money that was put aside goes back through Stripe from its task") {
  const std::string id = must(checkout())["order_id"].text();
  pay(id, R"(,"amount":700,"force":true)");
  for (int i = 0; i < 100 && open_tasks(daybook, "unapplied_payment").size() == 0; ++i) pause_ms(100);
  const Json tasks = open_tasks(daybook, "unapplied_payment");
  REQUIRE(tasks.size() == 1);
  const std::string task = "/api/tasks/" + tasks[std::size_t{0}]["id"].text() + "/refund";
  HttpAnswer asked = daybook.call(daybook.admin(), "POST", task, kReason);
  for (int i = 0; i < 50 && asked.status == 409; ++i) {  // its intent may come later
    pause_ms(100);
    asked = daybook.call(daybook.admin(), "POST", task, kReason);
  }
  CHECK(must(asked)["status"].text() == "refund_requested");
  CHECK(daybook.call(daybook.admin(), "POST", task, kReason).code() == "conflict");
  for (int i = 0; i < 100 && open_tasks(daybook, "unapplied_payment").size() == 1; ++i) pause_ms(100);
  CHECK(open_tasks(daybook, "unapplied_payment").size() == 0);
  CHECK(order(id)["status"].text() == "PENDING");
  check_books(daybook);
}

TEST_CASE("stripe's modes never mix: an event of live mode has no effect where a test key is configured") {
  StripeShop shop;
  const Json placed = place_order(shop.daybook, shop.broker);
  std::string event = intent_succeeded(placed, stripe_id("pi"), total(placed));
  const auto at = event.find("\"livemode\":false");
  REQUIRE(at != std::string::npos);
  for (auto found = at; found != std::string::npos; found = event.find("\"livemode\":false"))
    event.replace(found, 16, "\"livemode\":true");
  must(shop.daybook.deliver(event));
  CHECK(shop.order(placed["id"].text())["status"].text() == "PENDING");
  const Json log = must(shop.daybook.get(shop.daybook.admin(), "/api/logs/webhooks"))["data"];
  CHECK(log[std::size_t{0}]["detail"].text().find("live mode") != std::string::npos);
}

}  // namespace
}  // namespace daybook::test
