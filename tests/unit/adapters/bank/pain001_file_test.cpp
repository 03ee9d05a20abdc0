// pain.001 against the structure of its schema, written down here by hand (children in order, those required,
// lengths of the texts that are used). The official schemas are not part of this repository; how to check
// against them: adapters/bank/README.md.

#include "adapters/bank/pain001_file.hpp"

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <map>
#include <regex>

#include "tests/unit/adapters/bank/payment_sample.hpp"
#include "tests/unit/core/seed.hpp"

namespace daybook::test {
namespace {

using bank::pain001_file;
using bank::Pain001Version;

struct Node {
  std::string name, attribute, text;
  std::vector<Node> children;
  const Node& at(const std::string& wanted) const {
    for (const Node& child : children)
      if (child.name == wanted) return child;
    throw std::runtime_error(name + " lacks " + wanted);
  }
  std::vector<const Node*> all(const std::string& wanted) const {
    std::vector<const Node*> found;
    for (const Node& child : children)
      if (child.name == wanted) found.push_back(&child);
    return found;
  }
};

/// The element that opens at `at`, without anything that the writer never writes (comments, self-closing
/// ...).
Node parse_element(const std::string& xml, std::size_t& at) {
  Node node;
  at = xml.find('<', at);
  const std::size_t close = xml.find('>', at);
  const std::string tag = xml.substr(at + 1, close - at - 1);
  const std::size_t blank = std::min(tag.find(' '), tag.size());
  node.name = tag.substr(0, blank);
  node.attribute = tag.substr(std::min(blank + 1, tag.size()));
  at = close + 1;
  for (;;) {
    const std::size_t next = xml.find('<', at);
    REQUIRE(next != std::string::npos);
    if (xml[next + 1] == '/') {
      node.text = xml.substr(at, next - at);
      REQUIRE(xml.compare(next + 2, node.name.size() + 1, node.name + ">") == 0);
      at = next + node.name.size() + 3;
      return node;
    }
    node.children.push_back(parse_element(xml, at));
  }
}
Node parse(const std::string& xml) {
  const std::string prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  REQUIRE(xml.starts_with(prolog));
  std::size_t at = prolog.size();
  Node root = parse_element(xml, at);
  CHECK(xml.substr(at) == "\n");
  return root;
}

/// Children in the schema's order, "!" behind a required one; only what this program may write.
const std::map<std::string, std::vector<std::string>>& structure() {
  static const std::map<std::string, std::vector<std::string>> kStructure = {
      {"Document", {"CstmrCdtTrfInitn!"}},
      {"CstmrCdtTrfInitn", {"GrpHdr!", "PmtInf!"}},
      {"GrpHdr", {"MsgId!", "CreDtTm!", "Authstn", "NbOfTxs!", "CtrlSum", "InitgPty!", "FwdgAgt"}},
      {"PmtInf",
       {"PmtInfId!", "PmtMtd!", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt!",
        "PoolgAdjstmntDt", "Dbtr!", "DbtrAcct!", "DbtrAgt!", "DbtrAgtAcct", "UltmtDbtr", "ChrgBr",
        "ChrgsAcct", "CdtTrfTxInf!"}},
      {"CdtTrfTxInf",
       {"PmtId!", "PmtTpInf", "Amt!", "ChrgBr", "CdtrAgt", "CdtrAgtAcct", "Cdtr", "CdtrAcct", "RmtInf"}},
      {"PmtId", {"InstrId", "EndToEndId!"}},
      {"Amt", {"InstdAmt!"}},
      {"PmtTpInf", {"InstrPrty", "SvcLvl"}},
      {"SvcLvl", {"Cd!"}},
      {"InitgPty", {"Nm", "PstlAdr", "Id"}},
      {"Dbtr", {"Nm", "PstlAdr", "Id"}},
      {"Cdtr", {"Nm", "PstlAdr", "Id"}},
      {"OrgId", {"Othr!"}},
      {"DbtrAcct", {"Id!", "Tp", "Ccy"}},
      {"CdtrAcct", {"Id!", "Tp", "Ccy"}},
      {"Tp", {"Cd!"}},
      {"DbtrAgt", {"FinInstnId!"}},
      {"CdtrAgt", {"FinInstnId!"}},
      {"FinInstnId", {"BIC", "BICFI", "ClrSysMmbId", "Nm", "Othr"}},
      {"ClrSysMmbId", {"ClrSysId", "MmbId!"}},
      {"ClrSysId", {"Cd!"}},
      {"RmtInf", {"Ustrd"}},
      {"Othr", {"Id!"}},
      {"Id", {"IBAN", "OrgId", "Othr"}},
      {"ReqdExctnDt", {"Dt!"}},
  };
  return kStructure;
}

/// Patterns of the schema's simple types (the narrower where the versions differ).
const std::map<std::string, std::string>& patterns() {
  static const std::string text70 = "[a-zA-Z0-9/?:().,'+ -]{1,70}";
  static const std::map<std::string, std::string> kPatterns = {
      {"MsgId", "[0-9a-f]{32}"},
      {"PmtInfId", "[0-9a-f]{32}-1"},
      {"EndToEndId", "[0-9a-f]{32}"},
      {"CreDtTm", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"},
      {"NbOfTxs", "[0-9]{1,15}"},
      {"CtrlSum", "[0-9]{1,18}(\\.[0-9]{1,5})?"},
      {"InstdAmt", "[0-9]{1,18}(\\.[0-9]{1,5})?"},
      {"PmtMtd", "TRF"},
      {"ChrgBr", "SLEV"},
      {"Cd", "SEPA|USABA|CACC|SVGS"},
      {"Nm", text70},
      {"ReqdExctnDt", "\\d{4}-\\d\\d-\\d\\d"},
      {"Dt", "\\d{4}-\\d\\d-\\d\\d"},
      {"IBAN", "[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}"},
      {"MmbId", "[0-9]{9}"},
      {"BIC", "[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?"},
      {"BICFI", "[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?"},
      {"Id", ".{1,34}"},
      {"Ustrd", "[a-zA-Z0-9/?:().,'+ -]{1,140}"},
  };
  return kPatterns;
}

void check_structure(const Node& node) {
  CAPTURE(node.name);
  if (node.children.empty()) {
    REQUIRE(patterns().contains(node.name));
    CHECK_MESSAGE(std::regex_match(node.text, std::regex(patterns().at(node.name))), node.text);
    return;
  }
  CHECK(node.text.find_first_not_of(" \n") == std::string::npos);
  REQUIRE(structure().contains(node.name));
  auto child = node.children.begin();
  for (std::string allowed : structure().at(node.name)) {
    const bool required = allowed.back() == '!';
    if (required) allowed.pop_back();
    if (required) CHECK_MESSAGE((child != node.children.end() && child->name == allowed), "lacks ", allowed);
    while (child != node.children.end() && child->name == allowed) check_structure(*child++);
  }
  CHECK(child == node.children.end());
}

std::string pointer_of(const Result<bank::MadeFile>& result) {
  return result ? "made" : result.error().errors.at(0).pointer;
}

TEST_CASE("pain.001: golden bytes of both versions") {
  const auto v09 = pain001_file(sample_sepa_file(), sample_debtor());
  const auto v03 = pain001_file(sample_us_file(), sample_debtor(), Pain001Version::v03);
  REQUIRE(v09);
  REQUIRE(v03);
  CHECK(v09->bytes == bank_golden("payouts.pain001.v09.xml"));
  CHECK(v03->bytes == bank_golden("payouts.pain001.v03.xml"));
}

TEST_CASE("pain.001: what a SEPA message says") {
  const auto made = pain001_file(sample_sepa_file(), sample_debtor());
  REQUIRE(made);
  const Node root = parse(made->bytes);
  check_structure(root);
  CHECK(root.attribute == "xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"");
  const Node& message = root.at("CstmrCdtTrfInitn");
  CHECK(message.at("GrpHdr").at("MsgId").text == "0197a3c05d107a119c330123456789ab");
  CHECK(message.at("GrpHdr").at("CreDtTm").text == "2026-11-30T21:07:45Z");
  CHECK(message.at("GrpHdr").at("CtrlSum").text == "12346.67");
  CHECK(message.at("GrpHdr").at("InitgPty").at("Nm").text == "Daybook + Sohne GmbH");
  const Node& block = message.at("PmtInf");
  CHECK(block.at("PmtTpInf").at("SvcLvl").at("Cd").text == "SEPA");
  CHECK(block.at("ReqdExctnDt").at("Dt").text == "2026-12-02");
  CHECK(block.at("DbtrAgt").at("FinInstnId").at("BICFI").text == "COBADEFFXXX");
  const auto payments = block.all("CdtTrfTxInf");
  REQUIRE(payments.size() == 2);
  CHECK(payments[0]->at("RmtInf").at("Ustrd").text == "Provision / Okt");
  CHECK(payments[0]->all("CdtrAgt").empty());
  CHECK(payments[1]->at("Cdtr").at("Nm").text == "Lukasz .L. Nowak");
  CHECK(payments[1]->at("Amt").at("InstdAmt").text == "12345.67");
  CHECK(payments[1]->at("Amt").at("InstdAmt").attribute == "Ccy=\"EUR\"");
  CHECK(made->totals == bank::ControlTotals{2, Minor(1234667), Currency{{'E', 'U', 'R'}}, ""});
  CHECK(made->references[0] == bank::PaymentReference{payout_id("011"), "0197a3c05d107a118b22000000000011"});
}

TEST_CASE("pain.001: US accounts, decimals of other currencies, no service level") {
  Debtor debtor = sample_debtor();
  debtor.account = us_account("Daybook Inc.", "121042882", "4444");
  debtor.organisation_id.reset();
  debtor.initiating_party = "Agent";
  for (const auto& [code, amount] : std::map<std::string, std::string>{
           {"USD", "1250.50"}, {"JPY", "125050"}, {"BHD", "125.050"}, {"CLF", "12.5050"}}) {
    CAPTURE(code);
    PaymentFile file = sample_us_file();
    file.currency = *parse_currency(code);
    const auto made = pain001_file(file, debtor, Pain001Version::v03);
    REQUIRE(made);
    const Node root = parse(made->bytes);
    check_structure(root);
    const Node& block = root.at("CstmrCdtTrfInitn").at("PmtInf");
    CHECK(block.all("PmtTpInf").empty());
    CHECK(block.at("ReqdExctnDt").text == "2026-12-02");
    const Node& payment = block.at("CdtTrfTxInf");
    CHECK(payment.at("Amt").at("InstdAmt").text == amount);
    CHECK(payment.at("CdtrAgt").at("FinInstnId").at("ClrSysMmbId").at("MmbId").text == "021000021");
    CHECK(payment.at("CdtrAcct").at("Id").at("Othr").at("Id").text == "000123456789");
    CHECK(payment.at("CdtrAcct").at("Tp").at("Cd").text == "CACC");
    CHECK(root.at("CstmrCdtTrfInitn").at("GrpHdr").at("InitgPty").at("Nm").text == "Agent");
  }
}

TEST_CASE("pain.001: a debtor known by IBAN alone, and a payee outside SEPA") {
  Debtor debtor = sample_debtor();
  debtor.account = iban_account("Daybook", "DE89370400440532013000");
  PaymentFile file = sample_sepa_file();
  file.lines[1].account = iban_account("Saudi", "SA0380000000608010167519");
  const auto made = pain001_file(file, debtor);
  REQUIRE(made);
  const Node root = parse(made->bytes);
  check_structure(root);
  const Node& block = root.at("CstmrCdtTrfInitn").at("PmtInf");
  CHECK(block.at("DbtrAgt").at("FinInstnId").at("Othr").at("Id").text == "NOTPROVIDED");
  CHECK(block.all("PmtTpInf").empty());
}

TEST_CASE("pain.001: refused with the place") {
  struct Row {
    const char* pointer;
    void (*spoil)(PaymentFile&, Debtor&);
  };
  using F = PaymentFile;
  using D = Debtor;
  const Row rows[] = {
      {"/currency", [](F& f, D&) { f.currency = *parse_currency("ICP"); }},
      {"/payouts", [](F& f, D&) { f.lines.clear(); }},
      {"/payouts", [](F& f, D&) { f.lines[0].amount = Minor(1'000'000'000'000'000'000); }},
      {"/payouts/1", [](F& f, D&) { f.lines[1].account.holder_name = "李"; }},
      {"/payouts/1", [](F& f, D&) { f.lines[1].amount = Minor(0); }},
      {"/value_date", [](F& f, D&) { f.value_date = "02.12.2026"; }},
      {"/debtor/account/holder_name", [](F&, D& d) { d.account.holder_name = "??"; }},
      {"/debtor/initiating_party", [](F&, D& d) { d.initiating_party = "-"; }},
      {"/debtor/organisation_id", [](F&, D& d) { d.organisation_id = std::string(36, '1'); }},
      {"/debtor/organisation_id", [](F&, D& d) { d.organisation_id = "a<b"; }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pointer);
    PaymentFile file = sample_sepa_file();
    Debtor debtor = sample_debtor();
    row.spoil(file, debtor);
    CHECK(pointer_of(pain001_file(file, debtor)) == row.pointer);
  }
  PaymentFile file = sample_sepa_file();
  file.currency = *parse_currency("ICP");
  CHECK(pain001_file(file, sample_debtor()).error().detail.find("ICP") != std::string::npos);
}

TEST_CASE("pain.001: control sums of random files are those that another reader adds up") {
  using Big = boost::multiprecision::cpp_int;
  const auto seed = ::test::seed();
  INFO("DAYBOOK_SEED=", seed);
  Random random(seed);
  for (const char* currency : {"USD", "EUR", "JPY", "BHD", "CLF"}) {
    for (int i = 0; i < 20; ++i) {
      const PaymentFile file = random_file(random, currency, random() % 2 == 0, 10'000'000'000'000'000);
      const auto version = random() % 2 == 0 ? Pain001Version::v09 : Pain001Version::v03;
      const auto made = pain001_file(file, sample_debtor(), version);
      REQUIRE(made);
      const Node root = parse(made->bytes);
      check_structure(root);
      const auto minor = [](std::string text) {
        std::erase(text, '.');
        return Big(text.substr(std::min(text.find_first_not_of('0'), text.size() - 1)));
      };
      const Node& message = root.at("CstmrCdtTrfInitn");
      Big sum = 0;
      const auto payments = message.at("PmtInf").all("CdtTrfTxInf");
      REQUIRE(payments.size() == file.lines.size());
      for (std::size_t k = 0; k < payments.size(); ++k) {
        CHECK(minor(payments[k]->at("Amt").at("InstdAmt").text) == file.lines[k].amount.value);
        CHECK(bank::payout_of(payments[k]->at("PmtId").at("EndToEndId").text) == file.lines[k].payout);
        sum += minor(payments[k]->at("Amt").at("InstdAmt").text);
      }
      for (const Node* level : {&message.at("GrpHdr"), &message.at("PmtInf")}) {
        CHECK(minor(level->at("CtrlSum").text) == sum);
        CHECK(level->at("NbOfTxs").text == std::to_string(file.lines.size()));
      }
      CHECK(made->totals.total.value == sum);
    }
  }
}

}  // namespace
}  // namespace daybook::test
