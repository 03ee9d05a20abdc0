// Real answers hold to the OpenAPI document's schemas, which refuse unknown and missing members.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>

#include "tests/support/business.hpp"
#include "tests/support/json_schema.hpp"

namespace daybook::test {
namespace {

void check_schema(const std::string& what, const HttpAnswer& answer, const std::string& schema) {
  CAPTURE(what);
  CAPTURE(answer.body);
  CHECK(answer.status < 300);
  for (const auto& violation : violations(schema, answer.body)) FAIL_CHECK(violation);
}

std::string this_month_run(const std::string& broker) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format(R"({{"year":{},"month":{},"broker_id":"{}"}})", utc.tm_year + 1900, utc.tm_mon + 1,
                     broker);
}

TEST_CASE("contract: what commands and reads answer is what the OpenAPI document says") {
  Daybook daybook({.kafka = false});
  const Caller admin = daybook.admin();
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto placed = daybook.call(broker.secret, "POST", "/api/orders", order_body("odd"));
  check_schema("place", placed, "Order");
  check_schema("batch",
               daybook.call(broker.secret, "POST", "/api/orders/batch",
                            fmt::format(R"({{"orders":[{{"idempotency_key":"a","order":{}}},)"
                                        R"({{"idempotency_key":"b","order":{}}}]}})",
                                        order_body("odd"), order_body("none"))),
               "OrderBatchResult");
  const std::string order = "/api/orders/" + placed.json()["id"].text();
  check_schema(
      "pay",
      daybook.call(admin, "POST", order + "/manual-payment", R"({"payment_method":"WIRE","reason":"r"})"),
      "Order");
  check_schema("refund", daybook.call(admin, "POST", order + "/refunds", R"({"amount":300,"reason":"r"})"),
               "Order");
  const auto second = place_order(daybook, broker, "tie");
  must(daybook.deliver(session_completed(second, stripe_id("pi_"), 1)));
  must(daybook.call(broker.publishable, "POST", "/api/widget/events",
                    fmt::format(R"({{"visitor":"v","events":[{{"type":"load","at":"{}"}}]}})",
                                second["created_at"].text())));
  const auto run = daybook.call(admin, "POST", "/api/payouts/run", this_month_run(broker.id));
  check_schema("run", run, "PayoutRunResult");
  const std::string payout = "/api/payouts/" + run.json()["created"][std::size_t{0}]["id"].text();
  pause_ms(1'200);  // page views are gathered for a second

  const std::string own = "/api/brokers/" + broker.id;
  const struct {
    const Caller& who;
    std::string target;
    const char* schema;
  } reads[] = {
      {admin, order, "OrderEnvelope"},
      {broker.secret, order, "OrderEnvelope"},
      {admin, "/api/orders", "OrderList"},
      {broker.secret, "/api/orders/broker?status=PROCESSING", "BrokerOrderList"},
      {broker.secret, "/api/pricing", "PriceList"},
      {broker.publishable, "/api/pricing", "PriceList"},
      {admin, "/api/catalog", "Catalog"},
      {admin, "/api/brokers", "BrokerList"},
      {broker.secret, own, "Broker"},
      {broker.secret, own + "/balance", "Balance"},
      {broker.secret, own + "/stats", "Stats"},
      {broker.secret, own + "/analytics", "Analytics"},
      {broker.secret, own + "/payouts", "BrokerPayouts"},
      {broker.secret, own + "/statement?period=2026-11", "Statement"},
      {admin, "/api/payouts/pending", "PendingPayouts"},
      {admin, payout, "Payout"},
      {admin, payout + "/report", "PayoutReport"},
      {admin, "/api/tasks", "TaskList"},
      {admin, "/api/logs/webhooks", "WebhookLog"},
      {admin, "/api/logs/activity", "ActivityLog"},
      {admin, "/api/log/checkpoint", "Checkpoint"},
      {admin, "/api/log/events?limit=5", "EventPage"},
      {admin, "/api/log/proof/inclusion?position=2", "InclusionProof"},
      {admin, "/api/log/proof/consistency?from=2", "ConsistencyProof"},
      {admin, "/api/ledger/accounts", "Accounts"},
      {admin, "/api/ledger/entries", "Entries"},
      {admin, "/api/ledger/trial-balance", "TrialBalance"},
  };
  for (const auto& read : reads) check_schema(read.target, daybook.get(read.who, read.target), read.schema);
  const auto missing = daybook.get(admin, "/api/orders/00000000-0000-0000-0000-000000000000");
  CHECK(missing.status == 404);
  for (const auto& violation : violations("Problem", missing.body)) FAIL_CHECK(violation);
}

}  // namespace
}  // namespace daybook::test
