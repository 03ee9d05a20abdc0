// NACHA files against a reader of the test's own.

#include "adapters/bank/nacha_file.hpp"

#include <doctest/doctest.h>

#include "tests/unit/adapters/bank/nacha_reading.hpp"
#include "tests/unit/adapters/bank/payment_sample.hpp"
#include "tests/unit/core/seed.hpp"

namespace daybook::test {
namespace {

using bank::nacha_file;

std::string pointer_of(const Result<bank::MadeFile>& result) {
  return result ? "made" : result.error().errors.at(0).pointer;
}

TEST_CASE("nacha file: golden bytes") {
  const auto made = nacha_file(sample_us_file(), sample_originator());
  REQUIRE(made);
  CHECK(made->bytes == bank_golden("payouts.ach"));
  CHECK(nacha_file(sample_us_file(), sample_originator())->bytes == made->bytes);
}

TEST_CASE("nacha file: what an entry says") {
  const auto made = nacha_file(sample_us_file(), sample_originator());
  REQUIRE(made);
  const auto entries = read_back(made->bytes);
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].code == "22");
  CHECK(entries[0].routing == "021000021");
  CHECK(entries[0].account == "000123456789     ");
  CHECK(entries[0].amount == 125050);
  CHECK(entries[0].id == "B22000000000001");
  CHECK(entries[0].trace == "121042880000001");
  CHECK(entries[1].code == "32");
  CHECK(entries[1].name == "ZOE BROMMEL-OSTER & CO");
  CHECK(entries[2].name == "A VERY LONG COMPANY NA");
  CHECK(made->totals.count == 3);
  CHECK(made->totals.total == Minor(10'000'125'050));
  CHECK(made->totals.entry_hash == "0043467224");
  REQUIRE(made->references.size() == 3);
  CHECK(made->references[2] == bank::PaymentReference{payout_id("003"), "121042880000003"});
  const auto lines = lines_of(made->bytes);
  CHECK(lines[0].substr(3, 31) == " 12104288211234567892611302107A");
  CHECK(lines[1].substr(4, 16) == "DAYBOOK COMMISSI");
  CHECK(lines[1].substr(50, 13) == "CCDCOMMISSION");
  CHECK(lines[1].substr(69, 6) == "261202");
}

TEST_CASE("nacha file: settings") {
  AchOriginator originator = sample_originator();
  originator.sec_code = bank::SecCode::PPD;
  originator.immediate_origin = "121042882";
  PaymentFile file = sample_us_file();
  file.file_of_day = 35;
  file.first_trace = 9'999'997;
  const auto made = nacha_file(file, originator);
  REQUIRE(made);
  CHECK(read_back(made->bytes).back().trace == "121042889999999");
  CHECK(lines_of(made->bytes)[0].substr(13, 10) == " 121042882");
  CHECK(lines_of(made->bytes)[0][33] == '9');
  CHECK(lines_of(made->bytes)[1].substr(50, 3) == "PPD");
  file.first_trace = 9'999'998;
  CHECK(pointer_of(nacha_file(file, originator)) == "/first_trace");
}

TEST_CASE("nacha file: refused with the place") {
  struct Row {
    const char* pointer;
    void (*spoil)(PaymentFile&, AchOriginator&);
  };
  using F = PaymentFile;
  using O = AchOriginator;
  const Row rows[] = {
      {"/payouts", [](F& f, O&) { f.lines.clear(); }},
      {"/payouts/1", [](F& f, O&) { f.lines[1].payout = f.lines[0].payout; }},
      {"/payouts/1", [](F& f, O&) { f.lines[1].amount = Minor(0); }},
      {"/payouts/1", [](F& f, O&) { f.lines[1].amount = Minor(-5); }},
      {"/payouts/2", [](F& f, O&) { f.lines[2].amount = Minor(10'000'000'000); }},
      {"/payouts/1", [](F& f, O&) { f.lines[1].account = iban_account("x", "DE89370400440532013000"); }},
      {"/payouts/0", [](F& f, O&) { f.lines[0].account.holder_name = "Иван"; }},
      {"/payouts/0", [](F& f, O&) { f.lines[0].account.holder_name = "......................Ann"; }},
      {"/currency", [](F& f, O&) { f.currency = *parse_currency("EUR"); }},
      {"/value_date", [](F& f, O&) { f.value_date = "2026-02-30"; }},
      {"/file_of_day", [](F& f, O&) { f.file_of_day = 36; }},
      {"/first_trace", [](F& f, O&) { f.first_trace = 0; }},
      {"/originator/odfi_routing", [](F&, O& o) { o.odfi_routing = "121042883"; }},
      {"/originator/odfi_name", [](F&, O& o) { o.odfi_name = ""; }},
      {"/originator/immediate_origin", [](F&, O& o) { o.immediate_origin = "12345678901"; }},
      {"/originator/company_id", [](F&, O& o) { o.company_id = "a"; }},
      {"/originator/company_name", [](F&, O& o) { o.company_name = "?"; }},
      {"/originator/entry_description", [](F&, O& o) { o.entry_description = " "; }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pointer);
    PaymentFile file = sample_us_file();
    AchOriginator originator = sample_originator();
    row.spoil(file, originator);
    CHECK(pointer_of(nacha_file(file, originator)) == row.pointer);
  }
  PaymentFile huge = sample_us_file();
  Random random(1);
  while (huge.lines.size() < 102)
    huge.lines.push_back(huge.lines[2]), huge.lines.back().payout = random_payout(random);
  CHECK(pointer_of(nacha_file(huge, sample_originator())) == "/payouts");
}

TEST_CASE("nacha file: an entry hash over ten digits keeps the last ten") {
  PaymentFile file = sample_us_file();
  const PaymentLine line = file.lines[1];  // to 322271627
  Random random(1);
  file.lines.assign(1000, line);
  for (PaymentLine& each : file.lines) each.payout = random_payout(random);
  const auto made = nacha_file(file, sample_originator());
  REQUIRE(made);
  CHECK(read_back(made->bytes).size() == 1000);
  CHECK(made->totals.entry_hash == "2227162000");
}

TEST_CASE("nacha file: control totals of random files are those that another reader adds up") {
  const auto seed = ::test::seed();
  INFO("DAYBOOK_SEED=", seed);
  Random random(seed);
  for (int i = 0; i < 300; ++i) {
    const PaymentFile file = random_file(random, "USD", true, 9'999'999'999);
    const auto made = nacha_file(file, sample_originator());
    REQUIRE(made);
    const auto entries = read_back(made->bytes);
    REQUIRE(entries.size() == file.lines.size());
    Big total = 0, hash = 0;
    for (std::size_t k = 0; k < entries.size(); ++k) {
      const auto& account = std::get<AchAccount>(file.lines[k].account.details);
      CHECK(entries[k].amount == file.lines[k].amount.value);
      CHECK(entries[k].routing == account.routing_number);
      CHECK(entries[k].account.starts_with(account.account_number));
      CHECK(entries[k].code == (account.type == AchAccountType::checking ? "22" : "32"));
      CHECK(made->references[k] == bank::PaymentReference{file.lines[k].payout, entries[k].trace});
      total += entries[k].amount;
      hash += number_at(entries[k].routing, 1, 8);
    }
    CHECK(made->totals.total.value == total);
    CHECK(made->totals.count == static_cast<std::int64_t>(entries.size()));
    CHECK(Big(number_at(made->totals.entry_hash, 1, 10)) == hash % Big("10000000000"));
  }
}

}  // namespace
}  // namespace daybook::test
