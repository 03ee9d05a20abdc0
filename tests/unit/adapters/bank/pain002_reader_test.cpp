#include "adapters/bank/pain002_reader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "adapters/bank/decimal_amount.hpp"
#include "adapters/bank/xml_reader.hpp"
#include "tests/unit/adapters/bank/payment_sample.hpp"
#include "tests/unit/core/seed.hpp"

namespace daybook::test {
namespace {

using namespace bank;

// Three of our payments: one rejected, one settled, one on its way.
const char* const kReport = R"(<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03">
 <CstmrPmtStsRpt>
  <GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-12-03T08:00:00</CreDtTm></GrpHdr>
  <OrgnlGrpInfAndSts>
   <OrgnlMsgId>0197a3c05d107a119c330123456789ab</OrgnlMsgId>
   <OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId>
   <OrgnlNbOfTxs>3</OrgnlNbOfTxs>
   <OrgnlCtrlSum>1352.50</OrgnlCtrlSum>
   <GrpSts>PART</GrpSts>
   <NbOfTxsPerSts><DtldNbOfTxs>1</DtldNbOfTxs><DtldSts>RJCT</DtldSts></NbOfTxsPerSts>
   <NbOfTxsPerSts><DtldNbOfTxs>2</DtldNbOfTxs><DtldSts>ACSC</DtldSts></NbOfTxsPerSts>
  </OrgnlGrpInfAndSts>
  <OrgnlPmtInfAndSts>
   <OrgnlPmtInfId>0197a3c05d107a119c330123456789ab-1</OrgnlPmtInfId>
   <TxInfAndSts>
    <StsId>S1</StsId>
    <OrgnlEndToEndId>0197a3c05d107a118b22000000000011</OrgnlEndToEndId>
    <TxSts>RJCT</TxSts>
    <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed &amp; gone</AddtlInf></StsRsnInf>
    <OrgnlTxRef><Amt><InstdAmt Ccy="EUR">100.5</InstdAmt></Amt></OrgnlTxRef>
   </TxInfAndSts>
   <TxInfAndSts>
    <OrgnlEndToEndId>0197a3c05d107a118b22000000000012</OrgnlEndToEndId>
    <TxSts>ACSC</TxSts>
    <OrgnlTxRef><Amt><InstdAmt Ccy="EUR">1252.00</InstdAmt></Amt></OrgnlTxRef>
   </TxInfAndSts>
  </OrgnlPmtInfAndSts>
 </CstmrPmtStsRpt>
</Document>
)";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string fault(std::string_view bytes) {
  const auto read = read_pain002(bytes);
  if (read) return "";
  CHECK(read.error().errors.at(0).pointer.starts_with("/lines/"));
  return read.error().detail;
}

TEST_CASE("pain.002: what the bank says of each payment") {
  for (const char* version : {"03", "10", "12"}) {
    const auto read =
        read_pain002(replaced(kReport, "pain.002.001.03", fmt::format("pain.002.001.{}", version)));
    REQUIRE_MESSAGE(read, read.error().detail);
    CHECK(read->format == ReturnFormat::pain002);
    CHECK(read->message_id == "BANK-1");
    REQUIRE(read->items.size() == 3);
    const BankReturn& file = read->items[0];
    CHECK(file.scope == ReturnScope::file);
    CHECK(file.status == ReturnStatus::pending);
    CHECK(file.original_reference == "0197a3c05d107a119c330123456789ab");
    CHECK(file.line == 10);
    const BankReturn& rejected = read->items[1];
    CHECK(rejected.line == 16);
    CHECK(rejected.scope == ReturnScope::payment);
    CHECK(rejected.status == ReturnStatus::rejected);
    CHECK(payout_of(rejected.original_reference) == payout_id("011"));
    CHECK(rejected.code == "AC04");
    CHECK(rejected.text == "account closed: closed & gone");
    CHECK(rejected.amount == Minor(10050));
    CHECK(rejected.currency->str() == "EUR");
    CHECK(rejected.own_reference == "S1");
    CHECK(read->items[2].status == ReturnStatus::accepted);
    CHECK(read->items[2].code == "ACSC");
  }
}

