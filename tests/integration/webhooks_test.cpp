// Stripe's deliveries as they really come: repeated, out of order, wrong, late, for orders nobody knows.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <future>
#include <vector>

#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

struct Shop {
  Daybook daybook{{.kafka = false}};
  Broker broker;
  Shop() {
    import_cards(daybook);
    broker = approved_broker(daybook);
  }
  HttpAnswer on_task(const Json& task, const char* verb) {
    return daybook.call(daybook.admin(), "POST", "/api/tasks/" + task["id"].text() + "/" + verb, kReason);
  }
  std::int64_t available() { return balance_now(daybook, broker)["available"].integer(); }
};

std::int64_t total(const Json& order) { return order["total_charged"].integer(); }
std::int64_t commission(const Json& order) {
  return order["broker_revenue_share"].integer() + order["broker_markup"].integer();
}

TEST_CASE_FIXTURE(Shop, "webhooks: a refund that comes before its capture waits for it") {
  const auto order = place_order(daybook, broker);
  const auto intent = stripe_id("pi");
  must(daybook.deliver(charge_refunded(order, intent, total(order))));
  CHECK(order_now(daybook, order)["status"].text() == "PENDING");
  CHECK(open_tasks(daybook, "parked_webhook").size() == 1);
  must(daybook.deliver(intent_succeeded(order, intent, total(order))));
  const auto now = order_now(daybook, order);
  CHECK(now["status"].text() == "REFUNDED");
  CHECK(now["total_refunded"].integer() == total(order));
  CHECK(available() == 0);
  CHECK(open_tasks(daybook, "parked_webhook").size() == 0);
}

TEST_CASE_FIXTURE(Shop, "webhooks: one event delivered five times at once counts once") {
  const auto order = place_order(daybook, broker);
  const auto event = session_completed(order, stripe_id("pi"), total(order));
  std::vector<std::future<HttpAnswer>> deliveries;
  for (int i = 0; i < 5; ++i)
    deliveries.push_back(
        std::async(std::launch::async, send_http, daybook.port(), Daybook::delivery_of(event)));
  for (auto& delivery : deliveries) CHECK(delivery.get().body == R"({"received":true})");
  must(daybook.deliver(event));
  CHECK(order_now(daybook, order)["payment_status"].text() == "SUCCEEDED");
  CHECK(available() == commission(order));
  CHECK(must(daybook.get(daybook.admin(), "/api/logs/webhooks"))["data"].size() == 1);
}

TEST_CASE_FIXTURE(Shop, "webhooks: money of a wrong amount is put aside, and only leaves by a refund") {
  const auto order = place_order(daybook, broker);
  must(daybook.deliver(session_completed(order, stripe_id("pi"), total(order) - 1)));
  CHECK(order_now(daybook, order)["payment_status"].text() == "PENDING");
  CHECK(available() == 0);
  const auto tasks = open_tasks(daybook, "unapplied_payment");
  REQUIRE(tasks.size() == 1);
  const auto task = tasks[std::size_t{0}];
  CHECK(task["amount"].integer() == total(order) - 1);
  const auto payment = task["id"].text().substr(std::string("unapplied-").size());
  const auto accounts = daybook.get(daybook.admin(), "/api/ledger/accounts").body;
  CHECK(accounts.find("liabilities:unapplied:" + payment) != std::string::npos);

  const auto before = daybook.head();
  CHECK(on_task(task, "apply").code() == "conflict");
  CHECK(on_task(task, "dismiss").code() == "conflict");
  CHECK(on_task(task, "refund").code() == "stripe_not_configured");
  CHECK(daybook.head() == before);

  const auto intent = stripe_id("pi");  // the order stays payable
  must(daybook.deliver(session_completed(order, intent, total(order))));
  CHECK(available() == commission(order));
  must(daybook.deliver(session_completed(order, stripe_id("pi"), total(order))));  // and is paid once only
  CHECK(available() == commission(order));
  CHECK(open_tasks(daybook, "unapplied_payment").size() == 2);
}

