// Two `daybook serve` on one database stay one business.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <future>
#include <set>

#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

DaybookOptions two_serves() { return {.kafka = false, .roles = {"serve", "serve", "project"}}; }

HttpRequest order_request(const Broker& broker, const std::string& card, const std::string& idempotency_key) {
  HttpRequest request{"POST", "/api/orders", order_body(card), {}};
  request.headers = {{"Content-Type", "application/json"}, {"x-api-key", broker.secret.key}};
  if (!idempotency_key.empty()) request.headers.emplace("Idempotency-Key", idempotency_key);
  return request;
}

/// The same request `count` times at once, in turn to the one and the other process.
std::vector<HttpAnswer> storm(Daybook& daybook, const HttpRequest& request, int count) {
  std::vector<std::future<HttpAnswer>> calls;
  for (int i = 0; i < count; ++i)
    calls.push_back(
        std::async(std::launch::async, send_http, daybook.port(static_cast<std::size_t>(i % 2)), request));
  std::vector<HttpAnswer> answers;
  for (auto& call : calls) {
    answers.push_back(call.get());
    daybook.saw(answers.back());
  }
  return answers;
}

/// Both processes know the broker: they follow the log on their own.
void wait_until_known(Daybook& daybook, const Broker& broker) {
  for (std::size_t server : {0U, 1U})
    for (int i = 0; i < 100; ++i) {
      const auto seen =
          daybook.call(broker.secret, "GET", fmt::format("/api/pricing?min_position={}", daybook.position()),
                       "", {}, server);
      if (seen.status == 200) break;
      pause_ms(20);
    }
}

TEST_CASE("two serves: of eight pieces exactly eight are sold") {
  Daybook daybook(two_serves());
  import_cards(daybook, 8);
  const auto broker = approved_broker(daybook);
  wait_until_known(daybook, broker);
  int sold = 0;
  std::set<std::string> numbers;
  for (const auto& answer : storm(daybook, order_request(broker, "last", ""), 24)) {
    CAPTURE(answer.shown());
    if (answer.status == 201) {
      ++sold;
      numbers.insert(answer.json()["order_number"].text());
    } else {
      CHECK(answer.code() == "out_of_stock");
    }
  }
  CHECK(sold == 8);
  CHECK(numbers.size() == 8);
}

TEST_CASE("two serves: one Idempotency-Key makes one order, whichever process it reaches") {
  Daybook daybook(two_serves());
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  wait_until_known(daybook, broker);
  std::set<std::string> orders;
  int fresh = 0;
  for (const auto& answer : storm(daybook, order_request(broker, "odd", "one-key"), 12)) {
    CAPTURE(answer.shown());
    if (answer.code() == "request_in_progress") continue;
    REQUIRE(answer.status == 201);
    orders.insert(answer.json()["id"].text());
    if (!answer.headers.contains("idempotency-hit")) ++fresh;
  }
  CHECK(orders.size() == 1);
  CHECK(fresh == 1);
}

TEST_CASE(
    "two serves: a key and a customer that only the other process met are found, and refusals look first") {
  Daybook daybook(two_serves());
  import_cards(daybook, 1);
  const auto broker = approved_broker(daybook);
  wait_until_known(daybook, broker);
  const auto place = [&](std::size_t server, const std::string& card, const std::string& key,
                         const std::string& email) {
    return daybook.call(broker.secret, "POST", "/api/orders", order_body(card, 1, email),
                        {{"Idempotency-Key", key}}, server);
  };
  const auto first = place(0, "odd", "k-1", "new@example.com");
  must(place(0, "odd", "k-0", "returning@example.com"));
  const auto last = place(0, "last", "k-2", "other@example.com");
  // The other process stands at the head by its own order, and decides the next ones ahead of the lock.
  must(place(1, "odd", "k-3", "third@example.com"));
  pause_ms(200);
  const auto again = place(1, "odd", "k-1", "new@example.com");
  CHECK(again.body == first.body);
  CHECK(again.headers.contains("idempotency-hit"));
  CHECK(place(1, "odd", "k-1", "fourth@example.com").code() == "idempotency_key_reused");
  pause_ms(200);
  const auto sold_already = place(1, "last", "k-2", "other@example.com");
  CHECK(sold_already.body == last.body);
  CHECK(sold_already.headers.contains("idempotency-hit"));
  CHECK(place(1, "last", "k-4", "other@example.com").code() == "out_of_stock");
  pause_ms(200);
  must(place(1, "odd", "k-5", "returning@example.com"));
  CHECK(must(daybook.get(daybook.admin(), "/api/orders?customer_email=returning@example.com"))["orders"]
            .size() == 2);
  // Without this the test would pass on look-ups alone: a key and a customer were taken for new, and refused
  // by the store.
  CHECK(daybook.times_logged("met a key of another process's") == 2);
}