TEST_CASE("pain.002: prefixes, CDATA, a byte order mark and CRLF read the same") {
  const auto items = read_pain002(kReport)->items;
  std::string prefixed = kReport;
  for (std::size_t at = prefixed.find('<', 5); at != std::string::npos; at = prefixed.find('<', at + 1))
    prefixed.insert(at + (prefixed[at + 1] == '/' ? 2 : 1), "p:");
  prefixed = replaced(prefixed, "xmlns=", "xmlns:p=");
  std::string crlf;
  for (const char c : std::string_view(kReport)) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  for (const std::string& text : {prefixed, "\xef\xbb\xbf" + std::string(kReport), crlf,
                                  replaced(kReport, "<TxSts>RJCT", "<TxSts><![CDATA[RJCT]]>"),
                                  replaced(kReport, "<TxSts>RJCT", "<TxSts><!-- no --> RJCT ")}) {
    const auto read = read_pain002(text);
    REQUIRE_MESSAGE(read, read.error().detail);
    CHECK(read->items == items);
  }
}

TEST_CASE("pain.002: a whole file rejected, and statuses that are inherited") {
  std::string report(kReport);
  report =
      replaced(report, "PART", "RJCT</GrpSts><StsRsnInf><Rsn><Prtry>X9</Prtry></Rsn></StsRsnInf><GrpSts>");
  report = replaced(report, "<GrpSts></GrpSts>", "");
  const std::size_t from = report.find("<OrgnlPmtInfAndSts>"), to = report.find("</OrgnlPmtInfAndSts>");
  const std::string whole =
      replaced(report.substr(0, from) + report.substr(to + 20), "<DtldSts>ACSC", "<DtldSts>PDNG");
  const auto read = read_pain002(whole);
  REQUIRE_MESSAGE(read, read.error().detail);
  REQUIRE(read->items.size() == 1);
  CHECK(read->items[0].scope == ReturnScope::file);
  CHECK(read->items[0].status == ReturnStatus::rejected);
  CHECK(read->items[0].code == "X9");

  std::string inherited = replaced(kReport, "<TxSts>ACSC</TxSts>", "");
  inherited = replaced(inherited, "-1</OrgnlPmtInfId>", "-1</OrgnlPmtInfId><PmtInfSts>ACSP</PmtInfSts>");
  inherited = replaced(inherited, "<DtldSts>ACSC", "<DtldSts>ACSP");
  const auto again = read_pain002(inherited);
  REQUIRE_MESSAGE(again, again.error().detail);
  REQUIRE(again->items.size() == 4);
  CHECK(again->items[1].scope == ReturnScope::file);
  CHECK(again->items[1].original_reference == "0197a3c05d107a119c330123456789ab");
  CHECK(again->items[3].status == ReturnStatus::pending);
}

