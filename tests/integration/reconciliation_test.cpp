// A random month over HTTP, and what Stripe and the bank say of it (their_books.hpp): every break that was
// put in is found with its cause, and nothing else.

#include <algorithm>
#include <random>
#include <set>

#include "tests/integration/bank_desk.hpp"
#include "tests/integration/ledger_calls.hpp"
#include "tests/integration/their_books.hpp"

namespace daybook::test {
namespace {

using Breaks = std::multiset<std::pair<std::string, std::int64_t>>;  // cause, amount

struct MonthOfMoney {
  explicit MonthOfMoney(std::uint64_t seed) : random(seed) {}

  int pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); }

  // What happens.
  Json order() { return place_order(daybook, seller, pick(0, 1) ? "odd" : "tie", pick(2, 3)); }
  std::string charge(bool told = true, bool fee_told = true) {
    const auto placed = order();
    const std::string intent = stripe_id("pi"), txn = stripe_id("txn");
    const std::int64_t total = placed["total_charged"].integer(), fee = total * 29 / 1'000 + 30;
    must(daybook.deliver(intent_succeeded(placed, intent, total)));
    if (fee_told)
      must(daybook.deliver(stripe_event(
          "charge.updated",
          fmt::format(
              R"({{"id":"ch_{0}","object":"charge","amount":{1},"currency":"usd","payment_intent":"{0}",)"
              R"("balance_transaction":{{"id":"{2}","amount":{1},"fee":{3},"currency":"usd"}}}})",
              intent, total, txn, fee))));
    if (told) stripe.add({txn, "charge", "ch_" + intent, intent, total, fee});
    last = placed;
    last_total = total;
    last_fee = fee;
    return intent;
  }
  void refund() {
    const std::string intent = charge();
    const std::int64_t first = pick(1, 900), second = pick(1, 900);
    must(daybook.deliver(charge_refunded(last, intent, first)));
    stripe.add({stripe_id("txn"), "refund", stripe_id("re"), intent, -first, 0});
    if (pick(0, 1)) return;
    must(daybook.deliver(charge_refunded(last, intent, first + second)));
    stripe.add({stripe_id("txn"), "refund", stripe_id("re"), intent, -second, 0});
  }
  void dispute() {
    const std::string intent = charge(), id = stripe_id("dp"), txn = stripe_id("txn");
    must(daybook.deliver(stripe_event(
        "charge.dispute.created",
        fmt::format(R"({{"id":"{}","object":"dispute","amount":{},"currency":"usd","reason":"fraudulent",)"
                    R"("status":"needs_response","payment_intent":"{}"}})",
                    id, last_total, intent))));
    must(daybook.deliver(stripe_event(
        "charge.dispute.funds_withdrawn",
        fmt::format(R"({{"id":"{}","object":"dispute","amount":{},"currency":"usd","reason":"fraudulent",)"
                    R"("status":"needs_response","payment_intent":"{}","balance_transactions":)"
                    R"([{{"id":"{}","amount":-{},"fee":1500,"currency":"usd"}}]}})",
                    id, last_total, intent, txn, last_total))));
    stripe.add({txn, "dispute", id, intent, -last_total, 1'500});
  }
  std::string stripe_payout(std::int64_t amount, bool at_bank = true, int bank_day = 0) {
    const std::string id = stripe_id("po");
    must(daybook.deliver(stripe_event(
        "payout.paid", fmt::format(R"({{"id":"{}","object":"payout","amount":{},"currency":"usd",)"
                                   R"("status":"paid"}})",
                                   id, amount))));
    stripe.add({stripe_id("txn"), "payout", id, "", -amount, 0});
    if (at_bank) bank.add({amount, id, bank_day});
    return id;
  }
  void wire(bool at_bank = true) {
    const auto placed = order();
    const std::string reference = fmt::format("WIRE-{}", ++wires);
    must(daybook.call(
        daybook.admin(), "POST", "/api/orders/" + placed["id"].text() + "/manual-payment",
        fmt::format(R"({{"payment_method":"WIRE","reason":"it arrived","reference":"{}"}})", reference)));
    last_total = placed["total_charged"].integer();
    if (at_bank) bank.add({last_total, reference});
  }
  std::int64_t settle_supplier(std::int64_t amount, const std::string& reference) {
    return must(post_ledger(
        daybook, desk.maker, "supplier-settlements",
        fmt::format(R"({{"amount":{},"currency":"USD","reference":"{}"}})", amount, reference)))["position"]
        .integer();
  }
  /// Every payout by one NACHA file, which the bank books as one sum.
  void pay_brokers() {
    for (const auto* number : {"7364519820", "7364519821"}) {
      desk.payee(fmt::format("{}@example.com", number), ach(number));
    }
    const auto payouts = desk.payouts();
    const auto file = must(desk.make("nacha"));
    for (const auto& [broker, payout] : payouts)
      if (desk.status(payout) == "PROCESSING")
        must(daybook.call(desk.maker, "POST", "/api/payouts/" + payout + "/complete",
                          R"({"transaction_id":"the bank's"})"));
    bank.add({-file["control_total"].integer(), ""});
  }

  // What is seen.
  HttpAnswer import(const std::string& bytes, const char* type, const std::string& query = "") {
    return daybook.call(desk.maker, "POST", "/api/reconciliation/imports" + query, bytes,
                        {{"Content-Type", type}});
  }
  Json report(const std::string& account, const std::string& query = "") {
    return checked(daybook.get(desk.maker, "/api/reconciliation?account=" + account + query),
                   "Reconciliation");
  }
  static Json dollars(const Json& report) {
    for (std::size_t i = 0; i < report["currencies"].size(); ++i)
      if (report["currencies"][i]["currency"].text() == "USD") return report["currencies"][i];
    FAIL("no dollars");
    return {};
  }
  static Breaks breaks_of(const Json& usd) {
    Breaks out;
    for (std::size_t i = 0; i < usd["breaks"].size(); ++i)
      out.emplace(usd["breaks"][i]["cause"].text(), usd["breaks"][i]["amount"].integer());
    return out;
  }
  void check(const std::string& name, std::int64_t theirs, const Breaks& expected) {
    CAPTURE(name);
    const Json usd = dollars(report(name));
    CAPTURE(usd.dump());
    CHECK(breaks_of(usd) == expected);
    CHECK(usd["ours"].integer() == account(daybook, name));
    CHECK(usd["theirs"].integer() == theirs);
    CHECK(usd["difference"].integer() == account(daybook, name) - theirs);
    std::int64_t sum = 0, aged = 0, caused = 0;
    for (const auto& [cause, amount] : expected) sum += amount;
    for (std::size_t i = 0; i < usd["ageing"].size(); ++i) aged += usd["ageing"][i]["amount"].integer();
    for (std::size_t i = 0; i < usd["by_cause"].size(); ++i) caused += usd["by_cause"][i]["amount"].integer();
    CHECK(usd["difference"].integer() == sum);
    CHECK(aged == sum);
    CHECK(caused == sum);
  }

  std::mt19937_64 random;
  BankDesk desk;
  Daybook& daybook = desk.daybook;
  Broker seller = approved_broker(daybook, "seller@example.com");
  StripeBooks stripe;
  BankBooks bank;
  Json last;
  std::int64_t last_total = 0, last_fee = 0;
  int wires = 0;
};

TEST_CASE("reconciliation: a month without a break differs by zero, one with breaks by exactly these") {
  const std::uint64_t seed = std::random_device{}();
  CAPTURE(seed);
  MonthOfMoney month(seed);
  Daybook& daybook = month.daybook;
  for (int i = 0; i < 12; ++i) {
    switch (month.pick(0, 4)) {
      case 0:
        month.refund();
        break;
      case 1:
        month.dispute();
        break;
      case 2:
        month.wire();
        break;
      case 3:
        month.stripe_payout(month.pick(1'000, 9'000));
        break;
      default:
        month.charge();
    }
  }
  month.charge();
  month.wire();
  const auto before_files = daybook.head();
  const bool lists = month.pick(0, 1), camt = month.pick(0, 1);
  const auto import_stripe = [&] {
    return lists ? month.import(month.stripe.json(), "application/json")
                 : month.import(month.stripe.csv(), "text/csv");
  };
  const auto import_bank = [&] {
    return camt ? month.import(month.bank.camt(), "application/xml")
                : month.import(month.bank.csv(), "text/csv");
  };
  const auto first = checked(import_stripe(), "StatementImport");
  CHECK(first["account"].text() == "assets:stripe");
  checked(import_bank(), "StatementImport");
  month.check("assets:stripe", month.stripe.balance, {});
  month.check("assets:bank", month.bank.balance, {});
  // What was believed before the files: nothing of theirs.
  const auto then = month.dollars(month.report("assets:bank", "&as_of=" + std::to_string(before_files)));
  CHECK(then["breaks"][std::size_t{0}]["cause"].text() == "no_statement");
  CHECK(then["statement_end"].is_null());

  // The same file again: nothing is recorded.
  const auto head = daybook.head();
  const auto again = checked(import_stripe(), "StatementImport");
  CHECK(again["repeated"].boolean());
  CHECK(again["statements"].dump() == first["statements"].dump());
  CHECK(daybook.head() == head);
  // Another file with one line of them: known; with another amount under its id: refused whole.
  auto one = month.stripe.lines.front();
  const auto overlap =
      checked(month.import(StripeBooks::json_of({one}), "application/json"), "StatementImport");
  CHECK(overlap["statements"][std::size_t{0}]["known"].integer() == 1);
  CHECK(overlap["statements"][std::size_t{0}]["lines"].integer() == 0);
  const auto settled = daybook.head();
  one.amount += 1;
  const auto changed =
      month.import(StripeBooks::json_of({one, {"txn_new", "charge", "ch_1", "", 5, 0}}), "application/json");
  CHECK(changed.code() == "conflict");
  CHECK(changed.body.find(one.id) != std::string::npos);
  CHECK(daybook.head() == settled);
  // Nobody's name is kept.
  CHECK(
      daybook.get(month.desk.maker, "/api/reconciliation/lines?account=assets:bank").body.find("Lovelace") ==
      std::string::npos);
  check_books(daybook);
}

TEST_CASE("reconciliation: each break with its cause, the sum of them the difference") {
  const std::uint64_t seed = std::random_device{}();
  CAPTURE(seed);
  MonthOfMoney month(seed);
  Daybook& daybook = month.daybook;
  Breaks at_stripe, at_bank;
  for (int i = 0; i < 4; ++i) month.charge();
  month.refund();
  month.dispute();
  month.wire();
  month.pay_brokers();
  // Two orders by wire came with the payees, without a reference: two candidates for one line.
  month.bank.add({10'255, ""});
  const auto add = [&](Breaks& to, const char* cause, std::int64_t amount) { to.emplace(cause, amount); };

  month.charge(true, false);
  add(at_stripe, "fee_not_recorded", month.last_fee);
  month.charge(false, true);
  add(at_stripe, "not_in_statement", month.last_total);
  add(at_stripe, "not_in_statement", -month.last_fee);
  month.stripe.add({stripe_id("txn"), "charge", "ch_unknown", "pi_unknown", 7'700, 0});
  add(at_stripe, "not_in_ledger", -7'700);
  month.stripe.add({stripe_id("txn"), "fee", "", "", -250, 0});
  add(at_stripe, "fee_not_recorded", 250);
  month.charge();
  month.stripe.lines.back().amount -= 3;
  month.stripe.balance -= 3;
  add(at_stripe, "amount_differs", 3);
  month.charge();
  auto& foreign = month.stripe.lines.back();
  month.stripe.balance -= foreign.amount - foreign.fee;
  foreign.currency = "eur";
  add(at_stripe, "currency_differs", month.last_total);
  add(at_stripe, "currency_differs", -month.last_fee);

  month.stripe_payout(4'321, false);
  add(at_bank, "not_in_statement", 4'321);
  month.wire(false);
  add(at_bank, "not_in_statement", month.last_total);
  month.bank.add({-350, "FEE-1"});
  add(at_bank, "not_in_ledger", 350);
  month.bank.add({6'000, stripe_id("po"), -1});
  add(at_bank, "not_in_ledger", -6'000);
  const std::string early = month.stripe_payout(5'000, true, -1);
  month.bank.opening = 12'345;
  add(at_bank, "opening_balance", -12'345);

  checked(month.import(month.stripe.json(), "application/json"), "StatementImport");
  checked(month.import(month.bank.camt(), "application/xml"), "StatementImport");
  month.check("assets:stripe", month.stripe.balance, at_stripe);

  add(at_bank, "several_candidates", 10'255);
  month.check("assets:bank", month.bank.opening + month.bank.balance, at_bank);

  // Yesterday's end: the payout is at the bank, our entry comes a day later.
  const auto yesterday =
      month.breaks_of(month.dollars(month.report("assets:bank", "&effective_date=" + utc_day(-1))));
  CHECK(yesterday.count({"in_transit", -5'000}) == 1);
  CHECK(yesterday.count({"not_in_ledger", -6'000}) == 1);

  // By hand: the bank's fee is booked by two people, and matched.
  const auto id =
      must(post_ledger(daybook, month.desk.maker, "adjustments",
                       R"({"currency":"USD","postings":[{"account":"expenses:write_offs",)"
                       R"("amount":300},{"account":"assets:bank","amount":-300}],"reason":"fee"})"))["id"]
          .text();
  const auto booked = must(post_ledger(daybook, month.desk.checker, "adjustments/" + id + "/approve", "{}"));
  std::int64_t position = 0;
  const auto entries =
      must(daybook.get(month.desk.maker, "/api/ledger/entries?account=expenses:write_offs"))["data"];
  REQUIRE(entries.size() == 1);
  position = entries[std::size_t{0}]["position"].integer();
  std::string line;
  const auto open =
      checked(daybook.get(month.desk.maker, "/api/reconciliation/lines?account=assets:bank&status=unmatched"),
              "ImportedLineList");
  for (std::size_t i = 0; i < open["data"].size(); ++i)
    if (open["data"][i]["net"].integer() == -350) line = open["data"][i]["line_id"].text();
  const std::string body =
      fmt::format(R"({{"account":"assets:bank","lines":["{}"],"positions":[{}],"reason":"the monthly fee"}})",
                  line, position);
  const auto match =
      checked(daybook.call(month.desk.maker, "POST", "/api/reconciliation/matches", body), "HandMatch");
  at_bank.erase(at_bank.find({"not_in_ledger", 350}));
  at_bank.emplace("rest_of_match", 50);
  month.check("assets:bank", month.bank.opening + month.bank.balance, at_bank);
  CHECK(daybook.call(month.desk.maker, "POST", "/api/reconciliation/matches", body).code() == "conflict");
  checked(
      daybook.call(month.desk.maker, "POST", "/api/reconciliation/matches/" + match["id"].text() + "/undo",
                   R"({"reason":"the wrong line"})"),
      "HandMatch");
  at_bank.erase(at_bank.find({"rest_of_match", 50}));
  at_bank.emplace("not_in_ledger", 350);
  at_bank.emplace("not_in_statement", -300);
  month.check("assets:bank", month.bank.opening + month.bank.balance, at_bank);
  checked(daybook.get(month.desk.maker, "/api/reconciliation/matches"), "HandMatchList");
  checked(daybook.get(month.desk.maker, "/api/reconciliation/imports?account=assets:bank"), "StatementList");

  // As a table, and as a command.
  const auto table = daybook.get(month.desk.maker, "/api/reconciliation?account=assets:bank&format=csv").body;
  CHECK(table.starts_with("record,account,"));
  CHECK(table.find("not_in_ledger") != std::string::npos);
  const auto typed = daybook.run(
      {"reconciliation", "report", "--account", "assets:bank", "--as", "accountant.1@staff.example"});
  CHECK_MESSAGE(typed.code == 0, typed.text);
  check_books(daybook);
}

TEST_CASE("reconciliation: bad files and bad questions are refused, and record nothing") {
  BankDesk desk;
  Daybook& daybook = desk.daybook;
  const auto before = daybook.head();
  const auto send = [&](const std::string& body, const char* type = "application/json",
                        const std::string& query = "") {
    return daybook.call(desk.maker, "POST", "/api/reconciliation/imports" + query, body,
                        {{"Content-Type", type}});
  };
  CHECK(send("").status == 422);
  CHECK(send("{").code() == "malformed_json");
  CHECK(send("{}").pointer() == "/data");
  CHECK(send("<a>", "application/xml").pointer() == "/lines/1");
  CHECK(send("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", "application/xml")
            .pointer() == "/lines/1");
  CHECK(send("date,date,amount,currency\n2026-01-01,a,b,c\n", "text/csv").pointer() == "/lines/1");
  CHECK(send("date,amount,currency\n2026-01-01,1.234,EUR\n", "text/csv").pointer() == "/lines/2");
  CHECK(send("date,amount,currency\n2026-01-01,1.23,EUX\n", "text/csv").pointer() == "/lines/2");
  CHECK(send("date,amount,currency\n2026-02-30,1.23,EUR\n", "text/csv").pointer() == "/lines/2");
  CHECK(send("x", "text/plain").code() == "unsupported_media_type");
  CHECK(send(std::string(10 * 1024 * 1024 + 1, 'x'), "text/csv").code() == "body_too_large");
  CHECK(send(StripeBooks::json_of({{"txn_1", "charge", "ch_1", "", 5, 0}}), "application/json",
             "?account=assets:bank")
            .pointer() == "?account");
  CHECK(send("{}", "application/json", "?format=mt940").pointer() == "?format");
  CHECK(send(camt053("1.00", "3.00", {{"1.00"}}, false, utc_day(), utc_day(), "USD"), "application/xml")
            .pointer() == "/statements/0/balance");
  const auto ask = [&](const std::string& query) {
    return daybook.get(desk.maker, "/api/reconciliation" + query).pointer();
  };
  CHECK(ask("") == "?account");
  CHECK(ask("?account=assets:cash") == "?account");
  CHECK(ask("?account=assets:bank&currency=usd") == "?currency");
  CHECK(ask("?account=assets:bank&as_of=soon") == "?as_of");
  CHECK(ask("?account=assets:bank&as_of=99999999") == "?as_of");
  CHECK(ask("?account=assets:bank&effective_date=2026-02-30") == "?effective_date");
  CHECK(ask("/lines?account=assets:bank&status=open") == "?status");
  CHECK(ask("/lines?account=assets:bank&cursor=x") == "?cursor");
  const auto match = [&](const std::string& body) {
    return daybook.call(desk.maker, "POST", "/api/reconciliation/matches", body).pointer();
  };
  CHECK(match(R"({"account":"assets:bank","lines":[],"positions":[1,2],"reason":"r"})") == "/positions/0");
  CHECK(match(R"({"account":"assets:bank","lines":["a","b"],"positions":[],"reason":"r"})") == "/lines/0");
  CHECK(match(R"({"account":"assets:cash","lines":["a","b"],"positions":[],"reason":"r"})") == "/account");
  CHECK(match(R"({"account":"assets:bank","lines":["a"],"positions":[],"reason":""})") == "/reason");
  CHECK(daybook.head() == before);
}

}  // namespace
}  // namespace daybook::test
