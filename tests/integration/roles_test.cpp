// Every route against every kind of caller. The table is the wire contract's matrix, written down here a
// second time on purpose.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>

#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

struct Row {
  const char* method;
  const char* path;
  const char* admitted;  ///< a column per caller: x = may call, . = may not
};

/// The columns, in order.
const std::vector<std::string> kCallers{"publishable", "secret",  "SUPER_ADMIN", "ADMIN",
                                        "STAFF",       "SUPPORT", "ACCOUNTANT",  "AUDITOR"};
constexpr const char* kAnyone = "xxxxxxxx";
constexpr const char* kAnyKey = "xx......";
constexpr const char* kPrices = "xxxxxxxx";
constexpr const char* kWidget = "x.......";
constexpr const char* kOwnOrders = ".x......";
constexpr const char* kOwnData = ".xxxxxxx";  // the broker's own, and "read all"
constexpr const char* kRead = "..xxxxxx";     // "read all"
constexpr const char* kPlace = ".xxxx...";    // the broker itself, and "place or cancel orders, …"
constexpr const char* kOperate =
    "..xxx...";  // "place or cancel orders, manual payment, fulfil/reject, webhook retry"
constexpr const char* kManage = "..xx....";    // "brokers: …; catalogue; refunds; tasks"
constexpr const char* kOwnTerms = ".xxx....";  // the broker's own markup, and "brokers: terms"
constexpr const char* kPay = "..xx..x.";       // "payouts: …"
constexpr const char* kOwnPay = ".xxx..x.";    // the broker's own account, and "payouts: …"
constexpr const char* kBooks = "..x...x.";     // "ledger: adjust, close, reconcile"

const std::vector<Row> kOpen{
    {"POST", "/api/orders/webhook/stripe", kAnyone},
    {"GET", "/openapi.json", kAnyone},
    {"GET", "/problems/{code}", kAnyone},
    {"GET", "/livez", kAnyone},
    {"GET", "/readyz", kAnyone},
    {"GET", "/metrics", kAnyone},
    {"GET", "/success", kAnyone},
    {"GET", "/order-complete", kAnyone},
    {"GET", "/cancel", kAnyone},
    {"GET", "/account-linked", kAnyone},
    {"GET", "/account-link-expired", kAnyone},
    {"GET", "/", kAnyone},
};