TEST_CASE("pain.002: refused whole at the first wrong line") {
  struct Row {
    const char* fault;
    const char* from;
    const char* to;
  };
  const std::string second = "0197a3c05d107a118b22000000000012";
  const Row rows[] = {
      {"line 2: is no <Document>", "pain.002.001.03", "pain.002.001.02"},
      {"line 2: is no <Document>", "pain.002.001.03", "pain.008.001.03"},
      {"line 2: is no <Document>", " xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.03\"", ""},
      {"line 4: <GrpHdr> lacks <MsgId>", "<MsgId>BANK-1</MsgId>", ""},
      {"line 4: <MsgId> is empty", "BANK-1", " "},
      {"line 4: <MsgId> is in <GrpHdr> twice", "<CreDtTm>", "<MsgId>2</MsgId><CreDtTm>"},
      {"line 5: <OrgnlGrpInfAndSts> lacks <OrgnlMsgId>",
       "OrgnlMsgId>0197a3c05d107a119c330123456789ab</OrgnlMsgId>", "X>1</X>"},
      {"line 8: says that the original had 1 payments, but 2 are reported", "<OrgnlNbOfTxs>3",
       "<OrgnlNbOfTxs>1"},
      {"line 8: <OrgnlNbOfTxs> is no number of payments", "<OrgnlNbOfTxs>3", "<OrgnlNbOfTxs>3.5"},
      {"line 9: says that the original came to 1352.49", "1352.50", "1352.49"},
      {"line 9: <OrgnlCtrlSum> is no decimal", "1352.50", "1,352.50"},
      {"line 10: <GrpSts> has a status", "PART", "PARTY"},
      {"line 10: says RJCT of all payments, but ACSC", "<GrpSts>PART", "<GrpSts>RJCT"},
      {"line 10: says ACSC of all payments, but RJCT", "<GrpSts>PART", "<GrpSts>ACSC"},
      {"line 11: says that 2 payments are RJCT, but 1 are reported", "<DtldNbOfTxs>1", "<DtldNbOfTxs>2"},
      {"line 11: says that 0 payments are RJCT, but 1 are reported", "<DtldNbOfTxs>1", "<DtldNbOfTxs>0"},
      {"line 11: the counts by status come to more", "<DtldNbOfTxs>2", "<DtldNbOfTxs>3"},
      {"line 12: <DtldSts> has a status", "<DtldSts>ACSC", "<DtldSts>"},
      {"line 16: <TxInfAndSts> lacks <OrgnlEndToEndId>",
       "OrgnlEndToEndId>0197a3c05d107a118b22000000000011</OrgnlEndToEndId", "X>1</X"},
      {"line 19: <TxSts> has a status", "<TxSts>RJCT", "<TxSts>rjct"},
      {"line 21: <InstdAmt> lacks its currency", " Ccy=\"EUR\"", ""},
      {"line 21: <InstdAmt> has a currency", "\"EUR\"", "\"EUX\""},
      {"line 21: <InstdAmt> is no amount of EUR", "100.5<", "100.505<"},
      {"line 21: <InstdAmt> is no amount of EUR", "100.5<", "-100.5<"},
      {"line 21: <InstdAmt> is no amount of EUR", "100.5<", "1e2<"},
      {"line 23: reports the same payment", "8b22000000000012", "8b22000000000011"},
      {"line 2: <!DOCTYPE is not allowed", "<Document", "<!DOCTYPE Document [<!ENTITY a \"b\">]><Document"},
      {"line 4: <!ENTITY is not allowed", "BANK-1", "<!ENTITY"},
      {"line 4: is no well-formed XML", "BANK-1", "&bank;"},
      {"line 4: is no well-formed XML", "BANK-1", "a\x01"},
      {"line 4: is no well-formed XML", "BANK-1</MsgId>", "BANK-1</MsgIt>"},
      {"line 1: the file is not UTF-8", "BANK-1", "\xff"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.fault);
    const std::string found = fault(replaced(kReport, row.from, row.to));
    CHECK_MESSAGE(found.starts_with(row.fault), row.fault, " != ", found);
  }
  CHECK(fault("").starts_with("line 1: the file is empty"));
  CHECK(fault("{}").starts_with("line 1: is no well-formed XML"));
  CHECK(fault(std::string(10 * 1024 * 1024 + 1, ' ')).starts_with("line 1: the file has"));
}

