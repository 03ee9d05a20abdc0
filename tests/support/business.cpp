#include "tests/support/business.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <fstream>
#include <random>
#include <stdexcept>
#include <thread>

namespace daybook::test {
namespace {

std::string card(const char* id, int price, int stock) {
  return fmt::format(
      R"({{"card_id":"{}","bank_name":"Bank of {}","credit_limit":500000,"date_opened":"2019-05-01",)"
      R"("price":{},"currency":"USD","stock":{}}})",
      id, id, price, stock);
}

std::string metadata(const Json& order) {
  return fmt::format(R"({{"order_id":"{}","order_number":"{}"}})", order["id"].text(),
                     order["order_number"].text());
}

}  // namespace

Json must(const HttpAnswer& answer) {
  if (answer.status / 100 != 2) throw std::runtime_error("refused: " + answer.shown());
  return answer.json();
}

void import_cards(Daybook& daybook, int last_stock) {
  must(daybook.call(daybook.admin(), "PUT", "/api/catalog",
                    fmt::format(R"({{"source":"test","cards":[{},{},{}]}})", card("odd", 10'005, 1'000),
                                card("tie", 2'675, 1'000), card("last", 1'001, last_stock))));
}

Broker approved_broker(Daybook& daybook, const std::string& email) {
  const auto made = must(daybook.call(
      daybook.admin(), "POST", "/api/brokers",
      fmt::format(R"({{"name":"Grace Hopper","email":"{}","revenue_share_percent":"17.35"}})", email)));
  Broker broker{
      made["broker"]["id"].text(), {made["secret_key"].text(), ""}, {made["publishable_key"].text(), ""}};
  must(daybook.call(daybook.admin(), "POST", "/api/brokers/" + broker.id + "/approve", "{}"));
  must(daybook.call(broker.secret, "PATCH", "/api/brokers/" + broker.id,
                    R"({"markup_type":"PERCENTAGE","markup_percent":"2.5"})"));
  return broker;
}

std::string order_body(const std::string& card_id, int quantity, const std::string& email) {
  return fmt::format(R"({{"customer_email":"{}","items":[{{"card_id":"{}","quantity":{}}}]}})", email,
                     card_id, quantity);
}

Json place_order(Daybook& daybook, const Broker& broker, const std::string& card_id, int quantity) {
  return must(daybook.call(broker.secret, "POST", "/api/orders", order_body(card_id, quantity)));
}

void pay_by_wire(Daybook& daybook, const Json& order) {
  must(daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/manual-payment",
                    R"({"payment_method":"WIRE","reason":"it arrived"})"));
}

Json order_now(Daybook& daybook, const Json& order) {
  return must(daybook.get(daybook.admin(), "/api/orders/" + order["id"].text()))["order"];
}

Json balance_now(Daybook& daybook, const Broker& broker) {
  return must(
      daybook.get(broker.secret, "/api/brokers/" + broker.id + "/balance"))["balances"][std::size_t{0}];
}

void check_books(Daybook& daybook) {
  const auto journal = daybook.run({"audit", "export", "hledger"});
  REQUIRE_MESSAGE(journal.code == 0, journal.text);
  const auto file = daybook.folder() / "books.journal";
  std::ofstream(file) << journal.text;
  const auto checked = run_program({"hledger", "-f", file.string(), "check", "-s", "ordereddates", "payees"});
  CHECK(checked.code == 0);
  CHECK(checked.text == "");
  const auto verified = daybook.run({"audit", "verify"});
  CHECK_MESSAGE(verified.code == 0, verified.text);
  const auto diff = daybook.run({"projections", "diff"});
  CHECK_MESSAGE(diff.code == 0, diff.text);
}

Json open_tasks(Daybook& daybook, const std::string& kind) {
  return must(daybook.get(daybook.admin(), "/api/tasks?status=open&kind=" + kind))["data"];
}

void pause_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

std::string stripe_id(const std::string& prefix) {
  static const unsigned run = std::random_device{}();
  static std::atomic<int> count{0};
  return fmt::format("{}_{:08x}{:06d}", prefix, run, ++count);
}

std::string stripe_event(const std::string& type, const std::string& object) {
  return fmt::format(
      R"({{"id":"{}","object":"event","created":{},"livemode":false,"type":"{}","data":{{"object":{}}}}})",
      stripe_id("evt"), std::time(nullptr), type, object);
}

std::string session_completed(const Json& order, const std::string& intent, std::int64_t amount,
                              const std::string& payment_status) {
  return stripe_event(
      "checkout.session.completed",
      fmt::format(R"({{"id":"cs_{}","object":"checkout.session","payment_status":"{}",)"
                  R"("amount_total":{},"currency":"usd","payment_intent":"{}","metadata":{}}})",
                  intent, payment_status, amount, intent, metadata(order)));
}

std::string intent_succeeded(const Json& order, const std::string& intent, std::int64_t amount) {
  return stripe_event("payment_intent.succeeded",
                      fmt::format(R"({{"id":"{}","object":"payment_intent","amount":{},"amount_received":{},)"
                                  R"("currency":"usd","status":"succeeded","metadata":{}}})",
                                  intent, amount, amount, metadata(order)));
}

std::string charge_refunded(const Json& order, const std::string& intent, std::int64_t refunded) {
  return stripe_event(
      "charge.refunded",
      fmt::format(R"({{"id":"ch_{}","object":"charge","amount":{},"amount_refunded":{},)"
                  R"("currency":"usd","payment_intent":"{}","metadata":{}}})",
                  intent, order["total_charged"].integer(), refunded, intent, metadata(order)));
}

}  // namespace daybook::test
