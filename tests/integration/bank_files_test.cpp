// Files for the bank, over HTTP: what they hold, what they move, and what they must not.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <tuple>

#include "events/log/hash.hpp"
#include "tests/integration/bank_desk.hpp"
#include "tests/support/kept_data.hpp"
#include "tests/unit/adapters/bank/nacha_reading.hpp"

namespace daybook::test {
namespace {

TEST_CASE("bank files: approved payouts go to the bank together, once, and the file is made again") {
  BankDesk desk;
  Daybook& daybook = desk.daybook;
  const auto one = desk.payee("one@example.com", ach("7364519820"));
  const auto two = desk.payee("two@example.com", "");
  const auto payouts = desk.payouts();
  REQUIRE(payouts.size() == 2);
  const auto before = daybook.head();
  const auto named = [&](const std::string& a, const std::string& b) {
    return fmt::format(R"(,"payouts":["{}","{}"])", payouts.at(a), payouts.at(b));
  };
  const auto refused = desk.make("nacha", named(one.id, two.id));
  CHECK(refused.status == 409);
  CHECK(refused.pointer() == "/payouts/1");
  CHECK(refused.body.find(payouts.at(two.id)) != std::string::npos);
  CHECK(refused.body.find("has no approved payout account") != std::string::npos);
  CHECK(refused.body.find(payouts.at(one.id)) == std::string::npos);
  CHECK(desk.make("nacha", fmt::format(R"(,"payouts":["{0}","{0}"])", payouts.at(one.id))).pointer() ==
        "/payouts/1");
  CHECK(desk.make("nacha", R"(,"year":2026)").pointer() == "/month");
  CHECK(daybook
            .call(desk.maker, "POST", "/api/payouts/files",
                  R"({"format":"csv","currency":"USD","value_date":"2020-01-02"})")
            .pointer() == "/value_date");
  CHECK(daybook.head() == before);

  desk.give_account(two, ach("55512345678"));
  const auto answer =
      desk.make("nacha", fmt::format(R"(,"year":{},"month":{})", desk.today.year, desk.today.month));
  const auto file = checked(answer, "BankFile");
  CHECK(answer.status == 201);
  CHECK(file["count"].integer() == 2);
  CHECK(file["control_total"].integer() == 2 * 1'986);
  for (const auto& [broker, payout] : payouts) CHECK(desk.status(payout) == "PROCESSING");
  const std::string path = "/api/payouts/files/" + file["file_id"].text();
  const auto bytes = daybook.get(desk.maker, path);
  CHECK(bytes.status == 200);
  CHECK(bytes.headers.find("content-type")->second.starts_with("text/plain"));
  CHECK(bytes.headers.find("content-disposition")->second.find(".ach\"") != std::string::npos);
  CHECK(log::to_hex(log::sha256(bytes.body)) == file["sha256"].text());
  CHECK(daybook.get(desk.maker, path).body == bytes.body);
  // An account that is changed later changes no file.
  desk.give_account(one, ach("1020304050"));
  CHECK(daybook.get(desk.maker, path).body == bytes.body);
  const auto entries = read_back(bytes.body);
  REQUIRE(entries.size() == 2);
  for (const auto& entry : entries) {
    CHECK(entry.routing == "021000021");
    CHECK(entry.amount == 1'986);
    CHECK(entry.code == "22");
    const bool to_one = entry.account == "7364519820       ";
    CHECK((to_one || entry.account == "55512345678      "));
    CHECK(line_of(file, payouts.at((to_one ? one : two).id))["reference"].text() == entry.trace);
  }
  CHECK(desk.make("nacha").code() == "conflict");  // none waits

  // The next file goes on numbering.
  pay_by_wire(daybook, place_order(daybook, one));
  desk.payee("three@example.com", ach("90909090"));
  const auto more = desk.payouts();
  const auto next = checked(desk.make("csv"), "BankFile");
  CHECK(next["count"].integer() == 1);
  const auto csv = daybook.get(desk.maker, "/api/payouts/files/" + next["file_id"].text());
  CHECK(log::to_hex(log::sha256(csv.body)) == next["sha256"].text());
  const auto list = checked(daybook.get(desk.maker, "/api/payouts/files"), "BankFileList");
  REQUIRE(list["data"].size() == 2);
  CHECK(list["data"][std::size_t{0}]["file_id"].text() == next["file_id"].text());
  CHECK(must(daybook.get(desk.maker, "/api/payouts/files?limit=1"))["has_more"].boolean());
  const auto cursor = must(daybook.get(desk.maker, "/api/payouts/files?limit=1"))["next_cursor"].text();
  CHECK(must(daybook.get(desk.maker,
                         "/api/payouts/files?limit=1&cursor=" + cursor))["data"][std::size_t{0}]["file_id"]
            .text() == file["file_id"].text());
  CHECK(daybook.get(desk.maker, "/api/payouts/files/" + one.id).code() == "not_found");
  check_books(daybook);
  REQUIRE(daybook.run({"admin", "erase", "--email", "two@example.com"}).code == 0);
  for (int i = 0; i < 100 && daybook.get(desk.maker, path).status == 200; ++i) pause_ms(20);
  CHECK(daybook.get(desk.maker, path).code() == "conflict");
}

TEST_CASE("bank files: of payouts that nobody named, a file takes what it can and lists the others") {
  BankDesk desk;
  Daybook& daybook = desk.daybook;
  const auto one = desk.payee("one@example.com", ach("7364519820"));
  const auto two = desk.payee("two@example.com", kIban);
  const auto three = desk.payee("three@example.com", "");
  auto unreadable = ach("7364519821");
  unreadable.replace(unreadable.find("Grace Hopper"), 12, "株式会社テスト");
  const auto four = desk.payee("four@example.com", unreadable);
  const auto payouts = desk.payouts();
  const auto why = [&](const Json& file, const Broker& payee) -> std::string {
    for (std::size_t i = 0; i < file["left_out"].size(); ++i)
      if (file["left_out"][i]["payout_id"].text() == payouts.at(payee.id))
        return file["left_out"][i]["why"].text();
    return "";
  };
  const auto us = checked(desk.make("nacha"), "BankFile");
  CHECK(us["count"].integer() == 1);
  CHECK(us["control_total"].integer() == 1'986);
  CHECK(us["left_out"].size() == 3);
  CHECK(why(us, four).find("Latin") != std::string::npos);
  CHECK(why(us, two).find("IBAN") != std::string::npos);
  CHECK(why(us, three).find("no approved payout account") != std::string::npos);
  CHECK(desk.status(payouts.at(one.id)) == "PROCESSING");
  CHECK(desk.status(payouts.at(two.id)) == "PENDING");
  const auto rest = checked(desk.make("pain001"), "BankFile");
  CHECK(rest["count"].integer() == 1);
  CHECK(why(rest, three).find("no approved payout account") != std::string::npos);
  CHECK(checked(desk.make("csv"), "BankFile")["count"].integer() == 1);  // any script
  const auto none = desk.make("csv");
  CHECK(none.code() == "conflict");
  CHECK(none.body.find(payouts.at(three.id)) != std::string::npos);
  CHECK(desk.status(payouts.at(three.id)) == "PENDING");
  check_books(daybook);
}

TEST_CASE("bank files: account data stands in the file alone") {
  BankDesk desk;
  Daybook& daybook = desk.daybook;
  const auto one = desk.payee("one@example.com", ach("7364519820"));
  const auto two = desk.payee("two@example.com", kIban);
  const auto payouts = desk.payouts();
  const auto make = [&](const char* format, const std::string& payout, const char* key) {
    return daybook.call(
        desk.maker, "POST", "/api/payouts/files",
        fmt::format(R"({{"format":"{}","currency":"USD","value_date":"{}","payouts":["{}"]}})", format,
                    desk.today.day, payout),
        {{"Idempotency-Key", key}});
  };
  std::string said;
  std::vector<std::string> paths;
  for (const auto& [format, payout, key] : {std::tuple{"nacha", payouts.at(one.id), "file-1"},
                                            std::tuple{"pain001", payouts.at(two.id), "file-2"}}) {
    const auto refused = make(format, payout == payouts.at(one.id) ? payouts.at(two.id) : one.id, "bad");
    CHECK(refused.status >= 400);
    const auto answer = make(format, payout, key);
    CHECK(make(format, payout, key).body == answer.body);
    paths.push_back("/api/payouts/files/" + checked(answer, "BankFile")["file_id"].text());
    said += refused.body + answer.body;
  }
  CHECK(daybook.get(desk.maker, paths[0]).body.find("7364519820") != std::string::npos);
  CHECK(daybook.get(desk.maker, paths[1]).body.find("DE89370400440532013000") != std::string::npos);
  // Whoever may read all is shown no account; a file's bytes are for those who pay.
  const auto auditor = daybook.admin("AUDITOR");
  for (const auto& path : paths) CHECK(daybook.get(auditor, path).code() == "forbidden");
  for (const auto* view : {"/api/payouts/files", "/api/logs/activity?limit=100", "/api/log/events?limit=100",
                           "/api/payouts/pending"})
    said += daybook.get(auditor, view).body;
  const auto kept = all_that_is_kept(daybook) + said;
  REQUIRE(kept.find("bank_file.made") != std::string::npos);
  for (const char* secret :
       {"7364519820", "DE89370400440532013000", "Grace Hopper", "Zoë Müller", "Zoe Muller"}) {
    CAPTURE(secret);
    CHECK(!is_kept(kept, secret));
  }
  check_books(daybook);
}

TEST_CASE("bank files: nothing goes to an account in its delay, or without the settings") {
  BankDesk desk("");
  const auto payee = desk.payee("one@example.com", ach("7364519820"));
  const auto payout = desk.payouts().at(payee.id);
  const auto lacking = desk.make("nacha");
  CHECK(lacking.status == 422);
  CHECK(lacking.json()["detail"].text().find("bank.odfi_routing") != std::string::npos);
  CHECK(desk.make("pain001").json()["detail"].text().find("bank.iban") != std::string::npos);
  desk.give_account(payee, kIban);
  const auto delayed = desk.make("csv");
  CHECK(delayed.status == 409);
  CHECK(delayed.body.find("payable from") != std::string::npos);
  CHECK(desk.status(payout) == "PENDING");
}

}  // namespace
}  // namespace daybook::test