const std::vector<Row> kGuarded{
    {"POST", "/api/orders", kPlace},
    {"POST", "/api/orders/batch", kPlace},
    {"GET", "/api/orders", kRead},
    {"GET", "/api/orders/broker", kOwnOrders},
    {"POST", "/api/orders/checkout", kAnyKey},
    {"GET", "/api/orders/{id}", kOwnData},
    {"POST", "/api/orders/{id}/manual-payment", kOperate},
    {"POST", "/api/orders/{id}/payment-link", kOperate},
    {"POST", "/api/orders/{id}/cancel", kOperate},
    {"POST", "/api/orders/{id}/refunds", kManage},
    {"POST", "/api/orders/{id}/refunds/{refund_id}/fail", kManage},
    {"POST", "/api/orders/{id}/fees", kManage},
    {"POST", "/api/orders/{id}/disputes", kManage},
    {"POST", "/api/orders/{id}/disputes/{dispute_id}/withdraw", kManage},
    {"POST", "/api/orders/{id}/disputes/{dispute_id}/win", kManage},
    {"POST", "/api/orders/{id}/disputes/{dispute_id}/lose", kManage},
    {"POST", "/api/orders/{id}/disputes/{dispute_id}/close", kManage},
    {"POST", "/api/orders/{id}/hold", kManage},
    {"POST", "/api/orders/{id}/unhold", kManage},
    {"POST", "/api/orders/{id}/fulfil", kOperate},
    {"POST", "/api/orders/{id}/reject", kOperate},
    {"GET", "/api/pricing", kPrices},
    {"POST", "/api/pricing/quote", kPrices},
    {"PUT", "/api/catalog", kManage},
    {"GET", "/api/catalog", kRead},
    {"POST", "/api/brokers", kManage},
    {"GET", "/api/brokers", kRead},
    {"GET", "/api/brokers/{id}", kOwnData},
    {"PATCH", "/api/brokers/{id}", kOwnTerms},
    {"POST", "/api/brokers/{id}/terms/corrections", kManage},
    {"POST", "/api/brokers/{id}/approve", kManage},
    {"POST", "/api/brokers/{id}/suspend", kManage},
    {"POST", "/api/brokers/{id}/reactivate", kManage},
    {"POST", "/api/brokers/{id}/deactivate", kManage},
    {"POST", "/api/brokers/{id}/keys/rotate", kManage},
    {"POST", "/api/brokers/{id}/keys/revoke", kManage},
    {"GET", "/api/brokers/{id}/balance", kOwnData},
    {"GET", "/api/brokers/{id}/stats", kOwnData},
    {"GET", "/api/brokers/{id}/analytics", kOwnData},
    {"GET", "/api/brokers/{id}/payouts", kOwnData},
    {"GET", "/api/brokers/{id}/statement", kOwnData},
    {"GET", "/api/brokers/{id}/payout-account", kRead},
    {"PUT", "/api/brokers/{id}/payout-account", kPay},
    {"POST", "/api/brokers/{id}/payout-account/approve", kPay},
    {"POST", "/api/brokers/{id}/payout-account/withdraw", kPay},
    {"GET", "/api/brokers/{id}/tax-form", kRead},
    {"PUT", "/api/brokers/{id}/tax-form", kPay},
    {"GET", "/api/brokers/{id}/stripe-account", kOwnData},
    {"POST", "/api/brokers/{id}/stripe-account", kOwnPay},
    {"GET", "/api/brokers/{id}/notifications", kOwnTerms},
    {"PUT", "/api/brokers/{id}/notifications", kOwnTerms},
    {"POST", "/api/webhook-endpoints", kOwnTerms},
    {"GET", "/api/webhook-endpoints", kOwnData},
    {"GET", "/api/webhook-endpoints/{id}", kOwnData},
    {"PATCH", "/api/webhook-endpoints/{id}", kOwnTerms},
    {"DELETE", "/api/webhook-endpoints/{id}", kOwnTerms},
    {"POST", "/api/webhook-endpoints/{id}/rotate-secret", kOwnTerms},
    {"GET", "/api/webhook-endpoints/{id}/deliveries", kOwnData},
    {"POST", "/api/webhook-endpoints/{id}/deliveries/{delivery}/retry", kOwnTerms},
    {"POST", "/api/widget/events", kWidget},
    {"POST", "/api/payouts/run", kPay},
    {"GET", "/api/payouts/pending", kRead},
    {"GET", "/api/payouts/{id}", kRead},
    {"PATCH", "/api/payouts/{id}", kPay},
    {"POST", "/api/payouts/{id}/approve", kPay},
    {"POST", "/api/payouts/{id}/process", kPay},
    {"POST", "/api/payouts/{id}/complete", kPay},
    {"POST", "/api/payouts/{id}/fail", kPay},
    {"POST", "/api/payouts/{id}/cancel", kPay},
    {"POST", "/api/payouts/{id}/return", kPay},
    {"POST", "/api/payouts/{id}/reverse", kPay},
    {"GET", "/api/payouts/{id}/report", kRead},
    {"POST", "/api/payouts/files", kPay},
    {"GET", "/api/payouts/files", kRead},
    {"GET", "/api/payouts/files/{id}", kPay},
    {"POST", "/api/payouts/returns", kPay},
    {"GET", "/api/reports/1099-nec", kRead},
    {"GET", "/api/tasks", kRead},
    {"POST", "/api/tasks/{id}/apply", kManage},
    {"POST", "/api/tasks/{id}/refund", kManage},
    {"POST", "/api/tasks/{id}/dismiss", kManage},
    {"GET", "/api/effects", kRead},
    {"POST", "/api/effects/{id}/retry", kManage},
    {"POST", "/api/effects/{id}/drop", kManage},
    {"GET", "/api/logs/webhooks", kRead},
    {"GET", "/api/logs/webhooks/{id}", kRead},
    {"POST", "/api/logs/webhooks/{id}/retry", kOperate},
    {"GET", "/api/logs/activity", kRead},
    {"GET", "/api/log/checkpoint", kRead},
    {"GET", "/api/log/events", kRead},
    {"GET", "/api/explain/{entry}", kOwnData},
    {"POST", "/api/reconciliation/imports", kBooks},
    {"GET", "/api/reconciliation/imports", kRead},
    {"GET", "/api/reconciliation", kRead},
    {"GET", "/api/reconciliation/lines", kRead},
    {"POST", "/api/reconciliation/matches", kBooks},
    {"GET", "/api/reconciliation/matches", kRead},
    {"POST", "/api/reconciliation/matches/{id}/undo", kBooks},
    {"GET", "/api/log/proof/inclusion", kRead},
    {"GET", "/api/log/proof/consistency", kRead},
    {"GET", "/api/ledger/accounts", kRead},
    {"GET", "/api/ledger/entries", kRead},
    {"GET", "/api/ledger/trial-balance", kRead},
    {"GET", "/api/ledger/adjustments", kRead},
    {"POST", "/api/ledger/adjustments", kBooks},
    {"GET", "/api/ledger/adjustments/{id}", kRead},
    {"POST", "/api/ledger/adjustments/{id}/approve", kBooks},
    {"POST", "/api/ledger/adjustments/{id}/withdraw", kBooks},
    {"POST", "/api/ledger/write-offs", kBooks},
    {"POST", "/api/ledger/supplier-settlements", kBooks},
    {"POST", "/api/ledger/stripe-payouts", kBooks},
    {"POST", "/api/ledger/stripe-payouts/fail", kBooks},
    {"POST", "/api/ledger/close", kBooks},
    {"GET", "/api/ledger/periods", kRead},
    {"GET", "/api/ledger/periods/{month}", kRead},
    {"GET", "/api/ledger/periods/{month}/checklist", kRead},
    {"POST", "/api/ledger/periods/{month}/reopen", kBooks},
    {"POST", "/api/ledger/periods/{month}/reopen/approve", kBooks},
    {"POST", "/api/ledger/periods/{month}/reopen/withdraw", kBooks},
};

