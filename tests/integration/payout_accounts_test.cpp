// Where a payee's money goes and who they are to the IRS, over HTTP: two people, a delay, and nothing in the
// clear anywhere.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>

#include "tests/support/business.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/kept_data.hpp"

namespace daybook::test {
namespace {

const std::string kAccount = R"({"kind":"ach","holder_name":"Grace Hopper","routing_number":"021000021",)"
                             R"("account_number":"7364519820","account_type":"checking"})";
const std::string kIban =
    R"({"kind":"iban","holder_name":"Grace Hopper","iban":"DE89 3704 0044 0532 0130 00","bic":"COBADEFF"})";
const std::string kTaxForm =
    R"({"form":"W9","tin_kind":"SSN","tin":"536-90-4399","legal_name":"Grace Brewster Hopper",)"
    R"("classification":"individual","signed_on":"2026-01-15"})";
/// What must stand nowhere: as typed and as normalised.
const std::vector<std::string> kSecrets{
    "7364519820", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "536-90-4399",
    "536904399",  "Grace Brewster Hopper"};

Json checked(const HttpAnswer& answer, const char* schema) {
  for (const auto& violation : violations(schema, answer.body)) FAIL_CHECK(violation);
  return must(answer);
}

std::string change_body(const std::string& change) { return fmt::format(R"({{"change_id":"{}"}})", change); }
std::string stop_body(const std::string& change) {
  return fmt::format(R"({{"change_id":"{}","reason":"the payee did not ask for it"}})", change);
}

/// Once the server knows the token.
Caller new_admin(Daybook& daybook, const std::string& email) {
  auto made = daybook.run({"admin", "create", "--email", email, "--role", "ADMIN"});
  REQUIRE_MESSAGE(made.code == 0, made.text);
  made.text.erase(made.text.find_last_not_of(" \n") + 1);
  const Caller caller{"", made.text.substr(made.text.find_last_of(" \n") + 1)};
  for (int i = 0; i < 100 && daybook.call(caller, "GET", "/api/catalog").status == 401; ++i) pause_ms(20);
  return caller;
}

struct Desk {
  explicit Desk(const std::string& programme = "") : daybook({.kafka = false, .programme = programme}) {
    import_cards(daybook);
    broker = approved_broker(daybook);
    path = "/api/brokers/" + broker.id + "/payout-account";
    maker = daybook.admin("ACCOUNTANT", 1);
    checker = daybook.admin("ACCOUNTANT", 2);
  }
  Json propose(const std::string& account) {
    return checked(daybook.call(maker, "PUT", path, account), "PayoutAccount");
  }
  Json approved(const std::string& account) {
    const auto change = propose(account)["pending"]["change_id"].text();
    return checked(daybook.call(checker, "POST", path + "/approve", change_body(change)), "PayoutAccount");
  }
  /// An approved payout, by ACH.
  std::string payout() {
    pay_by_wire(daybook, place_order(daybook, broker));
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    const auto made = must(daybook.call(maker, "POST", "/api/payouts/run",
                                        fmt::format(R"({{"year":{},"month":{}}})", utc.tm_year + 1900,
                                                    utc.tm_mon + 1)))["created"][std::size_t{0}];
    const std::string payout = "/api/payouts/" + made["id"].text();
    must(daybook.call(checker, "POST", payout + "/approve", R"({"version":1})"));
    return payout;
  }

