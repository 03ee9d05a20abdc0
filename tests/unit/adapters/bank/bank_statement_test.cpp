// Statements of a bank: camt.053 and CSV.

#include <doctest/doctest.h>

#include <random>

#include "adapters/bank/bank_statement_csv.hpp"
#include "adapters/bank/camt053_reader.hpp"
#include "tests/support/given.hpp"
#include "tests/unit/adapters/bank/camt053_sample.hpp"

using namespace daybook;
using namespace daybook::test;
using given::day;

namespace {

const Zone kUtc;
const std::string kPayout = "01934b5e6c0070008000000000000003";

auto read(const std::string& bytes, const Zone& zone = kUtc) { return bank::read_camt053(bytes, zone); }
auto read_csv(const std::string& bytes) { return bank::read_bank_csv(bytes, kUtc); }

const std::string kHead = "booking_date,value_date,amount,currency,balance,entry_id,reference,counterparty\n";
const std::string kRows = "2026-11-21,2026-11-22,-12.50,EUR,87.50,E1," + kPayout +
                          ",Ada Lovelace\n"
                          "2026-11-22,,100.00,EUR,187.50,E2,Invoice for Ada Lovelace,Ada Lovelace\n";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("camt.053: booked entries with their ids, balances and days, in both versions of the status") {
  for (const bool old : {false, true}) {
    CAPTURE(old);
    const auto statements = read(camt053("100.00", "187.50",
                                         {{"12.50", false, "2026-11-21", "B1", kPayout},
                                          {"100.00", true, "2026-11-22", "", "NOTPROVIDED"},
                                          {"7.00", true, "2026-11-22", "B3", "", "", "PDNG"}},
                                         old, "2026-11-21", "2026-11-22"));
    REQUIRE(statements);
    REQUIRE(statements->size() == 1);
    const auto& s = statements->front();
    CHECK(s.holder.ends_with("...2051"));
    CHECK(s.period_start == day(0));
    CHECK(s.period_end == day(2));
    REQUIRE(s.balance);
    CHECK(s.balance->opening == Minor{10'000});
    CHECK(s.balance->closing == Minor{18'750});
    REQUIRE(s.lines.size() == 2);
    CHECK(s.lines[0].line_id == s.holder.substr(0, 8) + ":B1");
    CHECK(s.lines[0].net == Minor{-1'250});
    CHECK(s.lines[0].references == std::vector<std::string>{kPayout, "B1"});
    CHECK(s.lines[1].references.empty());
    CHECK(s.lines[1].line_id.find(":line-") != std::string::npos);
  }
}

TEST_CASE("camt.053: an entry of several payments is a line each when their amounts are told") {
  const auto payment = [](const char* amount, const char* id) {
    return fmt::format(
        "<TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs><Amt Ccy=\"EUR\">{}</Amt>"
        "<CdtDbtInd>DBIT</CdtDbtInd></TxDtls>",
        id, amount);
  };
  const auto lines = [&](const std::string& more) {
    const auto s = read(camt053("0.00", "-30.00", {{"30.00", false, "2026-11-21", "B1", "", more}}));
    REQUIRE(s);
    return s->front().lines;
  };
  const auto apart = lines(payment("10.00", "A") + payment("20.00", "B"));
  REQUIRE(apart.size() == 2);
  CHECK(apart[0].net == Minor{-1'000});
  CHECK(apart[1].references == std::vector<std::string>{"B"});
  CHECK(apart[0].line_id != apart[1].line_id);
  const auto whole = lines(payment("10.00", "A") + payment("19.00", "B"));
  REQUIRE(whole.size() == 1);
  CHECK(whole[0].net == Minor{-3'000});
  CHECK(whole[0].references == std::vector<std::string>{"A", "B", "B1"});
}

TEST_CASE("camt.053: days are those of the zone") {
  const auto s = read(camt053("0.00", "1.00", {{"1.00"}}), Zone("Asia/Tokyo"));
  REQUIRE(s);
  CHECK(to_string(s->front().lines.front().at) == "2026-11-20T15:00:00.000000Z");
}

TEST_CASE("camt.053: a fault is refused at its line") {
  const std::string good = camt053("100.00", "87.50", {{"12.50", false, "2026-11-21", "B1", kPayout}});
  REQUIRE(read(good));
  struct Row {
    const char *what, *with, *words;
  };
  for (const auto& [what, with, words] : std::vector<Row>{
           {"camt.053.001.08", "camt.054.001.08", "is no <Document>"},
           {"camt.053.001.08", "camt.053.001.99", "is no <Document>"},
           {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "<!DOCTYPE is not allowed"},
           {"</Stmt>", "", "well-formed"},
           {"<Cd>CLBD</Cd>", "<Cd>ITBD</Cd>", "lacks its closing balance"},
           {"<Cd>CLBD</Cd>", "<Cd>OPBD</Cd>", "twice"},
           {"<Amt Ccy=\"EUR\">12.50", "<Amt Ccy=\"USD\">12.50", "but the balances are in EUR"},
           {"<Amt Ccy=\"EUR\">12.50", "<Amt>12.50", "lacks its currency"},
           {"<Amt Ccy=\"EUR\">12.50", "<Amt Ccy=\"EUR\">-12.50", "sign"},
           {"<Amt Ccy=\"EUR\">12.50", "<Amt Ccy=\"EUR\">12.505", "no amount of EUR"},
           {"<BookgDt><Dt>2026-11-21", "<BookgDt><Dt>2026-11-31", "no day of the calendar"},
           {"<Ntry>", "<Ntry><Sts>BOOK</Sts>", "twice"},
           {"<IBAN>DE02120300000000202051</IBAN>", "", "neither"},
           {"12.50</Amt><CdtDbtInd>DBIT", "12.50</Amt><CdtDbtInd>BOTH", "neither CRDT nor DBIT"}}) {
    CAPTURE(with);
    const auto refused = read(replaced(good, what, with));
    REQUIRE(!refused);
    CHECK_MESSAGE(refused.error().detail.find(words) != std::string::npos, refused.error().detail);
    CHECK(refused.error().errors.front().pointer.starts_with("/lines/"));
  }
}

TEST_CASE("bank csv: the columns by their names, names of people left out") {
  const auto statements = read_csv(kHead + kRows);
  REQUIRE(statements);
  const auto& s = statements->front();
  REQUIRE(s.balance);
  CHECK(s.balance->opening == Minor{10'000});
  CHECK(s.balance->closing == Minor{18'750});
  CHECK(s.period_start == day(0));
  CHECK(s.period_end == day(2));
  REQUIRE(s.lines.size() == 2);
  CHECK(s.lines[0].line_id == "E1");
  CHECK(s.lines[0].references == std::vector<std::string>{kPayout});
  CHECK(s.lines[0].value_date == "2026-11-22");
  CHECK(s.lines[1].references.empty());  // blanks: somebody's words
  // Newest first, and without ids: equal lines of a day are told apart.
  const auto bare =
      read_csv("date,amount,currency\n2026-11-22,5.00,EUR\n2026-11-21,1.00,EUR\n2026-11-21,1.00,EUR\n");
  REQUIRE(bare);
  CHECK(bare->front().lines[0].net == Minor{100});
  CHECK(bare->front().lines[0].line_id + "#2" == bare->front().lines[1].line_id);
  CHECK(!bare->front().balance);
}

TEST_CASE("bank csv: a fault is named by its line") {
  struct Row {
    std::string text;
    const char* words;
    int line;
  };
  const auto bad = [](const char* what, const char* with) { return kHead + replaced(kRows, what, with); };
  for (const auto& [text, words, line] :
       std::vector<Row>{{replaced(kHead, "amount", "sum") + kRows, "lacks the column \"amount\"", 1},
                        {replaced(kHead, "entry_id", "amount") + kRows, "twice", 1},
                        {bad("-12.50", "-12.505"), "amount is no amount of EUR", 2},
                        {bad("100.00", "1.000.00"), "amount is no amount of EUR", 3},
                        {bad("187.50", "187.51"), "but the lines before it lead to 187.50", 3},
                        {bad("2026-11-22,,", "2026-11-31,,"), "no day of the calendar", 3},
                        {bad("100.00,EUR", "100.00,USD"), "one currency a file", 3},
                        {bad("100.00,EUR", "100.00,EURO"), "ISO 4217", 3},
                        {"", "no row", 1}}) {
    CAPTURE(text);
    const auto refused = read_csv(text);
    REQUIRE(!refused);
    CHECK_MESSAGE(refused.error().detail.find(words) != std::string::npos, refused.error().detail);
    CHECK(refused.error().errors.front().pointer == "/lines/" + std::to_string(line));
  }
}

TEST_CASE("bank statements: damaged ones are read or refused, nothing else") {
  const std::uint64_t seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const std::string xml = camt053("100.00", "87.50", {{"12.50", false, "2026-11-21", "B1", kPayout}});
  const std::string csv = kHead + kRows;
  for (int i = 0; i < 2'000; ++i)
    for (const auto* whole : {&xml, &csv}) {
      std::string damaged = *whole;
      for (int n = static_cast<int>(random() % 4) + 1; n > 0; --n)
        damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
      damaged.resize(damaged.size() - random() % 20);
      const auto result = whole == &xml ? read(damaged) : read_csv(damaged);
      if (!result) CHECK(!result.error().detail.empty());
    }
}
