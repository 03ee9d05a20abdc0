// A payee's debt written off, the supplier paid, Stripe's payouts to our bank: over HTTP, with what the books
// and the payee then see.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/integration/ledger_calls.hpp"
#include "tests/support/json_schema.hpp"

namespace daybook::test {
namespace {

/// An order of 10,255 whose commission of 1,986 is paid out, and then returned whole: the payee owes 1,986.
void owe(Daybook& daybook, const Broker& broker) {
  const auto order = place_order(daybook, broker);
  pay_by_wire(daybook, order);
  const auto [year, month] = this_month();
  const auto run =
      must(daybook.call(daybook.admin(), "POST", "/api/payouts/run",
                        fmt::format(R"({{"year":{},"month":{},"broker_id":"{}"}})", year, month, broker.id)));
  const std::string path = "/api/payouts/" + run["created"][std::size_t{0}]["id"].text();
  must(daybook.call(daybook.admin("SUPER_ADMIN", 2), "POST", path + "/approve", R"({"version":1})"));
  must(daybook.call(daybook.admin(), "POST", path + "/process", "{}"));
  must(daybook.call(daybook.admin(), "POST", path + "/complete", R"({"transaction_id":"ach-1"})"));
  must(daybook.call(daybook.admin(), "POST", "/api/orders/" + order["id"].text() + "/refunds",
                    R"({"amount":10255,"reason":"the supplier declined"})"));
}

TEST_CASE("write-off: what a payee owes is forgiven by two people, and both its accounts say so") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto maker = daybook.admin("ACCOUNTANT");
  const auto checker = daybook.admin();
  const auto proposal = [&](std::int64_t amount, const char* currency = "USD") {
    return fmt::format(R"({{"payee":"{}","currency":"{}","amount":{},"reason":"will not pay"}})", broker.id,
                       currency, amount);
  };
  const auto refused = [&](const std::string& body) {
    const auto answer = post_ledger(daybook, maker, "write-offs", body);
    CHECK(answer.status == 422);
    return answer.pointer();
  };
  CHECK(refused(proposal(1)) == "/amount");
  owe(daybook, broker);
  CHECK(balance_now(daybook, broker)["available"].integer() == -1'986);
  CHECK(refused(proposal(1'987)) == "/amount");
  CHECK(refused(proposal(1'986, "EUR")) == "/amount");
  CHECK(refused(proposal(0)) == "/amount");

  // A part first; what is left bounds the second proposal when it is approved.
  const auto part = must(post_ledger(daybook, maker, "write-offs", proposal(986)));
  const auto whole = must(post_ledger(daybook, maker, "write-offs", proposal(1'986)));
  CHECK(part["kind"].text() == "write_off");
  const auto approve = [&](const Caller& who, const Json& adjustment) {
    return post_ledger(daybook, who, "adjustments/" + adjustment["id"].text() + "/approve", "{}");
  };
  CHECK(approve(maker, part).code() == "same_person");
  must(approve(checker, part));
  const auto over = approve(checker, whole);
  CHECK(over.code() == "conflict");
  CHECK(over.json()["detail"].text().find("19.86 USD is more than the payee owes: 10.00 USD") !=
        std::string::npos);
  CHECK(balance_now(daybook, broker)["available"].integer() == -1'000);
  must(approve(checker, must(post_ledger(daybook, maker, "write-offs", proposal(1'000)))));
  CHECK(balance_now(daybook, broker)["available"].integer() == 0);
  CHECK(account(daybook, "expenses:write_offs") == 1'986);
  CHECK(account(daybook, adjustments_of(broker)) == -1'986);

  const auto [year, month] = this_month();
  const auto answer =
      daybook.get(maker, fmt::format("/api/brokers/{}/statement?period={:04}-{:02}", broker.id, year, month));
  for (const auto& violation : violations("Statement", answer.body)) FAIL_CHECK(violation);
  const auto block = must(answer)["currencies"][std::size_t{0}];
  CHECK(block["accruals"].integer() == 1'986);
  CHECK(block["clawbacks"].integer() == -1'986);
  CHECK(block["adjustments"].integer() == 1'986);
  CHECK(block["payouts"].integer() == -1'986);
  CHECK(block["closing"].integer() == 0);
  check_books(daybook);
}

TEST_CASE("supplier settlements and Stripe's payouts: each counts once, and the books hold") {
  Daybook daybook({.kafka = false});
  const auto accountant = daybook.admin("ACCOUNTANT");
  const auto settle = [&](const std::string& more, const std::string& key = "") {
    return post_ledger(daybook, accountant, "supplier-settlements",
                       R"({"currency":"USD","reference":" wire 7 ",)" + more + "}", key);
  };
  const std::string key = stripe_id("key");
  const auto settled = settle(R"("amount":5002)", key);
  REQUIRE_MESSAGE(settled.status == 201, settled.shown());
  for (const auto& violation : violations("SupplierSettlement", settled.body)) FAIL_CHECK(violation);
  CHECK(settled.json()["reference"].text() == "wire 7");
  CHECK(settle(R"("amount":5002)", key).body == settled.body);
  CHECK(settle(R"("amount":5002)").code() == "conflict");
  CHECK(settle(R"("amount":1)").code() == "conflict");
  must(settle(R"("amount":8,"supplier":"other")"));  // another supplier's number 7
  CHECK(account(daybook, "liabilities:supplier:tradelinesupply") == 5'002);
  CHECK(account(daybook, "liabilities:supplier:other") == 8);
  CHECK(account(daybook, "assets:bank") == -5'010);

  const auto paid_out = [&](std::int64_t amount) {
    return post_ledger(
        daybook, accountant, "stripe-payouts",
        fmt::format(R"({{"stripe_payout_id":"po_1Nabc","amount":{},"currency":"USD"}})", amount));
  };
  const auto came_back = [&](const std::string& id = "po_1Nabc") {
    return post_ledger(daybook, accountant, "stripe-payouts/fail",
                       fmt::format(R"({{"stripe_payout_id":"{}","failure_code":"account_closed"}})", id));
  };
  CHECK(came_back().code() == "not_found");
  const auto first = paid_out(9'000);
  CHECK(first.status == 201);
  for (const auto& violation : violations("StripePayout", first.body)) FAIL_CHECK(violation);
  CHECK(paid_out(9'000).code() == "conflict");
  CHECK(paid_out(9'001).json()["detail"].text() == "po_1Nabc is known as 90.00 USD, not 90.01 USD");
  CHECK(account(daybook, "assets:stripe") == -9'000);
  CHECK(account(daybook, "assets:bank") == 3'990);
  const auto back = came_back();
  CHECK(must(back)["status"].text() == "failed");
  for (const auto& violation : violations("StripePayout", back.body)) FAIL_CHECK(violation);
  CHECK(came_back().code() == "conflict");
  CHECK(account(daybook, "assets:stripe") == 0);
  CHECK(account(daybook, "assets:bank") == -5'010);
  check_books(daybook);
}

}  // namespace
}  // namespace daybook::test
