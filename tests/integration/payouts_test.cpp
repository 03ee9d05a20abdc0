// Payouts as a business runs them, over HTTP: who may approve, what a preview says, what the bank sends back.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>

#include "tests/support/business.hpp"
#include "tests/support/json_schema.hpp"

namespace daybook::test {
namespace {

std::string month_body(const std::string& broker = "", bool preview = false) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::string body = fmt::format(R"({{"year":{},"month":{})", utc.tm_year + 1900, utc.tm_mon + 1);
  if (!broker.empty()) body += fmt::format(R"(,"broker_id":"{}")", broker);
  if (preview) body += R"(,"preview":true)";
  return body + "}";
}

HttpAnswer run_month(Daybook& daybook, const Caller& who, const std::string& broker, bool preview = false) {
  return daybook.call(who, "POST", "/api/payouts/run", month_body(broker, preview));
}

std::string approval(std::int64_t version) { return fmt::format(R"({{"version":{}}})", version); }

/// The new token of an admin who is revoked and made again for the same address, once the server knows it.
Caller made_again(Daybook& daybook, const std::string& email) {
  REQUIRE(daybook.run({"admin", "revoke", "--email", email}).code == 0);
  auto made = daybook.run({"admin", "create", "--email", email, "--role", "SUPER_ADMIN"});
  REQUIRE_MESSAGE(made.code == 0, made.text);
  made.text.erase(made.text.find_last_not_of(" \n") + 1);
  const Caller caller{"", made.text.substr(made.text.find_last_of(" \n") + 1)};
  for (int i = 0; i < 100 && daybook.call(caller, "GET", "/api/catalog").status == 401; ++i) pause_ms(20);
  return caller;
}

Broker with_money(Daybook& daybook) {
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  pay_by_wire(daybook, place_order(daybook, broker));
  return broker;
}

TEST_CASE("payouts: neither maker nor editor approves, under no id of theirs") {
  Daybook daybook({.kafka = false});
  const auto broker = with_money(daybook);
  const auto maker = daybook.admin("SUPER_ADMIN", 1);
  const auto editor = daybook.admin("SUPER_ADMIN", 2);
  const auto other = daybook.admin("ACCOUNTANT");
  const auto made = must(run_month(daybook, maker, broker.id))["created"];
  REQUIRE(made.size() == 1);
  const std::string path = "/api/payouts/" + made[std::size_t{0}]["id"].text();
  must(daybook.call(editor, "PATCH", path, R"({"version":1,"payment_method":"WIRE"})"));
  const auto refused = [&](const Caller& who) {
    const auto answer = daybook.call(who, "POST", path + "/approve", approval(2));
    CHECK(answer.status == 409);
    return answer.code();
  };
  CHECK(refused(maker) == "same_person");
  CHECK(refused(editor) == "same_person");
  CHECK(refused(made_again(daybook, "SUPER_ADMIN.1@staff.example")) == "same_person");
  const auto editor_again = made_again(daybook, "SUPER_ADMIN.2@staff.example");
  CHECK(refused(editor_again) == "same_person");
  const auto told =
      daybook.call(editor_again, "POST", path + "/approve", approval(2)).json()["detail"].text();
  CHECK(told.find("another person than its maker and everyone who edited it") != std::string::npos);
  CHECK(daybook.call(editor_again, "POST", path + "/process", "{}").code() == "conflict");
  must(daybook.call(other, "POST", path + "/approve", approval(2)));
  CHECK(must(daybook.call(editor_again, "POST", path + "/process", "{}"))["status"].text() == "PROCESSING");
}

TEST_CASE("payouts: a preview says why, and leaves no trace") {
  Daybook daybook({.kafka = false, .programme = "minimum_payouts = [\"USD 1987\"]\n"});
  const auto broker = with_money(daybook);
  const auto admin = daybook.admin();
  const auto before = daybook.head();
  const auto answer = run_month(daybook, admin, "", true);
  const auto below = must(answer);
  for (const auto& violation : violations("PayoutRunResult", answer.body)) FAIL_CHECK(violation);
  REQUIRE(below["preview"].size() == 1);
  const auto first = below["preview"][std::size_t{0}];
  CHECK(first["payee"].text() == broker.id);
  CHECK(first["verdict"].text() == "below_minimum");
  CHECK(first["amount"].integer() == 1'986);
  CHECK(first["available"].integer() == 1'986);
  CHECK(first["why"].text() == "19.86 USD is below the minimum of 19.87 USD and carried forward");
  CHECK(below["skipped"][std::size_t{0}]["reason"].text() == "below_minimum");
  CHECK(daybook.head() == before);

  pay_by_wire(daybook, place_order(daybook, broker));
  const auto ready_answer = run_month(daybook, admin, "", true);
  const auto ready = must(ready_answer);
  for (const auto& violation : violations("PayoutRunResult", ready_answer.body)) FAIL_CHECK(violation);
  CHECK(ready["preview"][std::size_t{0}]["verdict"].text() == "eligible");
  CHECK(ready["preview"][std::size_t{0}]["lines"].integer() == 2);
  REQUIRE(ready["created"].size() == 1);
  CHECK(ready["created"][std::size_t{0}]["total_amount"].integer() == 2 * 1'986);
  CHECK(ready_answer.body.find(R"("id":null)") != std::string::npos);  // it never exists

  const auto run_answer = run_month(daybook, admin, "");
  const auto run = must(run_answer);
  CHECK(run["created"].size() == 1);
  CHECK(run_answer.body.find("\"preview\"") == std::string::npos);
  CHECK(must(run_month(daybook, admin, "", true))["preview"][std::size_t{0}]["verdict"].text() ==
        "payout_exists");
}

TEST_CASE("payouts: what the bank sends back is paid by a later run") {
  Daybook daybook({.kafka = false});
  const auto broker = with_money(daybook);
  const auto maker = daybook.admin("SUPER_ADMIN", 1);
  const auto checker = daybook.admin("SUPER_ADMIN", 2);
  const auto made = must(run_month(daybook, maker, broker.id))["created"][std::size_t{0}];
  const std::string path = "/api/payouts/" + made["id"].text();
  const std::string returned =
      R"({"return_code":"R03","reason":"no such account","reference":"091000019000001"})";
  CHECK(daybook.call(maker, "POST", path + "/return", returned).code() == "conflict");
  must(daybook.call(checker, "POST", path + "/approve", approval(1)));
  must(daybook.call(maker, "POST", path + "/process", "{}"));
  CHECK(daybook.call(maker, "POST", path + "/return", returned).code() == "conflict");
  must(daybook.call(maker, "POST", path + "/complete", R"({"transaction_id":"ach-1"})"));
  CHECK(balance_now(daybook, broker)["paid"].integer() == 1'986);

  const std::multimap<std::string, std::string> key{{"Idempotency-Key", stripe_id("key")}};
  const auto first = daybook.call(maker, "POST", path + "/return", returned, key);
  CHECK(must(first)["status"].text() == "RETURNED");
  for (const auto& violation : violations("Payout", first.body)) FAIL_CHECK(violation);
  CHECK(daybook.call(maker, "POST", path + "/return", returned, key).body == first.body);
  CHECK(daybook.call(maker, "POST", path + "/return", returned).code() == "conflict");
  auto balance = balance_now(daybook, broker);
  CHECK(balance["paid"].integer() == 0);
  CHECK(balance["available"].integer() == 1'986);
  CHECK(balance["in_transit"].integer() == 0);

  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  const auto answer = daybook.get(maker, fmt::format("/api/brokers/{}/statement?period={:04}-{:02}",
                                                     broker.id, utc.tm_year + 1900, utc.tm_mon + 1));
  for (const auto& violation : violations("Statement", answer.body)) FAIL_CHECK(violation);
  const auto block = must(answer)["currencies"][std::size_t{0}];
  CHECK(block["payouts"].integer() == 0);
  CHECK(block["closing"].integer() == 1'986);
  CHECK(answer.body.find(R"("kind":"payout_returned")") != std::string::npos);
  check_books(daybook);

  // The same month may run again, and takes the same line.
  const auto again = must(run_month(daybook, maker, broker.id))["created"];
  REQUIRE(again.size() == 1);
  CHECK(again[std::size_t{0}]["total_amount"].integer() == 1'986);
  CHECK(balance_now(daybook, broker)["in_transit"].integer() == 1'986);
  check_books(daybook);
}

}  // namespace
}  // namespace daybook::test
