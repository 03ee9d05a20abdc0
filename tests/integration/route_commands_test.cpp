// The commands that are routes too, through the real binary: the same checks and facts as over HTTP, in the
// name of an admin, never of "cli".

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>

#include "tests/integration/ledger_calls.hpp"

namespace daybook::test {
namespace {

std::string mail(const std::string& role, int n = 1) { return fmt::format("{}.{}@staff.example", role, n); }

/// Runs `daybook <arguments> --as <as>` to a code of 0, and reads what it printed.
Json done(Daybook& daybook, std::vector<std::string> arguments, const std::string& as) {
  arguments.insert(arguments.end(), {"--as", as});
  const auto result = daybook.run(arguments);
  REQUIRE_MESSAGE(result.code == 0, result.text);
  return Json::parse(result.text);
}

void refuses(Daybook& daybook, const std::vector<std::string>& arguments, int code, const std::string& why) {
  const auto result = daybook.run(arguments);
  CAPTURE(fmt::format("{}", fmt::join(arguments, " ")));
  CHECK(result.code == code);
  CHECK_MESSAGE(result.text.find(why) != std::string::npos, result.text);
}

/// Everything in the log behind `after` that a command wrote: by an admin, and marked as typed.
void check_actors(Daybook& daybook, std::int64_t after, int events) {
  pg::Connection connection(daybook.database().app_url());
  const auto rows = connection.exec("SELECT actor, correlation_id, type FROM events WHERE position > $1",
                                    {std::to_string(after)});
  CHECK(rows.size() == events);
  for (int i = 0; i < rows.size(); ++i) {
    CAPTURE(rows.text(i, 2));
    CHECK(rows.text(i, 0).starts_with("admin:"));
    CHECK(rows.text(i, 1).starts_with("cli:"));
  }
}

TEST_CASE("commands: an order's money and a payout, in the name of two admins") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto order = place_order(daybook, broker)["id"].text();
  const auto unpaid = place_order(daybook, broker)["id"].text();
  daybook.admin("SUPER_ADMIN", 2);
  const std::string ada = mail("SUPER_ADMIN", 1), bob = mail("SUPER_ADMIN", 2);
  const auto start = daybook.head();
  done(daybook, {"orders", "pay", order, "--payment-method", "WIRE", "--reason", "it arrived"}, ada);
  done(daybook, {"order", "cancel", unpaid, "--reason", "never paid"}, ada);
  const std::vector<std::string> refund{
      "order", "refund", order, "--amount", "1000", "--reason", "a \"gift\"", "--idempotency-key", "k1"};
  const auto refunded = done(daybook, refund, ada);
  CHECK(done(daybook, refund, ada).dump() == refunded.dump());

