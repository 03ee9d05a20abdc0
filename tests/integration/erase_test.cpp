// Erasing a person: every view shows [erased], every amount and the proof stay.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>

#include "adapters/postgres/pg.hpp"
#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

/// A month's payout of the broker; returns its id.
std::string payout_of(Daybook& daybook, const Broker& broker) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  const auto run = must(daybook.call(daybook.admin(), "POST", "/api/payouts/run",
                                     fmt::format(R"({{"year":{},"month":{},"broker_id":"{}"}})",
                                                 utc.tm_year + 1900, utc.tm_mon + 1, broker.id)));
  return run["created"][std::size_t{0}]["id"].text();
}

/// The reader of an order learns of an erasure by the log, as everybody does.
void wait_until_erased(Daybook& daybook, const Json& order) {
  for (int i = 0; i < 100 && order_now(daybook, order)["customer_email"].text() != "[erased]"; ++i)
    pause_ms(20);
}

TEST_CASE("erase: the person goes from every view, the money and the proof stay") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto order = must(daybook.call(
      broker.secret, "POST", "/api/orders",
      R"({"customer_email":"ada@example.com","customer_name":"Ada Byron","customer_phone":"+44 1",)"
      R"("items":[{"card_id":"odd","quantity":1}]})"));
  pay_by_wire(daybook, order);
  const auto payout = payout_of(daybook, broker);
  const auto before = balance_now(daybook, broker).dump();
  const std::vector<std::string> views{"/api/orders/" + order["id"].text(), "/api/orders",
                                       "/api/payouts/" + payout + "/report", "/api/logs/activity",
                                       "/api/log/events?limit=100"};
  const auto seen = [&](const std::string& text) {
    int found = 0;
    for (const auto& view : views)
      found += daybook.get(daybook.admin(), view).body.find(text) != std::string::npos;
    return found;
  };
  CHECK(order_now(daybook, order)["customer_name"].text() == "Ada Byron");
  CHECK(seen("ada@example.com") >= 2);

  const auto erased = daybook.run({"admin", "erase", "--email", "Ada@Example.com"});
  REQUIRE_MESSAGE(erased.code == 0, erased.text);
  wait_until_erased(daybook, order);
  const auto now = order_now(daybook, order);
  CHECK(now["customer_email"].text() == "[erased]");
  CHECK(now["customer_name"].text() == "[erased]");
  CHECK(now["customer_phone"].text() == "[erased]");
  CHECK(now["total_charged"].integer() == order["total_charged"].integer());
  CHECK(seen("ada@example.com") == 0);
  CHECK(seen("Ada Byron") == 0);
  CHECK(must(daybook.get(daybook.admin(), views[2]))["orders"][std::size_t{0}]["customer"].text() ==
        "[erased]");
  CHECK(daybook.run({"audit", "export", "hledger"}).text.find("Ada") == std::string::npos);
  CHECK(balance_now(daybook, broker).dump() == before);
  CHECK(daybook.run({"admin", "erase", "--email", "ada@example.com"}).code == 1);

  // The address may come back: as another person.
  const auto again = place_order(daybook, broker);
  CHECK(again["customer_email"].text() == "ada@example.com");
  CHECK(order_now(daybook, order)["customer_email"].text() == "[erased]");

  // The broker is a person too.
  REQUIRE(daybook.run({"admin", "erase", "--email", "broker@example.com"}).code == 0);
  for (int i = 0; i < 100; ++i) {
    if (daybook.get(daybook.admin(), "/api/brokers").body.find("broker@example.com") == std::string::npos)
      break;
    pause_ms(20);
  }
  const auto shown = must(daybook.get(daybook.admin(), "/api/brokers/" + broker.id));
  CHECK(shown["name"].text() == "[erased]");
  CHECK(shown["email"].text() == "[erased]");
  for (const std::string& view : {std::string("/api/brokers"), views[0], views[1], views[2]})
    CHECK(daybook.get(daybook.admin(), view).body.find("Hopper") == std::string::npos);
  for (const auto& arguments : {std::vector<std::string>{"audit", "verify"}, {"projections", "diff"}}) {
    const auto checked = daybook.run(arguments);
    CHECK_MESSAGE(checked.code == 0, checked.text);
  }
}

TEST_CASE("erase: an active admin is revoked first") {
  Daybook daybook({.kafka = false});
  const std::vector<std::string> erase{"admin", "erase", "--email", "grace@example.com"};
  REQUIRE(daybook.run({"admin", "create", "--email", "grace@example.com", "--role", "ACCOUNTANT"}).code == 0);
  const auto refused = daybook.run(erase);
  CHECK(refused.code == 1);
  CHECK(refused.text.find("admin revoke") != std::string::npos);
  REQUIRE(daybook.run({"admin", "revoke", "--email", "grace@example.com"}).code == 0);
  const auto erased = daybook.run(erase);
  CHECK_MESSAGE(erased.code == 0, erased.text);
}

TEST_CASE("persons: a key that its row does not hold fails who asks for it, at once, and nobody else") {
  Daybook daybook({.kafka = false, .roles = {"serve", "serve"}});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto place = [&](const char* email) {
    return must(daybook.call(
        broker.secret, "POST", "/api/orders",
        fmt::format(
            R"({{"customer_email":"{}","customer_name":"A","items":[{{"card_id":"odd","quantity":1}}]}})",
            email)));
  };
  const auto damaged = place("ada@example.com"), sound = place("bob@example.com");
  pg::Connection owner(daybook.database().owner_url());
  const std::string stream = "order-" + damaged["id"].text();
  owner.exec(
      "UPDATE persons SET wrapped_key = set_byte(wrapped_key, 20, 255 - get_byte(wrapped_key, 20)) WHERE "
      "person_id = (SELECT (payload::jsonb #>> '{customer,person_id}')::uuid FROM events WHERE stream = $1)",
      {stream});
  const auto pay = [&](const Json& order) {  // at the process that has not seen the person
    return daybook
        .call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/manual-payment",
              R"({"payment_method":"WIRE","reason":"it arrived"})", {}, 1)
        .status;
  };
  CHECK(pay(damaged) == 500);
  CHECK(pay(sound) == 200);
  CHECK(owner.exec("SELECT 1 FROM events WHERE stream = $1", {stream}).size() == 1);
}

}  // namespace
}  // namespace daybook::test
