#include "adapters/bank/csv_payment_file.hpp"

#include <doctest/doctest.h>

#include "tests/unit/adapters/bank/payment_sample.hpp"
#include "tests/unit/core/seed.hpp"

namespace daybook::test {
namespace {

using bank::csv_payment_file;

/// RFC 4180, read strictly: CRLF ends a record, quotes are doubled within quotes.
std::vector<std::vector<std::string>> csv_records(const std::string& bytes) {
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> record(1);
  bool quoted = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (quoted) {
      if (c != '"')
        record.back() += c;
      else if (i + 1 < bytes.size() && bytes[i + 1] == '"')
        record.back() += bytes[i++];
      else
        quoted = false;
    } else if (c == '"') {
      CHECK(record.back().empty());
      quoted = true;
    } else if (c == ',') {
      record.emplace_back();
    } else if (c == '\r') {
      REQUIRE(bytes[++i] == '\n');
      records.push_back(std::exchange(record, std::vector<std::string>(1)));
    } else {
      CHECK(c != '\n');
      record.back() += c;
    }
  }
  CHECK(record == std::vector<std::string>(1));
  return records;
}

TEST_CASE("csv payment file: golden bytes") {
  const auto made = csv_payment_file(sample_sepa_file());
  REQUIRE(made);
  CHECK(made->bytes == bank_golden("payouts.csv"));
  CHECK(made->totals == bank::ControlTotals{2, Minor(1234667), Currency{{'E', 'U', 'R'}}, ""});
}

TEST_CASE("csv payment file: hostile text stays text in its cell") {
  PaymentFile file = sample_us_file();
  file.lines[0].payee_name = "=HYPERLINK(\"http://x\",\"y\")";
  file.lines[1].account.holder_name = "@SUM(1)";
  file.lines[2].remittance = "a\r\ncontrol,,,USD,0.00,0";
  const auto made = csv_payment_file(file);
  REQUIRE(made);
  const auto records = csv_records(made->bytes);
  REQUIRE(records.size() == 5);
  for (const auto& record : records) CHECK(record.size() == 18);
  CHECK(records[1][8] == "'=HYPERLINK(\"http://x\",\"y\")");
  CHECK(records[2][9] == "'@SUM(1)");
  CHECK(records[3][17] == "a\r\ncontrol,,,USD,0.00,0");
  CHECK(records[4][0] == "control");
}

TEST_CASE("csv payment file: the control line of random files is the sum of their payments") {
  const auto seed = ::test::seed();
  INFO("DAYBOOK_SEED=", seed);
  Random random(seed);
  for (const char* currency : {"USD", "JPY", "BHD", "ICP", "CLF"}) {
    for (int i = 0; i < 50; ++i) {
      const PaymentFile file = random_file(random, currency, random() % 2 == 0, 1'000'000'000'000'000);
      const auto records = csv_records(csv_payment_file(file)->bytes);
      REQUIRE(records.size() == file.lines.size() + 2);
      const auto minor = [](std::string text) {  // all cells of a column have the same decimals
        std::erase(text, '.');
        return std::stoll(text);
      };
      std::int64_t sum = 0;
      for (std::size_t k = 1; k + 1 < records.size(); ++k) {
        CHECK(records[k][0] == "payment");
        CHECK(minor(records[k][4]) == file.lines[k - 1].amount.value);
        CHECK(bank::payout_of(records[k][7]) == file.lines[k - 1].payout);
        sum += minor(records[k][4]);
      }
      CHECK(records.back()[0] == "control");
      CHECK(minor(records.back()[4]) == sum);
      CHECK(records.back()[5] == std::to_string(file.lines.size()));
    }
  }
}

TEST_CASE("csv payment file: refuses what no format carries") {
  PaymentFile file = sample_us_file();
  file.lines[0].amount = file.lines[1].amount = Minor(INT64_MAX);
  const auto made = csv_payment_file(file);
  REQUIRE_FALSE(made);
  CHECK(made.error().errors.at(0).pointer == "/payouts/1");
}

TEST_CASE("end-to-end ids lead back to their payout") {
  CHECK(bank::end_to_end_id(payout_id("001")) == "0197a3c05d107a118b22000000000001");
  CHECK(bank::payout_of("0197A3C05D107A118B22000000000001") == payout_id("001"));
  for (const char* bad : {"", "NOTPROVIDED", "0197a3c05d107a118b2200000000000g",
                          "0197a3c0-5d10-7a11-8b22-00000000", "0197a3c05d107a118b220000000000011"})
    CHECK_FALSE(bank::payout_of(bad));
  CHECK(bank::individual_id(payout_id("abc")) == "B22000000000ABC");
}

}  // namespace
}  // namespace daybook::test