TEST_CASE_FIXTURE(
    Shop, "webhooks: money for a cancelled order waits for a person, who revives it while there is stock") {
  const auto order = place_order(daybook, broker, "last", 2);
  must(daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/cancel", kReason));
  must(daybook.deliver(intent_succeeded(order, stripe_id("pi"), total(order))));
  CHECK(order_now(daybook, order)["status"].text() == "CANCELLED");
  const auto tasks = open_tasks(daybook, "unapplied_payment");
  REQUIRE(tasks.size() == 1);

  const auto taker = place_order(daybook, broker, "last", 1);
  const auto refused = on_task(tasks[std::size_t{0}], "apply");
  CHECK(refused.code() == "out_of_stock");
  CHECK(refused.json()["available"].integer() == 1);
  must(daybook.call(daybook.admin(), "POST", "/api/orders/" + taker["id"].text() + "/cancel", kReason));

  must(on_task(tasks[std::size_t{0}], "apply"));
  const auto now = order_now(daybook, order);
  CHECK(now["status"].text() == "PROCESSING");
  CHECK(now["payment_status"].text() == "SUCCEEDED");
  CHECK(available() == commission(order));
  CHECK(open_tasks(daybook, "unapplied_payment").size() == 0);
  CHECK(on_task(tasks[std::size_t{0}], "apply").status == 409);
  const auto sold_out = daybook.call(broker.secret, "POST", "/api/orders", order_body("last"));
  CHECK(sold_out.code() == "out_of_stock");
  CHECK(sold_out.json()["available"].integer() == 0);
}

TEST_CASE_FIXTURE(Shop, "webhooks: a payment on its way, a failed attempt, and a late figure") {
  const auto order = place_order(daybook, broker);
  const auto intent = stripe_id("pi");
  const auto failed = stripe_event(
      "payment_intent.payment_failed",
      fmt::format(
          R"({{"id":"{}","object":"payment_intent","amount":1,"currency":"usd","metadata":{{"order_id":"{}"}}}})",
          intent, order["id"].text()));
  must(daybook.deliver(session_completed(order, intent, total(order), "unpaid")));
  CHECK(order_now(daybook, order)["payment_status"].text() == "PROCESSING");
  CHECK(available() == 0);
  must(daybook.deliver(failed));
  CHECK(order_now(daybook, order)["payment_status"].text() == "FAILED");
  must(daybook.deliver(intent_succeeded(order, intent, total(order))));
  must(daybook.deliver(failed));  // a second event about an older attempt
  CHECK(order_now(daybook, order)["payment_status"].text() == "SUCCEEDED");

  must(daybook.deliver(charge_refunded(order, intent, 300)));
  const auto after = available();
  must(daybook.deliver(charge_refunded(order, intent, 200)));
  CHECK(order_now(daybook, order)["total_refunded"].integer() == 300);
  CHECK(available() == after);
}

TEST_CASE_FIXTURE(
    Shop, "webhooks: what failed or waits is listed, shown and processed again, by HTTP and by command") {
  const auto order = place_order(daybook, broker);
  const auto intent = stripe_id("pi");
  const auto only = [&](const char* status) {
    const auto listed =
        must(daybook.get(daybook.admin(), std::string("/api/logs/webhooks?status=") + status))["data"];
    REQUIRE(listed.size() == 1);
    return listed[std::size_t{0}]["external_id"].text();
  };
  const auto retry = [&](const std::string& id) {
    return daybook.call(daybook.admin("STAFF"), "POST", "/api/logs/webhooks/" + id + "/retry", "{}");
  };
  must(daybook.deliver(charge_refunded(order, intent, 300)));
  const auto parked = must(retry(only("PROCESSING")));
  CHECK(parked["status"].text() == "PROCESSING");
  CHECK(parked["detail"].text() == "it still waits for order:" + order["id"].text());
  must(daybook.deliver(intent_succeeded(order, intent, total(order))));
  CHECK(retry(parked["external_id"].text()).code() == "conflict");

  must(daybook.deliver(charge_refunded(order, intent, total(order) + 1)));
  const std::string failed = only("FAILED");
  const auto again = must(retry(failed));
  CHECK(again["status"].text() == "FAILED");
  CHECK(again["detail"].text().find("above the capture") != std::string::npos);
  const auto by_command = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--as", "staff.1@staff.example"});
    const auto result = daybook.run(words);
    CHECK_MESSAGE(result.code == 0, result.text);
    return result.text;
  };
  CHECK(by_command({"webhooks", "list", "--status", "FAILED"}).find(failed) != std::string::npos);
  CHECK(by_command({"webhook", "show", failed}).find("charge.refunded") != std::string::npos);
  CHECK(by_command({"webhooks", "retry", failed}).find("above the capture") != std::string::npos);
  const auto metrics = daybook.get({}, "/metrics").body;
  CHECK(metrics.find("daybook_open_tasks{kind=\"failed_webhook\"} 1") != std::string::npos);
}

TEST_CASE_FIXTURE(Shop, "webhooks: unknown types are stored, and unknown orders wait in sight") {
  const auto order = place_order(daybook, broker);
  must(daybook.deliver(stripe_event("customer.created", R"({"id":"cus_1","object":"customer"})")));
  auto log = must(daybook.get(daybook.admin(), "/api/logs/webhooks"))["data"];
  REQUIRE(log.size() == 1);
  CHECK(log[std::size_t{0}]["event_type"].text() == "customer.created");
  CHECK(log[std::size_t{0}]["status"].text() == "PROCESSED");

  const auto stranger =
      Json::parse(R"({"id":"00000000-0000-7000-8000-000000000000","order_number":"TLM0","total_charged":5})");
  must(daybook.deliver(intent_succeeded(stranger, stripe_id("pi"), 5)));
  log = must(daybook.get(daybook.admin(), "/api/logs/webhooks?status=PROCESSING"))["data"];
  REQUIRE(log.size() == 1);
  CHECK(log[std::size_t{0}]["event_type"].text() == "payment_intent.succeeded");
  const auto tasks = open_tasks(daybook, "parked_webhook");
  REQUIRE(tasks.size() == 1);
  must(on_task(tasks[std::size_t{0}], "dismiss"));
  CHECK(open_tasks(daybook, "parked_webhook").size() == 0);
  CHECK(order_now(daybook, order)["payment_status"].text() == "PENDING");
  const auto verified = daybook.run({"audit", "verify"});
  CHECK_MESSAGE(verified.code == 0, verified.text);
}

}  // namespace
}  // namespace daybook::test