  Daybook daybook;
  Broker broker;
  std::string path;
  Caller maker, checker;
};

TEST_CASE("payout accounts: two people, masked for everybody, and kept sealed") {
  Desk desk;
  Daybook& daybook = desk.daybook;
  const auto empty = checked(daybook.get(desk.maker, desk.path), "PayoutAccount");
  CHECK(empty["account"].is_null());
  CHECK(empty["pending"].is_null());

  const std::multimap<std::string, std::string> key{{"Idempotency-Key", "account-1"}};
  const auto first = daybook.call(desk.maker, "PUT", desk.path, kAccount, key);
  const auto pending = checked(first, "PayoutAccount")["pending"];
  CHECK(pending["account"].text() == "••••9820");
  CHECK(pending["bank"].text() == "•••••0021");
  CHECK(pending["holder_name"].text() == "G••• H•••");
  CHECK(pending["country"].text() == "US");
  CHECK(daybook.call(desk.maker, "PUT", desk.path, kAccount, key).body == first.body);
  CHECK(daybook.call(desk.maker, "PUT", desk.path, kIban).code() == "conflict");

  std::string change = change_body(pending["change_id"].text());
  CHECK(daybook.call(desk.maker, "POST", desk.path + "/approve", change).code() == "same_person");
  REQUIRE(daybook.run({"admin", "revoke", "--email", "ACCOUNTANT.1@staff.example"}).code == 0);
  desk.maker = new_admin(daybook, "ACCOUNTANT.1@staff.example");
  CHECK(daybook.call(desk.maker, "POST", desk.path + "/approve", change).code() == "same_person");
  // An admin who is the payee.
  const auto payee = new_admin(daybook, "broker@example.com");
  CHECK(daybook.call(payee, "POST", desk.path + "/approve", change).code() == "same_person");
  REQUIRE(daybook.run({"admin", "revoke", "--email", "broker@example.com"}).code == 0);
  CHECK(daybook.call(desk.broker.secret, "POST", desk.path + "/approve", change).code() == "forbidden");
  CHECK(daybook.call(daybook.admin("STAFF"), "POST", desk.path + "/approve", change).code() == "forbidden");
  // Proposed again by another, it is another change: the first approval's id fits nothing.
  must(daybook.call(desk.maker, "POST", desk.path + "/withdraw", stop_body(pending["change_id"].text())));
  const auto second =
      must(daybook.call(desk.checker, "PUT", desk.path, kAccount))["pending"]["change_id"].text();
  CHECK(daybook.call(desk.maker, "POST", desk.path + "/approve", change).code() == "not_found");
  CHECK(daybook.call(desk.checker, "POST", desk.path + "/approve", change_body(second)).code() ==
        "same_person");
  must(daybook.call(desk.checker, "POST", desk.path + "/withdraw", stop_body(second)));
  change = change_body(desk.propose(kAccount)["pending"]["change_id"].text());
  const auto account =
      checked(daybook.call(desk.checker, "POST", desk.path + "/approve", change), "PayoutAccount");
  CHECK(account["pending"].is_null());
  CHECK(account["account"]["payable_from"].text() >= account["account"]["proposed_at"].text());
  CHECK(daybook.call(desk.checker, "POST", desk.path + "/approve", change).code() == "not_found");

  const auto form = checked(daybook.call(desk.maker, "PUT", "/api/brokers/" + desk.broker.id + "/tax-form",
                                         kTaxForm, {{"Idempotency-Key", "form-1"}}),
                            "TaxForm");
  CHECK(form["tin"].text() == "•••-••-4399");
  CHECK(form["legal_name"].text() == "Grace Brewster Hopper");
  CHECK(daybook
            .call(desk.maker, "PUT", "/api/brokers/" + desk.broker.id + "/tax-form",
                  R"({"form":"W9","tin_kind":"SSN","tin":"536-90-439","legal_name":"X",)"
                  R"("classification":"individual","signed_on":"2026-01-15"})")
            .body.find("439\"") == std::string::npos);
  desk.propose(kIban);
  daybook.get(desk.maker, "/api/logs/activity");  // the read models have it all
  const auto kept = all_that_is_kept(daybook);
  REQUIRE(kept.find("payout_account.proposed") != std::string::npos);
  for (const auto& secret : kSecrets) {
    CAPTURE(secret);
    CHECK(!is_kept(kept, secret));
    for (const char* view : {"/api/logs/activity?limit=100", "/api/log/events?limit=100"})
      CHECK(daybook.get(desk.maker, view).body.find(secret) == std::string::npos);
  }
  check_books(daybook);

  REQUIRE(daybook.run({"admin", "erase", "--email", "broker@example.com"}).code == 0);
  for (int i = 0; i < 100 && daybook.get(desk.maker, desk.path).body.find("9820") != std::string::npos; ++i)
    pause_ms(20);
  const auto gone = checked(daybook.get(desk.maker, desk.path), "PayoutAccount");
  for (const char* which : {"account", "pending"}) {
    CHECK(gone[which]["account"].text() == "[erased]");
    CHECK(gone[which]["holder_name"].text() == "[erased]");
  }
  const auto form_gone =
      checked(daybook.get(desk.maker, "/api/brokers/" + desk.broker.id + "/tax-form"), "TaxForm");
  CHECK(form_gone["tin"].text() == "[erased]");
  CHECK(form_gone["legal_name"].text() == "[erased]");
  CHECK(daybook.call(desk.maker, "PUT", desk.path, kAccount, key).body.find("9820") == std::string::npos);
  CHECK(daybook.call(desk.maker, "PUT", desk.path, kAccount).code() == "conflict");
}

TEST_CASE("payout accounts: a change waits out its delay, and can be stopped in it") {
  Desk desk("account_change_delay_hours = 24\n");
  Daybook& daybook = desk.daybook;
  const auto payout = desk.payout();
  desk.approved(kAccount);
  const auto changed = desk.approved(kIban)["account"];
  CHECK(changed["account"].text() == "••••3000");
  CHECK(changed["bank"].text() == "COBA••••");
  const auto from = changed["payable_from"].text();
  CHECK(from.substr(0, 10) > changed["proposed_at"].text().substr(0, 10));

  const auto refused = daybook.call(desk.maker, "POST", payout + "/process", "{}");
  CHECK(refused.status == 409);
  CHECK(refused.code() == "conflict");
  CHECK(refused.json()["detail"].text().find(from) != std::string::npos);
  pay_by_wire(daybook, place_order(daybook, desk.broker));
  const auto preview = must(daybook.call(desk.maker, "POST", "/api/payouts/run",
                                         fmt::format(R"({{"year":{},"month":1,"preview":true}})", 2026)));
  CHECK(preview["created"].size() == 0);

  const auto stopped =
      daybook.call(desk.maker, "POST", desk.path + "/withdraw", stop_body(changed["change_id"].text()));
  CHECK(checked(stopped, "PayoutAccount")["account"]["account"].text() == "••••9820");
  CHECK(daybook
            .call(desk.maker, "POST", desk.path + "/withdraw",
                  stop_body(must(stopped)["account"]["change_id"].text()))
            .code() == "conflict");
  CHECK(must(daybook.call(desk.maker, "POST", payout + "/process", "{}"))["status"].text() == "PROCESSING");
}

TEST_CASE("payout accounts: no account, no W-9, no payout where the programme asks for them") {
  Desk desk("require_payout_account = true\nrequire_tax_form = true\naccount_change_delay_hours = 0\n");
  Daybook& daybook = desk.daybook;
  pay_by_wire(daybook, place_order(daybook, desk.broker));
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  const auto why = [&] {
    const auto answer = daybook.call(
        desk.maker, "POST", "/api/payouts/run",
        fmt::format(R"({{"year":{},"month":{},"preview":true}})", utc.tm_year + 1900, utc.tm_mon + 1));
    return checked(answer, "PayoutRunResult")["preview"][std::size_t{0}]["why"].text();
  };
  CHECK(why() == "19.86 USD waits: the payee has no approved payout account");
  desk.approved(kAccount);
  CHECK(why() == "19.86 USD waits: the payee has no W-9 on record");
  CHECK(daybook.get(desk.maker, "/api/brokers/" + desk.broker.id + "/tax-form").code() == "not_found");
  must(daybook.call(desk.maker, "PUT", "/api/brokers/" + desk.broker.id + "/tax-form", kTaxForm));
  CHECK(why() == "19.86 USD will be paid");
  desk.approved(kIban);  // no delay is configured
  CHECK(why() == "19.86 USD will be paid");
}

}  // namespace
}  // namespace daybook::test
