// Payees' Stripe accounts and payouts that are transfers to them, with the stateful stand-in: what is asked
// of it, what it says, and what happens when either side dies in between.

#include <doctest/doctest.h>

#include <cstdlib>

#include "tests/integration/connect_shop.hpp"

namespace daybook::test {
namespace {

TEST_CASE_FIXTURE(ConnectShop, "connect: a payee has one account, and a fresh onboarding page each time") {
  CHECK(daybook.get(broker.secret, route(broker)).code() == "not_found");
  for (const char* url : {"https://evil.example/x", "javascript:alert(1)"})
    CHECK(open(broker, fmt::format(R"({{"return_url":"{}"}})", url)).pointer() == "/return_url");
  CHECK(objects("account") == 0);
  const Json first = checked(open(broker, R"({"country":"US"})"), "StripeOnboarding");
  const std::string acct = first["stripe_account"].text();
  const Json second = checked(daybook.call(maker, "POST", route(broker), "{}"), "StripeOnboarding");
  CHECK(second["stripe_account"].text() == acct);
  CHECK(objects("account") == 1);
  CHECK(stripe.look("objects?kind=account")["data"][std::size_t{0}]["metadata"]["broker_id"].text() ==
        broker.id);
  const Json before = account(broker);
  CHECK_FALSE(before["payouts_enabled"].boolean());
  CHECK(before["requirements"].size() == 3);

  const auto keyed = [&] {
    return daybook.call(broker.secret, "POST", route(broker), "{}", {{"Idempotency-Key", "page-1"}});
  };
  const auto page = keyed(), again = keyed();
  CHECK(must(page)["stripe_account"].text() == acct);
  CHECK(again.body == page.body);
  CHECK(again.headers.at("idempotency-hit") == "true");

  const auto stranger = approved_broker(daybook, "stranger@example.com");
  CHECK(daybook.call(stranger.secret, "POST", route(broker), "{}").code() == "not_found");
  CHECK(daybook.get(stranger.secret, route(broker)).code() == "not_found");

  onboard(acct);
  for (int i = 0; i < 100 && !account(broker)["payouts_enabled"].boolean(); ++i) pause_ms(100);
  CHECK(account(broker)["payouts_enabled"].boolean());
  CHECK(account(broker)["requirements"].size() == 0);
}

TEST_CASE_FIXTURE(ConnectShop, "connect: whatever goes wrong at Stripe, a payee never gets two accounts") {
  int n = 0;
  for (const char* kind : {"error_500", "error_500_after", "cut_before", "cut_after", "rate_limit",
                           "lock_conflict", "malformed"}) {
    CAPTURE(kind);
    const auto payee = approved_broker(daybook, fmt::format("payee{}@example.com", ++n));
    fault("/v1/accounts", kind, 4);
    HttpAnswer answer = open(payee);
    for (int i = 0; i < 10 && answer.status == 503; ++i) {
      CHECK(answer.code() == "stripe_unavailable");
      answer = open(payee);
    }
    must(answer);
    CHECK(objects("account") == static_cast<std::size_t>(n));
    stripe.control("faults", R"({"clear":true})");
  }
}

TEST_CASE_FIXTURE(ConnectShop,
                  "connect: a payout is transferred once the payee's account can be paid out to") {
  const std::string path = payout(broker);
  const auto refused = [&](const char* why) {
    const auto answer = process(path);
    CHECK(answer.code() == "conflict");
    CHECK_MESSAGE(answer.body.find(why) != std::string::npos, answer.body);
  };
  refused("has no Stripe account");
  const std::string acct = must(open(broker))["stripe_account"].text();
  refused("external_account");
  onboard(acct);
  for (int i = 0; i < 100 && !account(broker)["payouts_enabled"].boolean(); ++i) pause_ms(100);
  must(process(path));
  const Json paid = wait_payout(path, "COMPLETED");
  CHECK(paid["transaction_id"].text().find("tr_") == 0);
  const Json made = stripe.look("objects?kind=transfer")["data"];
  REQUIRE(made.size() == 1);
  CHECK(made[std::size_t{0}]["destination"].text() == acct);
  CHECK("/api/payouts/" + made[std::size_t{0}]["metadata"]["payout_id"].text() == path);
  CHECK(effects("stripe_transfer", "succeeded", 1) == 1);
  CHECK(daybook.call(maker, "POST", path + "/complete", R"({"transaction_id":"x"})").code() == "conflict");
  check_books(daybook);
}

TEST_CASE_FIXTURE(ConnectShop, "connect: whatever goes wrong at Stripe, a payout is transferred once") {
  int n = 0;
  for (const char* kind : {"error_500", "error_500_after", "cut_before", "cut_after", "rate_limit",
                           "lock_conflict", "malformed"}) {
    CAPTURE(kind);
    const auto payee = approved_broker(daybook, fmt::format("payee{}@example.com", ++n));
    payable(payee);
    const std::string path = payout(payee);
    fault("/v1/transfers", kind, 4);
    must(process(path));
    wait_payout(path, "COMPLETED");
    CHECK(objects("transfer") == static_cast<std::size_t>(n));
    stripe.control("faults", R"({"clear":true})");
  }
  check_books(daybook);
}

TEST_CASE_FIXTURE(ConnectShop, "connect: nobody records by hand what Daybook is about to record") {
  payable(broker);
  const std::string path = payout(broker);
  fault("/v1/transfers", "error_500", 1'000);
  must(process(path));
  CHECK(daybook.call(maker, "POST", path + "/complete", R"({"transaction_id":"tr_1"})").code() == "conflict");
  CHECK(daybook.call(maker, "POST", path + "/fail", kReason).code() == "conflict");
  const std::string effect = "stripe_transfer-" + path.substr(13);
  CHECK(daybook.call(daybook.admin(), "POST", "/api/effects/" + effect + "/drop", kReason).code() ==
        "conflict");
  CHECK(now(path)["status"].text() == "PROCESSING");
  stripe.control("faults", R"({"clear":true})");
  wait_payout(path, "COMPLETED");
  CHECK(objects("transfer") == 1);
}

TEST_CASE_FIXTURE(ConnectShop,
                  "connect: what Stripe refuses fails the payout, and a later run pays its lines") {
  const std::string acct = payable(broker);
  // Stripe switches transfers off, and we have not heard of it.
  stripe.control("webhooks", R"({"on":false})");
  const auto transfers = [&](const char* is) {
    stripe.control(
        "account",
        fmt::format(R"({{"account":"{}","set":{{"capabilities":{{"transfers":"{}"}}}}}})", acct, is));
  };
  transfers("inactive");
  const std::string path = payout(broker);
  must(process(path));
  wait_payout(path, "FAILED");
  CHECK(objects("transfer") == 0);
  const Json tasks = open_tasks(daybook, "unresolved_effect");
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[std::size_t{0}]["detail"].text().find("insufficient_capabilities") != std::string::npos);

  // Asked for again, nothing goes: the lines are another payout's now.
  transfers("active");
  const std::string effect = "stripe_transfer-" + path.substr(13);
  must(daybook.call(daybook.admin(), "POST", "/api/effects/" + effect + "/retry", kReason));
  CHECK(effects("stripe_transfer", "dropped", 1) == 1);
  CHECK(objects("transfer") == 0);
  const std::string later = payout(broker);
  must(process(later));
  wait_payout(later, "COMPLETED");
  CHECK(objects("transfer") == 1);
  check_books(daybook);
}

TEST_CASE_FIXTURE(ConnectShop, "connect: a payout's transfer is taken back once, whatever goes wrong") {
  int n = 0;
  for (const char* kind : {"error_500", "error_500_after", "cut_before", "cut_after", "malformed"}) {
    CAPTURE(kind);
    const auto payee = approved_broker(daybook, fmt::format("payee{}@example.com", ++n));
    payable(payee);
    const std::string path = payout(payee);
    CHECK(daybook.call(maker, "POST", path + "/reverse", kReason).code() == "conflict");
    must(process(path));
    wait_payout(path, "COMPLETED");
    fault("/reversals", kind, 4);
    must(daybook.call(maker, "POST", path + "/reverse", kReason));
    wait_payout(path, "RETURNED");
    CHECK(effects("stripe_transfer_reversal", "succeeded", n) == static_cast<std::size_t>(n));
    CHECK(objects("transfer_reversal") == static_cast<std::size_t>(n));
    CHECK(daybook.call(maker, "POST", path + "/reverse", kReason).code() == "conflict");
    stripe.control("faults", R"({"clear":true})");
  }
  check_books(daybook);
}

TEST_CASE_FIXTURE(ConnectShop, "connect: Stripe's own reversal returns the payout; a part needs a person") {
  payable(broker);
  const std::string path = payout(broker);
  must(process(path));
  const std::string transfer = wait_payout(path, "COMPLETED")["transaction_id"].text();
  control_reverse(transfer, R"(,"amount":1)");
  for (int i = 0; i < 100 && open_tasks(daybook, "failed_webhook").size() == 0; ++i) pause_ms(100);
  const Json tasks = open_tasks(daybook, "failed_webhook");
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[std::size_t{0}]["detail"].text().find("a part only") != std::string::npos);
  CHECK(now(path)["status"].text() == "COMPLETED");
  control_reverse(transfer);
  wait_payout(path, "RETURNED");
  stripe.control("webhooks", R"({"resend":"all"})");
  pause_ms(1'000);
  CHECK(now(path)["status"].text() == "RETURNED");
  check_books(daybook);
}

TEST_CASE_FIXTURE(ConnectShop, "connect: what happens in somebody else's account is no money of ours") {
  const Json placed = place_order(daybook, broker);
  std::string event = intent_succeeded(placed, stripe_id("pi"), placed["total_charged"].integer());
  event.insert(1, R"("account":"acct_of_a_payee",)");
  must(daybook.deliver(event));
  CHECK(order(placed["id"].text())["status"].text() == "PENDING");
}

TEST_CASE("connect: deliveries that were lost are made good") {
  ConnectShop shop({.kafka = false, .roles = {"serve", "project"}});
  // As long as it needs, then ended as an operator ends it.
  const auto react = [&](const char* seconds) {
    run_program({"timeout", seconds, std::getenv("DAYBOOK_TEST_BIN"), "react", "--config",
                 (shop.daybook.folder() / "daybook.toml").string()});
  };
  shop.stripe.control("webhooks", R"({"on":false})");
  const std::string acct = must(shop.open(shop.broker))["stripe_account"].text();
  shop.onboard(acct);
  CHECK_FALSE(shop.account(shop.broker)["payouts_enabled"].boolean());
  react("8");
  CHECK(shop.account(shop.broker)["payouts_enabled"].boolean());

  const std::string path = shop.payout(shop.broker);
  must(shop.process(path));
  react("8");
  const std::string transfer = shop.wait_payout(path, "COMPLETED")["transaction_id"].text();
  shop.stripe.control("clock", R"({"advance_s":-300})");
  shop.control_reverse(transfer);
  react("8");
  shop.wait_payout(path, "RETURNED");
  check_books(shop.daybook);
}

}  // namespace
}  // namespace daybook::test