TEST_CASE("two serves: a key revoked at one is refused by the other within a second") {
  Daybook daybook(two_serves());
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  wait_until_known(daybook, broker);
  REQUIRE(daybook.call(broker.secret, "GET", "/api/pricing", "", {}, 1).status == 200);
  must(daybook.call(daybook.admin(), "POST", "/api/brokers/" + broker.id + "/keys/revoke",
                    R"({"kind":"secret"})"));
  const auto revoked = std::chrono::steady_clock::now();
  CHECK(daybook.call(broker.secret, "GET", "/api/pricing", "", {}, 0).status == 401);
  while (daybook.call(broker.secret, "GET", "/api/pricing", "", {}, 1).status != 401 &&
         std::chrono::steady_clock::now() - revoked < std::chrono::seconds(5))
    pause_ms(10);
  CHECK(std::chrono::steady_clock::now() - revoked < std::chrono::seconds(1));
  CHECK(daybook.call(broker.publishable, "GET", "/api/pricing", "", {}, 1).status == 200);
}

TEST_CASE("two serves: no price is stale behind an acknowledged change, at either process") {
  Daybook daybook(two_serves());
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  wait_until_known(daybook, broker);
  for (int price = 1'000; price < 1'030; ++price) {
    must(daybook.call(
        daybook.admin(), "PUT", "/api/catalog",
        fmt::format(R"({{"source":"test","cards":[{{"card_id":"odd","bank_name":"B","credit_limit":1,)"
                    R"("date_opened":"2019-05-01","price":{},"currency":"USD","stock":5}}]}})",
                    price)));
    const std::string behind = fmt::format("?min_position={}", daybook.position());
    const auto quote = must(daybook.call(broker.secret, "POST", "/api/pricing/quote" + behind,
                                         R"({"items":[{"card_id":"odd","quantity":1}]})", {}, 1));
    CHECK(quote["subtotal_base"].integer() == price);
    const auto list = must(daybook.call(broker.secret, "GET", "/api/pricing" + behind, "", {}, 1));
    CHECK(list["data"][std::size_t{0}]["base_price"].integer() == price);
  }
}

TEST_CASE("two serves: two signals at once are one capture, two large refunds at once are one refund") {
  Daybook daybook(two_serves());
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  wait_until_known(daybook, broker);
  const auto admin = daybook.admin();
  for (int round = 0; round < 5; ++round) {
    const auto order = place_order(daybook, broker);
    const auto total = order["total_charged"].integer();
    const auto intent = stripe_id("pi");
    const auto session = Daybook::delivery_of(session_completed(order, intent, total));
    const auto succeeded = Daybook::delivery_of(intent_succeeded(order, intent, total));
    auto other = std::async(std::launch::async, send_http, daybook.port(1), succeeded);
    for (const auto& answer : {send_http(daybook.port(0), session), other.get()}) {
      CHECK(answer.status == 200);
      daybook.saw(answer);
    }

    const auto by_hand = place_order(daybook, broker);
    pay_by_wire(daybook, by_hand);
    HttpRequest refund{"POST", "/api/orders/" + by_hand["id"].text() + "/refunds", "", {}};
    refund.body = fmt::format(R"({{"amount":{},"reason":"twice at once"}})", total * 6 / 10);
    refund.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + admin.token}};
    int refunded = 0;
    for (const auto& answer : storm(daybook, refund, 4)) {
      CAPTURE(answer.shown());
      refunded += answer.status == 200;
      if (answer.status != 200) CHECK(answer.code() == "refund_exceeds_capture");
    }
    CHECK(refunded == 1);
    CHECK(order_now(daybook, by_hand)["total_refunded"].integer() == total * 6 / 10);
    CHECK(order_now(daybook, order)["payment_status"].text() == "SUCCEEDED");
  }
  CHECK(open_tasks(daybook, "unapplied_payment").size() == 0);
  // Each round: one whole order, and one with 60% of the commission of 1,986 clawed back (6,153 of 10,255).
  CHECK(balance_now(daybook, broker)["available"].integer() == 5 * (1'986 + 1'986 - 1'192));
  const auto verified = daybook.run({"audit", "verify"});
  CHECK_MESSAGE(verified.code == 0, verified.text);
}

}  // namespace
}  // namespace daybook::test
