// Entries made by hand, over HTTP: who may approve what, and what it posts.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/integration/ledger_calls.hpp"
#include "tests/support/json_schema.hpp"

namespace daybook::test {
namespace {

constexpr std::int64_t kMost = 1'000'000'000'000'000;

std::string between(const char* debit, const char* credit, std::int64_t amount, const char* more = "") {
  return fmt::format(
      R"({{"currency":"USD","postings":[{{"account":"{}","amount":{}}},{{"account":"{}","amount":{}}}],)"
      R"("reason":"booked to the wrong account"{}}})",
      debit, amount, credit, -amount, more);
}

/// Another admin id, same person: revoked, and made again under another spelling of the address.
Caller made_again(Daybook& daybook, const std::string& email, const std::string& spelling) {
  REQUIRE(daybook.run({"admin", "revoke", "--email", email}).code == 0);
  auto made = daybook.run({"admin", "create", "--email", spelling, "--role", "ACCOUNTANT"});
  REQUIRE_MESSAGE(made.code == 0, made.text);
  made.text.erase(made.text.find_last_not_of(" \n") + 1);
  const Caller caller{"", made.text.substr(made.text.find_last_of(" \n") + 1)};
  for (int i = 0; i < 100 && daybook.call(caller, "GET", "/api/catalog").status == 401; ++i) pause_ms(20);
  return caller;
}

TEST_CASE("adjustments: proposed by one person, approved by another, whatever the first one tries") {
  Daybook daybook({.kafka = false});
  const auto maker = daybook.admin("ACCOUNTANT", 1);
  const auto checker = daybook.admin("SUPER_ADMIN", 1);
  const std::string key = stripe_id("key");
  const std::string body = between("assets:bank", "assets:stripe", 700);
  const auto first = post_ledger(daybook, maker, "adjustments", body, key);
  REQUIRE_MESSAGE(first.status == 201, first.shown());
  for (const auto& violation : violations("Adjustment", first.body)) FAIL_CHECK(violation);
  CHECK(post_ledger(daybook, maker, "adjustments", body, key).body == first.body);
  CHECK(
      post_ledger(daybook, maker, "adjustments", between("assets:bank", "assets:stripe", 701), key).code() ==
      "idempotency_key_reused");
  const std::string id = first.json()["id"].text();
  const std::string approve = "adjustments/" + id + "/approve";
  CHECK(account(daybook, "assets:bank") == 0);
  CHECK(open_tasks(daybook, "approve_adjustment").size() == 1);
  const std::string task = "/api/tasks/adjustment-" + id;
  CHECK(daybook.call(checker, "POST", task + "/dismiss", kReason).code() == "conflict");
  CHECK(daybook.call(checker, "POST", task + "/apply", kReason).status / 100 == 4);
  CHECK(daybook.call(checker, "POST", task + "/refund", kReason).status / 100 == 4);

  const auto before = daybook.head();
  CHECK(post_ledger(daybook, maker, approve, "{}").code() == "same_person");
  CHECK(post_ledger(daybook, maker, approve, "{}", key).code() == "same_person");
  CHECK(post_ledger(daybook, maker, approve, R"({"approved_by":"somebody else"})").code() ==
        "validation_failed");
  CHECK(post_ledger(daybook, maker, approve, R"({"as":"SUPER_ADMIN.1@staff.example"})").code() ==
        "validation_failed");
  CHECK(post_ledger(daybook, daybook.admin("ADMIN"), approve, "{}").code() == "forbidden");
  CHECK(post_ledger(daybook, {}, approve, "{}").code() == "unauthenticated");
  CHECK(daybook.head() == before + 1);  // the ADMIN was made, nothing else happened

  const auto by_command = daybook.run({"ledger", "approve", id, "--as", "Accountant.1@STAFF.example"});
  CHECK(by_command.code == 1);
  CHECK_MESSAGE(by_command.text.find("you proposed this adjustment") != std::string::npos, by_command.text);
  const auto again = made_again(daybook, "ACCOUNTANT.1@staff.example", " accountant.1@Staff.Example");
  CHECK(post_ledger(daybook, maker, approve, "{}").code() == "unauthenticated");
  CHECK(post_ledger(daybook, again, approve, "{}").code() == "same_person");
  CHECK(account(daybook, "assets:bank") == 0);

  const std::string approval = stripe_id("key");
  const auto approved = post_ledger(daybook, checker, approve, "{}", approval);
  CHECK(must(approved)["status"].text() == "approved");
  for (const auto& violation : violations("Adjustment", approved.body)) FAIL_CHECK(violation);
  CHECK(post_ledger(daybook, checker, approve, "{}", approval).body == approved.body);
  CHECK(post_ledger(daybook, checker, approve, "{}").code() == "conflict");
  CHECK(post_ledger(daybook, checker, "adjustments/" + id + "/withdraw", kReason).code() == "conflict");
  CHECK(account(daybook, "assets:bank") == 700);
  CHECK(account(daybook, "assets:stripe") == -700);
  CHECK(open_tasks(daybook, "approve_adjustment").size() == 0);
  const auto read = daybook.get(daybook.admin("AUDITOR"), "/api/ledger/adjustments/" + id);
  CHECK(must(read).dump() == must(approved).dump());
  check_books(daybook);
}

TEST_CASE("adjustments: withdrawn ones post nothing, and the list tells them apart") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto maker = daybook.admin();
  const auto checker = daybook.admin("ACCOUNTANT");
  const std::string own = adjustments_of(broker);
  const std::string payee = fmt::format(R"(,"payee":"{}")", broker.id);
  const auto propose = [&](const std::string& body) {
    return must(post_ledger(daybook, maker, "adjustments", body))["id"].text();
  };
  const auto gone = propose(between("assets:cash", "assets:bank", 3));
  const auto bonus = propose(between("income:platform:brokers", own.c_str(), 250, payee.c_str()));
  const auto most = propose(between("assets:receivable:acme", "assets:bank", kMost));
  CHECK(must(post_ledger(daybook, maker, "adjustments/" + gone + "/withdraw", kReason))["status"].text() ==
        "withdrawn");
  CHECK(post_ledger(daybook, checker, "adjustments/" + gone + "/approve", "{}").code() == "conflict");
  must(post_ledger(daybook, checker, "adjustments/" + bonus + "/approve", "{}"));
  must(post_ledger(daybook, checker, "adjustments/" + most + "/approve", "{}"));
  CHECK(account(daybook, "assets:cash") == 0);
  CHECK(account(daybook, "assets:bank") == -kMost);
  CHECK(account(daybook, own) == -250);
  CHECK(balance_now(daybook, broker)["available"].integer() == 250);