TEST_CASE(
    "pain.002: more money than the original, a whole report that adds up to something else, two blocks") {
  std::string report = replaced(kReport, "<OrgnlNbOfTxs>3", "<OrgnlNbOfTxs>2");
  report = replaced(report, "<DtldNbOfTxs>2", "<DtldNbOfTxs>1");
  CHECK(fault(report) == "");
  CHECK(fault(replaced(report, "1352.50", "1352.51")).starts_with("line 9:"));
  CHECK(fault(replaced(kReport, "1352.50", "9999.00")) == "");  // one of three is not listed
  const std::string one =
      "<OrgnlPmtInfAndSts><OrgnlPmtInfId>0197a3c05d107a119c330123456789ab-1</OrgnlPmtInfId></"
      "OrgnlPmtInfAndSts>";
  CHECK(fault(replaced(kReport, " </CstmrPmtStsRpt>", one + " </CstmrPmtStsRpt>"))
            .starts_with("line 29: reports the same payment information"));
  CHECK(fault(replaced(replaced(kReport, "PART", "RJCT"), "-1</OrgnlPmtInfId>",
                       "-1</OrgnlPmtInfId><PmtInfSts>ACSP</PmtInfSts>"))
            .starts_with("line 15: says ACSP, but the whole group is RJCT"));
}

TEST_CASE("pain.002: depth and bombs are stopped") {
  std::string deep, end;
  for (int i = 0; i < 40; ++i) deep += "<a>", end = "</a>" + end;
  CHECK(fault(deep + end).find("nested more than 32 deep") != std::string::npos);
  for (int i = 0; i < 100'000; ++i) deep += "<a>\n";
  CHECK(fault(deep).starts_with("line "));
  CHECK(fault("<a xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"file:///etc/passwd\"/></a>")
            .starts_with("line 1: is no <Document>"));
}

TEST_CASE("pain.002: a report cut anywhere is refused; random damage never does more than be refused") {
  const std::string whole(kReport);
  const std::size_t end = whole.rfind('>');
  for (std::size_t size = 0; size < end; ++size) {
    CAPTURE(size);
    REQUIRE(fault(std::string_view(whole).substr(0, size)) != "");
  }
  const auto seed = ::test::seed();
  INFO("DAYBOOK_SEED=", seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 3000; ++i) {
    std::string bytes = whole;
    for (std::size_t k = 1 + random() % 4; k > 0; --k) {
      const std::size_t at = random() % bytes.size();
      if (i % 3 == 0)
        bytes.erase(at, random() % 40);
      else
        bytes[at] = static_cast<char>(i % 3 == 1 ? random() : 0x20 + random() % 0x5f);
    }
    const auto read = read_pain002(bytes);
    if (!read) CHECK(read.error().detail.starts_with("line "));
  }
}

TEST_CASE("pain.002: any one changed digit of a count is refused") {
  const std::string whole =
      replaced(replaced(kReport, "<OrgnlNbOfTxs>3", "<OrgnlNbOfTxs>2"), "<DtldNbOfTxs>2", "<DtldNbOfTxs>1");
  for (const std::string_view around : {"<OrgnlCtrlSum>", "<DtldNbOfTxs>", "Ccy=\"EUR\">"}) {
    std::size_t at = whole.find(around) + around.size();
    for (; whole[at] != '<'; ++at) {
      for (char c = '0'; c <= '9'; ++c) {
        if (whole[at] == '.' || whole[at] == c) continue;
        std::string other = whole;
        other[at] = c;
        CHECK_MESSAGE(fault(other) != "", around, " ", c);
      }
    }
  }
}

TEST_CASE("decimals of ISO 20022 as exact integers") {
  CHECK(scaled_decimal("1250.5", 2) == Int128(125050));
  CHECK(scaled_decimal("0.01", 2) == Int128(1));
  CHECK(scaled_decimal(".5", 1) == Int128(5));
  CHECK(scaled_decimal("7.", 0) == Int128(7));
  CHECK(scaled_decimal("12.5000", 1) == Int128(125));
  CHECK(scaled_decimal("999999999999999999", 5) == Int128(999'999'999'999'999'999) * 100'000);
  for (const char* bad : {"", ".", "1.2.3", "+1", "-1", "1e3", " 1", "1,0", "0.015", "1000000000000000000"})
    CHECK_FALSE(scaled_decimal(bad, 2));
}

}  // namespace
}  // namespace daybook::test