/// With an id that nothing has, so that who is admitted changes nothing.
std::string target_of(const Row& row) {
  std::string path = row.path;
  const auto at = path.find('{');
  if (at != std::string::npos)
    path.replace(at, path.find('}') - at + 1, "00000000-0000-7000-8000-000000000000");
  return path;
}

HttpAnswer ask(Daybook& daybook, const Caller& who, const Row& row) {
  return daybook.call(who, row.method, target_of(row), std::string(row.method) == "GET" ? "" : "{}");
}

std::set<std::string> documented(Daybook& daybook) {
  simdjson::dom::parser parser;
  const std::string body = daybook.call({}, "GET", "/openapi.json").body;
  std::set<std::string> found;
  for (const auto path : simdjson::dom::object(parser.parse(body)["paths"]))
    for (const auto operation : simdjson::dom::object(path.value)) {
      std::string method(operation.key);
      for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      found.insert(method + " " + std::string(path.key));
    }
  return found;
}

TEST_CASE("roles: every route admits exactly whom the contract names") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  std::vector<Caller> callers{broker.publishable, broker.secret};
  for (std::size_t i = 2; i < kCallers.size(); ++i) callers.push_back(daybook.admin(kCallers[i]));
  const auto before = daybook.head();

  std::set<std::string> listed;
  for (const auto& row : kOpen) {
    listed.insert(fmt::format("{} {}", row.method, row.path));
    const int status = ask(daybook, {}, row).status;
    CAPTURE(row.path);
    CHECK(status != 401);
    CHECK(status != 403);
  }
  for (const auto& row : kGuarded) {
    listed.insert(fmt::format("{} {}", row.method, row.path));
    CAPTURE(row.method);
    CAPTURE(row.path);
    CHECK(ask(daybook, {}, row).code() == "unauthenticated");
    CHECK(ask(daybook, {"", "dbk_" + std::string(43, 'x')}, row).code() == "unauthenticated");
    CHECK(ask(daybook, {"tlm_sk_" + std::string(43, 'x'), ""}, row).code() == "unauthenticated");
    for (std::size_t i = 0; i < callers.size(); ++i) {
      const auto answer = ask(daybook, callers[i], row);
      const bool admitted = answer.status != 401 && answer.status != 403;
      CHECK_MESSAGE(admitted == (row.admitted[i] == 'x'), kCallers[i], ": ", answer.shown());
      if (!admitted) CHECK(answer.code() == "forbidden");
      CHECK(answer.status < 500);
    }
  }
  CHECK(listed == documented(daybook));
  CHECK(daybook.head() == before);
}

TEST_CASE("roles: what belongs to another broker is not there") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto owner = approved_broker(daybook);
  const auto stranger = approved_broker(daybook, "stranger@example.com");
  const auto order = place_order(daybook, owner);
  CHECK(daybook.get(owner.secret, "/api/orders/" + order["id"].text()).status == 200);
  CHECK(daybook.get(stranger.secret, "/api/orders/" + order["id"].text()).code() == "ORDER_NOT_FOUND");
  for (const char* end : {"", "/balance", "/stats", "/analytics", "/payouts", "/statement?period=2026-01"}) {
    CAPTURE(end);
    CHECK(daybook.get(owner.secret, "/api/brokers/" + owner.id + end).status == 200);
    CHECK(daybook.get(stranger.secret, "/api/brokers/" + owner.id + end).code() == "not_found");
  }
  CHECK(daybook.call(stranger.secret, "PATCH", "/api/brokers/" + owner.id, R"({"phone":"1"})").code() ==
        "not_found");
  CHECK(must(daybook.get(stranger.secret, "/api/orders/broker"))["orders"].size() == 0);
  CHECK(must(daybook.get(owner.secret, "/api/orders/broker"))["orders"].size() == 1);
  const auto foreign = fmt::format(
      R"({{"broker_id":"{}","customer_email":"a@b.example","items":[{{"card_id":"odd","quantity":1}}]}})",
      owner.id);
  CHECK(daybook.call(stranger.secret, "POST", "/api/orders", foreign).pointer() == "/broker_id");
}

}  // namespace
}  // namespace daybook::test