  const auto list = [&](const std::string& query) {
    const auto answer = daybook.get(daybook.admin("AUDITOR"), "/api/ledger/adjustments" + query);
    for (const auto& violation : violations("AdjustmentList", answer.body)) FAIL_CHECK(violation);
    return must(answer);
  };
  REQUIRE(list("?limit=2")["data"].size() == 2);
  CHECK(list("?limit=2")["data"][std::size_t{0}]["id"].text() == most);
  const auto rest = list("?limit=2&cursor=" + list("?limit=2")["next_cursor"].text());
  REQUIRE(rest["data"].size() == 1);
  CHECK(rest["data"][std::size_t{0}]["withdrawal_reason"].text() == "a test's reason");
  CHECK(list("?status=approved")["data"].size() == 2);
  CHECK(list("?payee=" + broker.id)["data"][std::size_t{0}]["id"].text() == bonus);

  // A run pays it out like any other line.
  const auto [year, month] = this_month();
  const auto run = must(daybook.call(maker, "POST", "/api/payouts/run",
                                     fmt::format(R"({{"year":{},"month":{}}})", year, month)));
  REQUIRE(run["created"].size() == 1);
  CHECK(run["created"][std::size_t{0}]["total_adjustments"].integer() == 250);
  check_books(daybook);
}

}  // namespace
}  // namespace daybook::test
