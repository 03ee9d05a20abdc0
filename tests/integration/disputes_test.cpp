// Money that comes back to us or goes out again: refunds that fail, disputes, fees, commissions that are
// held.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/business.hpp"

namespace daybook::test {
namespace {

constexpr std::int64_t kTotal = 10'255;  // one "odd" card: 10,005 and a markup of 250; share 1,736
constexpr std::int64_t kCommission = 1'986;

struct Shop {
  Daybook daybook{{.kafka = false}};
  Broker broker;
  Json order;
  std::string intent = stripe_id("pi");
  Shop() {
    import_cards(daybook);
    broker = approved_broker(daybook);
    order = place_order(daybook, broker);
    REQUIRE(order["total_charged"].integer() == kTotal);
  }
  void capture() { must(daybook.deliver(intent_succeeded(order, intent, kTotal))); }

  void dispute(const char* what, const char* status, const std::string& more = "") {
    must(daybook.deliver(stripe_event(
        std::string("charge.dispute.") + what,
        fmt::format(R"({{"id":"dp_1","object":"dispute","amount":{},"currency":"usd","reason":"fraudulent",)"
                    R"("status":"{}","payment_intent":"{}"{}}})",
                    kTotal, status, intent, more))));
  }
  void withdrawn() {
    dispute("funds_withdrawn", "needs_response",
            fmt::format(
                R"(,"balance_transactions":[{{"id":"txn_out","amount":-{},"fee":1500,"currency":"usd"}}])",
                kTotal));
  }
  void reinstated() {
    dispute(
        "funds_reinstated", "won",
        fmt::format(R"(,"balance_transactions":[{{"id":"txn_out","amount":-{},"fee":1500,"currency":"usd"}},)"
                    R"({{"id":"txn_in","amount":{},"fee":0,"currency":"usd"}}])",
                    kTotal, kTotal));
  }
  void refund_says(const char* what, const char* status, std::int64_t amount) {
    must(daybook.deliver(
        stripe_event(std::string("refund.") + what,
                     fmt::format(R"({{"id":"re_1","object":"refund","amount":{},"currency":"usd",)"
                                 R"("status":"{}","payment_intent":"{}"}})",
                                 amount, status, intent))));
  }
  HttpAnswer on_order(const std::string& path, const std::string& body) {
    return daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + path, body);
  }
  Json now() { return order_now(daybook, order); }
  std::int64_t balance(const char* part) { return balance_now(daybook, broker)[part].integer(); }
  /// The debit balance in USD; 0 when nothing was ever posted.
  std::int64_t account(const std::string& name) {
    const auto accounts = must(daybook.get(daybook.admin(), "/api/ledger/accounts"))["data"];
    for (std::size_t i = 0; i < accounts.size(); ++i)
      if (accounts[i]["account"].text() == name) return accounts[i]["balance"].integer();
    return 0;
  }
};

TEST_CASE_FIXTURE(Shop, "disputes: Stripe's reports of a lost one, the first before the capture") {
  dispute("created", "needs_response");
  CHECK(open_tasks(daybook, "parked_webhook").size() == 1);
  capture();
  CHECK(balance("held") == kCommission);
  CHECK(balance("available") == 0);
  CHECK(open_tasks(daybook, "dispute").size() == 1);
  withdrawn();
  withdrawn();
  CHECK(account("assets:disputed") == kTotal);
  CHECK(account("expenses:dispute_fees") == 1'500);
  CHECK(account("assets:stripe") == -1'500);
  dispute("closed", "lost");
  const auto lost = now();
  CHECK(lost["status"].text() == "REFUNDED");
  CHECK(lost["total_lost"].integer() == kTotal);
  CHECK(lost["total_refunded"].integer() == 0);
  CHECK(lost["disputes"][std::size_t{0}]["status"].text() == "lost");
  CHECK(balance("held") == 0);
  CHECK(balance("available") == 0);
  CHECK(account("assets:disputed") == 0);
  CHECK(open_tasks(daybook, "dispute").size() == 0);
  // A refund on top of it is our cost: the parties bear no more than the capture.
  must(daybook.deliver(charge_refunded(order, intent, 1)));
  CHECK(now()["total_refunded"].integer() == 1);
  CHECK(now()["total_lost"].integer() == kTotal - 1);
  CHECK(now()["status"].text() == "REFUNDED");
  CHECK(account("expenses:dispute_fees") == 1'501);
  must(daybook.deliver(charge_refunded(order, intent, kTotal + 1)));
  CHECK(open_tasks(daybook, "failed_webhook").size() == 1);
  check_books(daybook);
}

TEST_CASE_FIXTURE(Shop, "disputes: a won one, its closing before the money") {
  capture();
  dispute("created", "needs_response");
  withdrawn();
  dispute("closed", "won");
  CHECK(balance("available") == kCommission);
  CHECK(account("assets:disputed") == kTotal);
  reinstated();
  CHECK(account("assets:disputed") == 0);
  CHECK(account("assets:stripe") == kTotal - 1'500);
  CHECK(now()["status"].text() == "PROCESSING");
  check_books(daybook);
}

TEST_CASE_FIXTURE(Shop, "disputes: an inquiry moves and holds nothing") {
  capture();
  dispute("created", "warning_needs_response");
  CHECK(balance("available") == kCommission);
  dispute("closed", "warning_closed");
  CHECK(now()["disputes"][std::size_t{0}]["status"].text() == "inquiry_closed");
  CHECK(account("assets:stripe") == kTotal);
  check_books(daybook);
}

TEST_CASE_FIXTURE(Shop, "disputes: a person knows it from the bank's letter") {
  pay_by_wire(daybook, order);
  const std::string opening = R"({"dispute_id":"case-7","amount":4000,"reason":"not as described"})";
  must(on_order("/disputes", opening));
  CHECK(now()["commission_state"].text() == "held");
  CHECK(on_order("/disputes", opening).status == 409);
  must(on_order("/disputes/case-7/withdraw", R"({"amount":4000,"fee":1500})"));
  CHECK(account("assets:bank") == kTotal - 5'500);
  CHECK(on_order("/disputes/case-7/close", "{}").status == 409);
  CHECK(on_order("/disputes/case-8/lose", "{}").status == 404);
  SUBCASE("lost") {
    must(on_order("/disputes/case-7/lose", "{}"));
    // R = 4,000 of 10,255: the payee's part is half-up(4000 x 1986 / 10255) = 775.
    CHECK(balance("available") == kCommission - 775);
    CHECK(now()["status"].text() == "PROCESSING");
  }
  SUBCASE("won, with the fee") {
    must(on_order("/disputes/case-7/win", R"({"fee_returned":1500})"));
    CHECK(balance("available") == kCommission);
    CHECK(account("assets:bank") == kTotal);
    CHECK(account("expenses:dispute_fees") == 0);
    CHECK(on_order("/disputes/case-7/win", "{}").status == 409);
  }
  CHECK(balance("held") == 0);
  check_books(daybook);
}

TEST_CASE_FIXTURE(Shop, "refunds: one that fails after it succeeded is undone, whatever came first") {
  capture();
  must(daybook.deliver(charge_refunded(order, intent, kTotal)));
  CHECK(now()["status"].text() == "REFUNDED");
  CHECK(balance("available") == 0);
  refund_says("failed", "failed", kTotal);
  refund_says("failed", "failed", kTotal);
  refund_says("updated", "succeeded", kTotal);
  const auto back = now();
  CHECK(back["status"].text() == "PROCESSING");
  CHECK(back["payment_status"].text() == "SUCCEEDED");
  CHECK(back["total_refunded"].integer() == 0);
  CHECK(back["refunds"][std::size_t{0}]["status"].text() == "failed");
  CHECK(balance("available") == kCommission);
  CHECK(account("assets:stripe") == kTotal);
  check_books(daybook);
}

TEST_CASE_FIXTURE(Shop, "refunds: a check that was never cashed") {
  pay_by_wire(daybook, order);
  must(on_order("/refunds", R"({"amount":4000,"reason":"broken"})"));
  const auto id = now()["refunds"][std::size_t{0}]["id"].text();
  CHECK(balance("available") == kCommission - 775);
  must(on_order("/refunds/" + id + "/fail", kReason));
  CHECK(on_order("/refunds/" + id + "/fail", kReason).status == 409);
  CHECK(on_order("/refunds/re_none/fail", kReason).status == 404);
  CHECK(balance("available") == kCommission);
  CHECK(account("assets:bank") == kTotal);
  check_books(daybook);
}

TEST_CASE_FIXTURE(Shop, "fees: of a charge's balance transaction, or as a person reads them, each once") {
  capture();
  const auto charge = [&] {
    return stripe_event(
        "charge.updated",
        fmt::format(R"({{"id":"ch_1","object":"charge","amount":{},"currency":"usd",)"
                    R"("payment_intent":"{}","balance_transaction":{{"id":"txn_1","amount":{},)"
                    R"("fee":327,"currency":"usd"}}}})",
                    kTotal, intent, kTotal));
  };
  must(daybook.deliver(charge()));
  must(daybook.deliver(charge()));
  CHECK(account("expenses:stripe_fees") == 327);
  CHECK(on_order("/fees", R"({"balance_transaction":"txn_1","fee":327})").status == 409);
  must(on_order("/fees", R"({"balance_transaction":"txn_2","fee":30})"));
  CHECK(account("expenses:stripe_fees") == 357);
  CHECK(account("assets:stripe") == kTotal - 357);
  CHECK(balance("available") == kCommission);
  check_books(daybook);
}

TEST_CASE_FIXTURE(Shop, "holds: a commission that a person holds is in no payout until they let it go") {
  pay_by_wire(daybook, order);
  must(on_order("/hold", kReason));
  CHECK(now()["hold_reason"].text() == "a test's reason");
  CHECK(on_order("/hold", kReason).status == 409);
  CHECK(balance("held") == kCommission);
  const auto month =
      must(daybook.get(daybook.admin(), "/api/orders/" + order["id"].text()))["order"]["created_at"]
          .text()
          .substr(0, 7);
  const std::string run = fmt::format(R"({{"year":{},"month":{},"broker_id":"{}"}})", month.substr(0, 4),
                                      std::stoi(month.substr(5)), broker.id);
  CHECK(must(daybook.call(daybook.admin(), "POST", "/api/payouts/run", run))["created"].size() == 0);
  must(on_order("/unhold", kReason));
  CHECK(on_order("/unhold", kReason).status == 409);
  CHECK(must(daybook.call(daybook.admin(), "POST", "/api/payouts/run", run))["created"].size() == 1);
  check_books(daybook);
}

}  // namespace
}  // namespace daybook::test