  const auto [year, month] = this_month();
  const auto run = done(
      daybook, {"payouts", "run", fmt::format("--year={}", year), fmt::format("--month={}", month)}, ada);
  REQUIRE(run["created"].size() == 1);
  const auto payout = run["created"][std::size_t{0}]["id"].text();
  CHECK(run["created"][std::size_t{0}]["total_amount"].integer() == 1'986 - 194);
  const std::vector<std::string> approve{"payout", "approve", payout, "--version", "1"};
  auto own = approve;
  own.insert(own.end(), {"--as", "super_admin.1@STAFF.example"});
  refuses(daybook, own, 1, "daybook payout approve: ");
  CHECK(daybook.call(daybook.admin(), "POST", "/api/payouts/" + payout + "/approve", R"({"version":1})")
            .code() == "same_person");
  done(daybook, approve, bob);
  done(daybook, {"payout", "process", payout}, ada);
  CHECK(done(daybook, {"payout", "complete", payout, "--transaction-id", "ach-1"}, ada)["status"].text() ==
        "COMPLETED");
  check_actors(daybook, start, 7);
  check_books(daybook);
}

TEST_CASE("commands: adjustments, settlements and Stripe's payouts") {
  Daybook daybook({.kafka = false});
  const std::string ada = mail("ACCOUNTANT", 1), bob = mail("ACCOUNTANT", 2);
  daybook.admin("ACCOUNTANT", 1), daybook.admin("ACCOUNTANT", 2), daybook.admin("ADMIN");
  const auto start = daybook.head();
  const auto proposed = done(daybook,
                             {"ledger", "adjust", "--currency", "USD", "--postings",
                              "assets:bank=250,expenses:stripe_fees=-250", "--reason", "fee returned"},
                             ada);
  const auto id = proposed["id"].text();
  refuses(daybook, {"ledger", "approve", id, "--as", ada}, 1, "you proposed this adjustment");
  refuses(daybook, {"ledger", "approve", id, "--as", mail("ADMIN")}, 1, "the role ADMIN does not allow this");
  CHECK(done(daybook, {"ledger", "approve", id}, bob)["status"].text() == "approved");
  const auto file = daybook.folder() / "settlement.json";
  std::ofstream(file) << R"({"amount":5002,"currency":"USD","reference":"wire 7"})";
  done(daybook, {"ledger", "settle-supplier", "--body", file.string()}, ada);
  refuses(daybook, {"ledger", "settle-supplier", "--body", file.string(), "--as", bob}, 1,
          "a settlement with this reference is recorded already");
  done(daybook, {"ledger", "stripe-payout", "--stripe-payout-id=po_1", "--amount=900", "--currency=USD"},
       ada);
  CHECK(done(daybook, {"ledger", "stripe-payout-failed", "--stripe-payout-id=po_1", "--failure-code=x"},
             ada)["status"]
            .text() == "failed");
  check_actors(daybook, start, 5);
  CHECK(account(daybook, "assets:bank") == 250 - 5'002);
  CHECK(done(daybook, {"ledger", "show-trial-balance"}, ada)["currencies"].size() == 1);
  CHECK(done(daybook, {"ledger", "list", "--status", "approved"}, ada)["data"].size() == 1);
  CHECK(done(daybook, {"ledger", "show", id}, ada)["approved_by"].text() != proposed["proposed_by"].text());
}

TEST_CASE("commands: wrong use and bad input change nothing and say what to do") {
  Daybook daybook({.kafka = false});
  import_cards(daybook);
  const auto broker = approved_broker(daybook);
  const auto sold = place_order(daybook, broker);
  pay_by_wire(daybook, sold);
  const auto order = sold["id"].text();
  daybook.admin("ACCOUNTANT");
  const std::string ada = mail("SUPER_ADMIN");
  const auto before = daybook.head();
  const std::vector<std::string> refund{"order", "refund", order, "--reason", "r"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), refund.begin(), refund.end());
    return more;
  };
  refuses(daybook, with({"--amount", "1"}), 2,
          "--as E-MAIL is missing: name the admin who acts, or set DAYBOOK_AS");
  refuses(daybook, with({"--amount", "1", "--as", "cli"}), 2, "--as must be an e-mail address");
  refuses(daybook, with({"--amount", "1", "--as", "nobody@staff.example"}), 1,
          "--as: there is no active admin with this address");
  refuses(daybook, with({"--amount", "1", "--as", "broker@example.com"}), 1, "there is no active admin");
  refuses(daybook, with({"--amount", "1", "--as", mail("ACCOUNTANT")}), 1,
          "the role ACCOUNTANT does not allow");
  refuses(daybook, with({"--as", ada}), 2, "--amount is missing");
  refuses(daybook, with({"--amount", "1.00", "--as", ada}), 2, "--amount needs whole numbers");
  refuses(daybook, with({"--amount", "0", "--as", ada}), 1, "daybook order refund: --amount: ");
  refuses(daybook, with({"--amount", "999999999", "--as", ada}), 1, "daybook order refund: ");
  refuses(daybook, with({"--amount", "1", "--by", "me", "--as", ada}), 2, "does not know \"--by\"");
  refuses(daybook, {"order", "refund", "not-an-id", "--amount", "1", "--reason", "r", "--as", ada}, 1,
          "daybook order refund: ");
  refuses(daybook, {"order", "burn", "--as", ada}, 2, "does not know \"burn\"");
  refuses(daybook,
          {"ledger", "write-off", "--payee", "me", "--currency", "USD", "--amount", "1", "--reason", "r",
           "--as", ada},
          1, "daybook ledger write-off: --payee: ");
  REQUIRE(daybook.run({"admin", "revoke", "--email", mail("ACCOUNTANT")}).code == 0);
  refuses(daybook, {"ledger", "list", "--as", mail("ACCOUNTANT")}, 1, "there is no active admin");
  CHECK(daybook.head() == before + 1);  // the revocation
}

TEST_CASE("commands: --help needs no services and shows every verb and flag") {
  Daybook daybook({.kafka = false, .roles = {}});
  refuses(
      daybook, {"--help"}, 0,
      "order|payout|broker|task|effects|webhooks|webhook-endpoint|ledger|reconciliation|report|log <verb> "
      "--as E-MAIL");
  const auto group = daybook.run({"ledger", "--help"});
  CHECK(group.code == 0);
  for (const char* verb :
       {"adjust ", "write-off ", "approve ", "withdraw ", "settle-supplier ", "stripe-payout "})
    CHECK_MESSAGE(group.text.find(fmt::format("\n  {}", verb)) != std::string::npos, group.text);
  const auto verb = daybook.run({"ledger", "write-off", "--help"});
  CHECK(verb.code == 0);
  for (const char* part : {"Propose to write off what a payee owes", "--payee ID", "--amount N",
                           "--as E-MAIL", "SUPER_ADMIN, ACCOUNTANT", "minor units"})
    CHECK_MESSAGE(verb.text.find(part) != std::string::npos, verb.text);
  for (std::size_t at = 0, end; at < verb.text.size(); at = end + 1) {
    end = std::min(verb.text.find('\n', at), verb.text.size());
    CHECK(end - at <= 120);
  }
}

}  // namespace
}  // namespace daybook::test
