// The main job, whole: an order over HTTP becomes a commission, a refund's clawback, a payout of two people,
// a journal that hledger accepts, and events on Kafka, on real processes.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>
#include <map>

#include "adapters/kafka/consumer.hpp"
#include "events/log/hash.hpp"
#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

/// One "odd" costs 10,005: share 17.35% = 1,736, markup 2.5% = 250, platform 5,003 - 1,736, supplier 5,002.
constexpr std::int64_t kTotal = 10'255;
constexpr std::int64_t kShare = 1'736;
constexpr std::int64_t kMarkup = 250;

void check_components(Daybook& daybook, const Broker& broker, const char* state, std::int64_t share,
                      std::int64_t markup) {
  const auto balance = balance_now(daybook, broker);
  CAPTURE(balance.dump());
  CHECK(balance["components"]["revenue_share"][state].integer() == share);
  CHECK(balance["components"]["markup"][state].integer() == markup);
  CHECK(balance[state].integer() == share + markup);
}

/// A quote promises exactly what the order then holds; a repeated request answers the first one's order.
Json place_as_quoted(Daybook& daybook, const Broker& broker) {
  const auto quote = must(daybook.call(broker.secret, "POST", "/api/pricing/quote",
                                       R"({"items":[{"card_id":"odd","quantity":1}]})"));
  const std::multimap<std::string, std::string> key{{"Idempotency-Key", stripe_id("key")}};
  const auto first = daybook.call(broker.secret, "POST", "/api/orders", order_body("odd"), key);
  CHECK(first.status == 201);
  CHECK(!first.headers.contains("idempotency-hit"));
  const auto order = first.json();
  CHECK(quote["subtotal_base"].integer() == order["subtotal_base"].integer());
  CHECK(quote["total_revenue_share"].integer() == order["broker_revenue_share"].integer());
  CHECK(quote["total_broker_markup"].integer() == order["broker_markup"].integer());
  CHECK(quote["total_customer_price"].integer() == order["total_charged"].integer());
  CHECK(quote["total_platform_revenue"].integer() == order["platform_net_revenue"].integer());
  CHECK(quote["supplier_cost"].integer() == order["supplier_cost"].integer());
  CHECK(order["total_charged"].integer() == kTotal);
  CHECK(order["broker_revenue_share"].integer() == kShare);
  CHECK(order["broker_markup"].integer() == kMarkup);
  CHECK(order["platform_net_revenue"].integer() == 3'267);
  CHECK(order["supplier_cost"].integer() == 5'002);

  const auto again = daybook.call(broker.secret, "POST", "/api/orders", order_body("odd"), key);
  CHECK(again.status == 201);
  CHECK(again.headers.at("idempotency-hit") == "true");
  CHECK(again.body == first.body);
  const auto other = daybook.call(broker.secret, "POST", "/api/orders", order_body("odd", 2), key);
  CHECK(other.status == 422);
  CHECK(other.code() == "idempotency_key_reused");
  return order;
}

/// Stripe pays (two signals of one capture), then returns money twice.
void pay_and_refund_in_part(Daybook& daybook, const Broker& broker, const Json& order) {
  check_components(daybook, broker, "available", 0, 0);
  const auto intent = stripe_id("pi");
  must(daybook.deliver(session_completed(order, intent, kTotal)));
  must(daybook.deliver(intent_succeeded(order, intent, kTotal)));
  const auto paid = order_now(daybook, order);
  CHECK(paid["status"].text() == "PROCESSING");
  CHECK(paid["payment_status"].text() == "SUCCEEDED");
  CHECK(paid["payment_method"].text() == "STRIPE");
  check_components(daybook, broker, "available", kShare, kMarkup);

  // 1,000 of 10,255: 194 go back, 170 of them share; then half of everything.
  must(daybook.deliver(charge_refunded(order, intent, 1'000)));
  check_components(daybook, broker, "available", kShare - 170, kMarkup - 24);
  must(daybook.deliver(charge_refunded(order, intent, 5'128)));
  check_components(daybook, broker, "available", kShare - 868, kMarkup - 125);
  CHECK(order_now(daybook, order)["total_refunded"].integer() == 5'128);
}

/// The payout of everything available, approved by a second person and completed; returns its id.
std::string pay_out(Daybook& daybook, const Broker& broker, std::int64_t due) {
  const auto maker = daybook.admin();
  const auto checker = daybook.admin("SUPER_ADMIN", 2);
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  const auto run = must(daybook.call(maker, "POST", "/api/payouts/run",
                                     fmt::format(R"({{"year":{},"month":{},"broker_id":"{}"}})",
                                                 utc.tm_year + 1900, utc.tm_mon + 1, broker.id)));
  REQUIRE(run["created"].size() == 1);
  const auto payout = run["created"][std::size_t{0}];
  CHECK(payout["total_amount"].integer() == due);
  const std::string path = "/api/payouts/" + payout["id"].text();
  const auto version = [&] {
    return fmt::format(R"({{"version":{}}})", must(daybook.get(maker, path))["version"].integer());
  };

  CHECK(daybook.call(maker, "POST", path + "/process", "{}").code() == "conflict");
  CHECK(daybook.call(maker, "POST", path + "/approve", version()).code() == "same_person");
  must(daybook.call(checker, "POST", path + "/approve", version()));
  must(daybook.call(maker, "PATCH", path,
                    fmt::format(R"({{"version":{},"payment_method":"WIRE"}})", payout["version"].integer())));
  CHECK(daybook.call(maker, "POST", path + "/process", "{}").code() == "conflict");  // the edit voided it
  CHECK(daybook.call(checker, "POST", path + "/approve", R"({"version":1})").code() == "stale_version");
  must(daybook.call(checker, "POST", path + "/approve", version()));
  must(daybook.call(maker, "POST", path + "/process", "{}"));
  const auto done = must(daybook.call(maker, "POST", path + "/complete", R"({"transaction_id":"wire-1"})"));
  CHECK(done["status"].text() == "COMPLETED");
  return payout["id"].text();
}

void check_report(Daybook& daybook, const std::string& payout, std::int64_t due) {
  const auto report = must(daybook.get(daybook.admin("AUDITOR"), "/api/payouts/" + payout + "/report"));
  CAPTURE(report.dump());
  std::int64_t sum = report["carried_forward"].integer();
  for (std::size_t i = 0; i < report["orders"].size(); ++i)
    sum += report["orders"][i]["commission"].integer();
  CHECK(report["order_count"].integer() == 2);
  CHECK(sum == due);
  CHECK(report["totals"]["total"].integer() == due);
}

/// Every position of the log once on Kafka, none missing, each with the leaf hash of its whole envelope.
void check_kafka(Daybook& daybook) {
  kafka::Settings settings;
  settings.brokers = detail::server("DAYBOOK_TEST_KAFKA");
  settings.topic = daybook.topic();
  kafka::EventConsumer consumer(settings.brokers, kafka::offsets_of_all_partitions(settings, {}));
  const auto head = daybook.head();
  std::map<std::int64_t, Envelope> seen;
  for (int i = 0; i < 60 && static_cast<std::int64_t>(seen.size()) < head; ++i)
    for (const auto& event : consumer.poll_batch(10'000, 500).events) {
      CHECK(seen.emplace(event.position.value, event).second);  // no duplicate
      CHECK(event.leaf_hash == compute_leaf_hash(event));
    }
  REQUIRE(static_cast<std::int64_t>(seen.size()) == head);
  CHECK(seen.begin()->first == 1);
  CHECK(seen.rbegin()->first == head);
  const auto events = must(daybook.get(daybook.admin(), "/api/log/events?limit=100"))["data"];
  REQUIRE(events.size() > 10);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& sent = seen.at(events[i]["position"].integer());
    CHECK(events[i]["type"].text() == sent.type);
    CHECK(events[i]["leaf_hash"].text() == log::to_hex(sent.leaf_hash));
  }
}

TEST_CASE("the main job: order, payment, refunds, payout, refund after payout, books, proof and Kafka") {
  Daybook daybook;
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto order = place_as_quoted(daybook, broker);
  pay_and_refund_in_part(daybook, broker, order);
  const auto second = place_order(daybook, broker);
  pay_by_wire(daybook, second);

  const std::int64_t share = 2 * kShare - 868;
  const std::int64_t markup = 2 * kMarkup - 125;
  check_components(daybook, broker, "available", share, markup);
  const auto payout = pay_out(daybook, broker, share + markup);
  check_components(daybook, broker, "available", 0, 0);
  check_components(daybook, broker, "in_transit", 0, 0);
  check_components(daybook, broker, "paid", share, markup);
  check_report(daybook, payout, share + markup);

  const auto back =
      must(daybook.call(daybook.admin(), "POST", "/api/orders/" + second["id"].text() + "/refunds",
                        fmt::format(R"({{"amount":{},"reason":"returned"}})", kTotal)));
  CHECK(back["status"].text() == "REFUNDED");
  check_components(daybook, broker, "available", -kShare, -kMarkup);
  check_report(daybook, payout, share + markup);  // a payout's report stays what was paid
  check_books(daybook);
  check_kafka(daybook);
}

}  // namespace
}  // namespace daybook::test
