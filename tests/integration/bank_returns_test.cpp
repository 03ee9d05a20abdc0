// What banks answer, over HTTP: applied once, whole or not at all.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstring>
#include <fstream>

#include "events/log/hash.hpp"
#include "tests/integration/bank_desk.hpp"
#include "tests/support/kept_data.hpp"
#include "tests/unit/adapters/bank/nacha_return_sample.hpp"

namespace daybook::test {
namespace {

TEST_CASE("bank returns: a NACHA file is applied once, whole or not at all") {
  BankDesk desk;
  Daybook& daybook = desk.daybook;
  std::vector<Broker> brokers;
  for (int i = 0; i < 4; ++i)
    brokers.push_back(desk.payee(fmt::format("b{}@example.com", i), ach(fmt::format("736451982{}", i))));
  const auto payouts = desk.payouts();
  const auto file = checked(desk.make("nacha"), "BankFile");
  const auto trace = [&](int i) {
    return line_of(file, payouts.at(brokers[static_cast<std::size_t>(i)].id))["reference"].text();
  };
  const auto payout = [&](int i) { return payouts.at(brokers[static_cast<std::size_t>(i)].id); };
  must(daybook.call(desk.maker, "POST", "/api/payouts/" + payout(1) + "/complete",
                    R"({"transaction_id":"t-1"})"));

  const std::vector<ReturnBatch> batches{{"CCD",
                                          {{"R03", trace(0), 1'986},
                                           {"R02", trace(1), 1'986, "", "ACCT 7364519821"},
                                           {"R01", trace(2), 1'985},
                                           {"R01", "121042889999999", 1'986}}},
                                         {"COR", {{"C05", trace(3), 0, "", "32"}}}};
  auto lines = return_lines(batches);
  auto broken = lines;
  broken[4][30] = '9';  // an amount that the control records do not have
  const auto before = daybook.head();
  const auto refused = desk.returned(joined(broken));
  CHECK(refused.status == 422);
  CHECK(refused.pointer().starts_with("/lines/"));
  CHECK(refused.json()["detail"].text().starts_with("line "));
  CHECK(desk.returned("").pointer() == "/lines/1");
  CHECK(desk.returned("<xml/>").status == 422);
  CHECK(desk.returned("<xml/>", "application/xml").status == 422);
  CHECK(desk.returned("{}", "application/json").code() == "unsupported_media_type");
  CHECK(desk.returned(std::string(10 * 1024 * 1024 + 1, 'x')).code() == "body_too_large");
  CHECK(daybook.head() == before);

  const auto answer = desk.returned(joined(lines));
  const auto result = checked(answer, "BankReturnResult");
  CHECK(result["items"].integer() == 5);
  CHECK(result["applied"].integer() == 2);
  CHECK(result["unmatched"].size() == 2);
  CHECK(answer.body.find("the amount is another one") != std::string::npos);
  CHECK(answer.body.find("121042889999999") != std::string::npos);
  REQUIRE(result["notifications"].size() == 1);
  CHECK(result["notifications"][std::size_t{0}]["payout_id"].text() == payout(3));
  CHECK(desk.status(payout(0)) == "FAILED");
  CHECK(desk.status(payout(1)) == "RETURNED");
  CHECK(desk.status(payout(2)) == "PROCESSING");
  CHECK(desk.status(payout(3)) == "PROCESSING");
  CHECK(balance_now(daybook, brokers[0])["available"].integer() == 1'986);
  CHECK(balance_now(daybook, brokers[1])["available"].integer() == 1'986);
  // What the bank adds in its own words is kept nowhere.
  CHECK(daybook.get(desk.maker, "/api/log/events?limit=100").body.find("7364519821") == std::string::npos);
  CHECK(answer.body.find("7364519821") == std::string::npos);

  const auto after = daybook.head();
  const auto again = checked(desk.returned(joined(lines)), "BankReturnResult");
  CHECK(again["repeated"].boolean());
  CHECK(again["applied"].integer() == 0);
  CHECK(again["return_id"].text() == result["return_id"].text());
  CHECK(daybook.head() == after);
  // The same returns in another file: known.
  const auto other =
      checked(desk.returned(joined(return_lines({{"CCD", {{"R03", trace(0), 1'986}}}}))), "BankReturnResult");
  CHECK(other["applied"].integer() == 0);
  CHECK(other["known"].integer() == 1);
  check_books(daybook);
}

TEST_CASE("bank returns: approved, filed, completed, returned, and paid again by the next run") {
  BankDesk desk;
  Daybook& daybook = desk.daybook;
  const auto one = desk.payee("one@example.com", ach("7364519820"));
  const auto two = desk.payee("two@example.com", ach("7364519821"));
  const auto first = desk.payouts();
  const auto file = checked(desk.make("nacha"), "BankFile");
  for (const auto& [broker, payout] : first)
    must(daybook.call(desk.maker, "POST", "/api/payouts/" + payout + "/complete",
                      R"({"transaction_id":"the bank's"})"));
  CHECK(balance_now(daybook, one)["paid"].integer() == 1'986);
  CHECK(balance_now(daybook, one)["available"].integer() == 0);
  CHECK(desk.payouts().empty());  // nothing is left to be paid

  std::vector<ReturnEntry> entries;
  for (const auto& [broker, payout] : first)
    entries.push_back({"R02", line_of(file, payout)["reference"].text(), 1'986});
  const auto bytes = joined(return_lines({{"CCD", entries}}));
  const std::multimap<std::string, std::string> key{{"Content-Type", "text/plain"},
                                                    {"Idempotency-Key", "return-1"}};
  const auto answer = daybook.call(desk.maker, "POST", "/api/payouts/returns", bytes, key);
  CHECK(checked(answer, "BankReturnResult")["applied"].integer() == 2);
  CHECK(daybook.call(desk.maker, "POST", "/api/payouts/returns", bytes, key).body == answer.body);
  for (const auto& [broker, payout] : first) CHECK(desk.status(payout) == "RETURNED");
  for (const auto* broker : {&one, &two}) {
    const auto balance = balance_now(daybook, *broker);
    CHECK(balance["paid"].integer() == 0);
    CHECK(balance["available"].integer() == 1'986);
  }

  // The lines are free: the same month is run again, and goes out under other references.
  const auto second = desk.payouts();
  REQUIRE(second.size() == 2);
  const auto again = checked(desk.make("nacha"), "BankFile");
  CHECK(again["control_total"].integer() == 2 * 1'986);
  for (const auto& [broker, payout] : second) {
    CHECK(payout != first.at(broker));
    for (const auto& entry : entries)
      CHECK(line_of(again, payout)["reference"].text() != entry.original_trace);
  }
  // The first payouts' returns, said again in yet another file, are not the second ones'.
  entries.pop_back();
  const auto late = checked(desk.returned(joined(return_lines({{"CCD", entries}}))), "BankReturnResult");
  CHECK(late["applied"].integer() == 0);
  CHECK(late["known"].integer() == 1);
  for (const auto& [broker, payout] : second) CHECK(desk.status(payout) == "PROCESSING");
  check_books(daybook);
}

std::string pain002(const std::string& message, const std::string& group, const std::string& payments) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>"
      "<GrpHdr><MsgId>ANSWER-1</MsgId><CreDtTm>2026-12-01T10:00:00Z</CreDtTm></GrpHdr>"
      "<OrgnlGrpInfAndSts><OrgnlMsgId>{0}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{1}"
      "</OrgnlGrpInfAndSts>{2}</CstmrPmtStsRpt></Document>\n",
      message, group,
      payments.empty() ? ""
                       : "<OrgnlPmtInfAndSts><OrgnlPmtInfId>" + message + "-1</OrgnlPmtInfId>" + payments +
                             "</OrgnlPmtInfAndSts>");
}
std::string payment(const std::string& end_to_end, const std::string& status,
                    const std::string& reason = "") {
  return fmt::format("<TxInfAndSts><OrgnlEndToEndId>{}</OrgnlEndToEndId><TxSts>{}</TxSts>{}</TxInfAndSts>",
                     end_to_end, status,
                     reason.empty() ? "" : "<StsRsnInf><Rsn><Cd>" + reason + "</Cd></Rsn></StsRsnInf>");
}
std::string without_dashes(std::string text) {
  std::erase(text, '-');
  return text;
}

TEST_CASE("bank returns: pain.002 about a pain.001, by payment and by file") {
  BankDesk desk;
  Daybook& daybook = desk.daybook;
  const auto one = desk.payee("one@example.com", kIban);
  const auto two = desk.payee("two@example.com", kIban);
  const auto payouts = desk.payouts();
  const auto file = checked(desk.make("pain001"), "BankFile");
  const auto bytes = daybook.get(desk.maker, "/api/payouts/files/" + file["file_id"].text());
  CHECK(bytes.headers.find("content-type")->second == "application/xml");
  CHECK(log::to_hex(log::sha256(bytes.body)) == file["sha256"].text());
  const auto message = without_dashes(file["file_id"].text());
  const auto reference = line_of(file, payouts.at(one.id))["reference"].text();

  const auto accepted = checked(
      desk.returned(pain002(message, "", payment(reference, "ACSC")), "application/xml"), "BankReturnResult");
  CHECK(accepted["accepted"].integer() == 1);
  CHECK(accepted["applied"].integer() == 0);
  CHECK(desk.status(payouts.at(one.id)) == "PROCESSING");
  const auto rejected =
      checked(desk.returned(pain002(message, "", payment(reference, "RJCT", "AC04")), "application/xml"),
              "BankReturnResult");
  CHECK(rejected["applied"].integer() == 1);
  CHECK(rejected["payouts"][std::size_t{0}]["code"].text() == "AC04");
  CHECK(desk.status(payouts.at(one.id)) == "FAILED");
  CHECK(desk.status(payouts.at(two.id)) == "PROCESSING");
  // Its lines are free: that the bank pays it after all is for a person to see.
  const auto paid = checked(
      desk.returned(pain002(message, "", payment(reference, "ACCC")), "application/xml"), "BankReturnResult");
  CHECK(paid["accepted"].integer() == 0);
  CHECK(paid["unmatched"].size() == 1);
  const auto all = checked(desk.returned(pain002(message, "<GrpSts>RJCT</GrpSts>", ""), "application/xml"),
                           "BankReturnResult");
  CHECK(all["applied"].integer() == 1);
  CHECK(all["known"].integer() == 1);
  CHECK(desk.status(payouts.at(two.id)) == "FAILED");
  pay_by_wire(daybook, place_order(daybook, one));
  const auto third = desk.payouts().at(one.id);
  const auto more = checked(desk.make("pain001"), "BankFile");
  auto own_words = pain002(without_dashes(more["file_id"].text()), "",
                           payment(line_of(more, third)["reference"].text(), "RJCT", "MUELLER IBAN 4405"));
  for (const char* end : {"", "/"})
    own_words.replace(own_words.find(fmt::format("<{}Cd>", end)), 3 + std::strlen(end) + 1,
                      fmt::format("<{}Prtry>", end));
  const auto vague = desk.returned(own_words, "application/xml");
  CHECK(checked(vague, "BankReturnResult")["payouts"][std::size_t{0}]["code"].text() == "PRTRY");
  CHECK(desk.status(third) == "FAILED");
  CHECK(!is_kept(all_that_is_kept(daybook), "MUELLER"));
  // By the command line, which says nothing of a file's format.
  const auto path = (daybook.folder() / "answer.xml").string();
  std::ofstream(path) << pain002(message, "<GrpSts>RJCT</GrpSts>", "") << "\n";
  const auto told =
      daybook.run({"payout", "take-returns", "--as", "ACCOUNTANT.1@staff.example", "--body", path});
  CHECK_MESSAGE(told.code == 0, told.text);
  CHECK(told.text.find("\"known\":2") != std::string::npos);
  std::ofstream(path) << joined(return_lines({{"CCD", {{"R03", "121042880000001", 1'986}}}}));
  const auto none =
      daybook.run({"payout", "take-returns", "--as", "ACCOUNTANT.1@staff.example", "--body", path});
  CHECK_MESSAGE(none.code == 0, none.text);
  CHECK(none.text.find("no payout of ours has this reference") != std::string::npos);
  const auto foreign =
      checked(desk.returned(pain002(without_dashes(one.id), "<GrpSts>RJCT</GrpSts>", ""), "application/xml"),
              "BankReturnResult");
  CHECK(foreign["applied"].integer() == 0);
  CHECK(foreign["unmatched"].size() == 1);
  check_books(daybook);
}

}  // namespace
}  // namespace daybook::test
